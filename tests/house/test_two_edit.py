"""Two people open one form: the second is told what the first saved, and nothing is lost unseen."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.queries.meanwhile import fingerprint
from programmes.actions import cohorts
from programmes.models import Cohort
from tests.house.edits import EDITS, Edit
from tests.house.test_double_submit import HIDDEN
from tests.house.test_url_matrix import NAMES
from tests.house.world import World, build
from tests.races import at_once

AFTER_THE_SESSION = datetime(2026, 11, 25, 17, 45, tzinfo=UTC)
# What an address is called that changes what is there.
CHANGES = re.compile(r":(change|rename|move|correct|fund|give|write_note|place_rules|funded)")
# Told in another way, each with tests of its own: by the newest decision, by the number on the
# list, by what stands instead, by the state that only one of two can leave.
TOLD_OTHERWISE = {
    "applications:fund_application",
    "applications:give_application",
    "participants:move_waiting",
    "participants:change_adjustment",
    "participants:correct_contact",
    "programmes:move_cohort",
}


def text_of(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def hidden_in(answer: HttpResponse) -> dict[str, str]:
    return dict(HIDDEN.findall(answer.content.decode().partition("<main")[2]))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, db: None) -> World:
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_SESSION)
    return build()


@pytest.mark.slow
@pytest.mark.parametrize("make", EDITS, ids=lambda make: make.__name__)
def test_second_of_two_is_told_and_nothing_is_overwritten(
    world: World, make: Callable[[World], Edit]
) -> None:
    edit = make(world)
    late, other = world.client(edit.late), world.client(edit.other)
    opened = hidden_in(late.get(edit.url))
    first = other.post(edit.url, hidden_in(other.get(edit.url)) | edit.theirs)
    theirs = edit.stands()

    refused = late.post(edit.url, opened | edit.mine)
    standing = edit.stands()
    saved = late.post(edit.url, hidden_in(refused) | edit.mine)

    assert (first.status_code, refused.status_code, saved.status_code) == (302, 200, 302)
    assert standing == theirs != edit.stands()
    [told] = refused.context["form"].non_field_errors()
    assert (edit.told in told, world.users[edit.other].full_name in told) == (True, True)
    assert told in text_of(refused)


@pytest.mark.slow
@pytest.mark.parametrize("make", EDITS, ids=lambda make: make.__name__)
def test_the_trail_has_both(world: World, make: Callable[[World], Edit]) -> None:
    edit = make(world)
    before = AuditEvent.objects.count()

    for identity, answers in ((edit.other, edit.theirs), (edit.late, edit.mine)):
        client = world.client(identity)
        client.post(edit.url, hidden_in(client.get(edit.url)) | answers)

    told = list(AuditEvent.objects.order_by("pk")[before:])
    people = [event.by for event in told if event.verb == told[0].verb]
    assert people == [world.users[edit.other], world.users[edit.late]]


def test_every_form_that_changes_a_record_is_tried(world: World) -> None:
    changing = {name for name in NAMES if CHANGES.search(name)}

    tried = {make(world).name for make in EDITS}

    assert changing - TOLD_OTHERWISE == tried


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("carries", [True, False])
def test_of_two_who_save_at_once_one_is_told(
    monkeypatch: pytest.MonkeyPatch, transactional_db: None, carries: bool
) -> None:
    """The control: where the form does not say what it shows, both are let in."""
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_SESSION)
    world = build()
    row = Cohort.objects.get(reference=world.references["cohort"])
    facts = {name: getattr(row, name) for name in cohorts.FACTS} | {"delivery_partner": None}
    Cohort.objects.update(delivery_partner=None)
    seen = fingerprint(facts) if carries else ""

    def save(capacity: int) -> str:
        answers = facts | {"capacity": capacity}
        cohorts.change(cohort=row, **answers, seen=seen, by=world.users["hub_leader"])
        return "saved"

    answers = at_once([lambda: save(41), lambda: save(42)])

    assert answers["saved"] == (1 if carries else 2)
