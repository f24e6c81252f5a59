"""Every POST form has an id, and sent ten times at once with it has one effect."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Submission
from tests.house.repository import name_of, templates
from tests.house.sendings import SENDINGS, Sending, import_participants
from tests.house.world import World, build
from tests.races import at_once

AFTER_THE_SESSION = datetime(2026, 11, 25, 17, 45, tzinfo=UTC)
TIMES = 10
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?')
POST_FORM = re.compile(r"<form\b[^>]*method=\"?post[^>]*>(.*?)</form>", re.S | re.I)


def hidden_on(world: World, sending: Sending) -> dict[str, str]:
    """Return what the form itself carries: its id, and what it says that it replaces."""
    page = world.client(sending.identity).get(sending.url).content.decode()
    return dict(HIDDEN.findall(page.partition("<main")[2]))


def send(world: World, sending: Sending, hidden: dict[str, str]) -> str:
    client = world.client(sending.identity)
    answer = client.post(sending.url, hidden | sending.answers())
    return f"{answer.status_code} {answer.headers.get('Location')}"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> World:
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_SESSION)
    return build()


def effects(act: Callable[[], object]) -> list[str]:
    """Return what the trail says that was done meanwhile."""
    before = AuditEvent.objects.count()
    act()
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)[before:])


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("make", SENDINGS, ids=lambda make: make.__name__)
def test_form_sent_ten_times_at_once_is_done_once(
    world: World, make: Callable[[World], Sending]
) -> None:
    sending = make(world)
    hidden = hidden_on(world, sending)
    answers: Counter[str] = Counter()

    done = effects(lambda: answers.update(at_once([lambda: send(world, sending, hidden)] * TIMES)))
    later = effects(lambda: answers.update([send(world, sending, hidden)]))

    assert (sorted(done), later) == (sorted(sending.verbs), [])
    assert list(answers.values()) == [TIMES + 1]
    assert next(iter(answers)).startswith("302 ")
    assert Submission.objects.exclude(outcome=b"").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_under_different_ids_a_form_is_done_as_often_as_it_is_sent(world: World) -> None:
    sending = import_participants(world)
    ids = [{"submission": str(number)} for number in range(TIMES)]

    done = effects(lambda: at_once([lambda each=each: send(world, sending, each) for each in ids]))

    assert done == sending.verbs * TIMES


def test_every_form_that_posts_has_an_id() -> None:
    forms = [
        (name_of(path), form.group(1))
        for path in templates()
        if "templates/account/" not in str(path) and "templates/mfa/" not in str(path)
        for form in POST_FORM.finditer(path.read_text())
    ]

    without = [
        name
        for name, form in forms
        if "{% submission" not in form and "Sign out</button>" not in form
    ]

    assert len(forms) > 30
    assert without == []
