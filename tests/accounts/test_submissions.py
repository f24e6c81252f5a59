"""A form sent twice: who is first, what the second is told, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from accounts import submissions
from accounts.models import Invitation, Submission
from accounts.roles import Role
from accounts.tasks import forget_submissions
from participants.models import ParticipantImport
from tests.factories.accounts import make_member, make_user
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db

INVITE = "/people/invite/facilitator/"
PRIYA = {"full_name": "Priya Natarajan", "user_email": "priya@example.org", "submission": "one"}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "POLLS", 2)


def told(answer: object) -> list[str]:
    return [str(message).splitlines()[0] for message in answer.context["messages"]]


def test_tag_prints_the_token_and_a_new_id_each_time() -> None:
    context = Context({"csrf_token": "abc"})

    forms = {Template("{% submission %}").render(context) for _ in range(3)}

    assert len(forms) == 3
    assert {form.count('name="csrfmiddlewaretoken" value="abc"') for form in forms} == {1}


def test_second_sending_gets_the_firsts_answer_and_words(leader_client: Client) -> None:
    first = leader_client.post(INVITE, PRIYA, follow=True)
    second = leader_client.post(INVITE, PRIYA, follow=True)

    assert Invitation.objects.count() == 1
    assert second.redirect_chain == first.redirect_chain
    assert (told(first), told(second)) == (["Invitation written"], ["Invitation written"])


def test_words_that_nobody_has_read_yet_are_not_said_twice(leader_client: Client) -> None:
    leader_client.post(INVITE, PRIYA)

    answer = leader_client.post(INVITE, PRIYA, follow=True)

    assert told(answer) == ["Invitation written"]


def test_what_is_kept_names_nobody(leader_client: Client) -> None:
    daniel = make_member(Role.FACILITATOR, user=make_user(full_name="Daniel Osei"))

    leader_client.post(f"/people/{daniel.reference}/disable/", {"submission": "one"})

    kept = Submission.objects.get()
    readable = f"{kept.key} {bytes(kept.outcome).decode()}"
    secrets = ("Daniel", "Osei", "disabled", daniel.reference)
    assert [secret for secret in secrets if secret in readable] == []


def test_refused_form_can_be_sent_again(leader_client: Client) -> None:
    refused = leader_client.post(INVITE, PRIYA | {"user_email": ""})
    kept = Submission.objects.count()

    answer = leader_client.post(INVITE, PRIYA)

    assert (refused.status_code, kept, answer.status_code) == (200, 0, 302)


@pytest.mark.parametrize("path", ["/people/nobody2345/disable/", "/schools/load/"])
def test_closed_door_keeps_nothing(leader_client: Client, path: str) -> None:
    answer = leader_client.post(path, {"submission": "one"})

    assert answer.status_code in (403, 404)
    assert not Submission.objects.exists()


def test_fault_keeps_nothing(leader_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    leader_client.raise_request_exception = False
    monkeypatch.setattr("accounts.views.people.tell", lambda *given: 1 / 0)

    answer = leader_client.post(INVITE, PRIYA)

    assert answer.status_code == 500
    assert not Submission.objects.exists()


def test_sending_under_way_is_told_and_not_done_again(
    leader_client: Client, impatient: None
) -> None:
    leader_client.post(INVITE, PRIYA)
    Submission.objects.update(outcome=b"")
    Invitation.objects.all().delete()

    answer = leader_client.post(INVITE, PRIYA)

    assert (answer.status_code, Invitation.objects.count()) == (202, 0)
    assert "Your answers are still being saved" in answer.content.decode()


@pytest.mark.parametrize("changed", [{"user_email": "p@example.org"}, {"submission": "two"}])
def test_other_answers_or_another_id_are_another_sending(
    leader_client: Client, changed: dict[str, str]
) -> None:
    leader_client.post(INVITE, PRIYA)

    leader_client.post(INVITE, PRIYA | changed)

    assert Submission.objects.count() == 2


def test_id_is_worth_nothing_elsewhere_or_to_another_person(client_of) -> None:
    north, south = make_member(Role.HUB_LEADER), make_member(Role.HUB_LEADER)
    client_of(north).post(INVITE, PRIYA)

    client_of(south).post(INVITE, PRIYA)
    client_of(north).post("/people/invite/hub-leader/", PRIYA)

    assert Submission.objects.count() + Invitation.objects.count() == 6


def test_form_without_an_id_is_done_as_often_as_it_is_sent(leader_client: Client) -> None:
    bare = {name: value for name, value in PRIYA.items() if name != "submission"}

    leader_client.post(INVITE, bare)

    assert (Invitation.objects.count(), Submission.objects.count()) == (1, 0)


def test_upload_is_known_by_what_is_in_it(leader_client: Client) -> None:
    url = f"/cohorts/{make_cohort().reference}/participants/import/"
    day = {"joined_on_day": "5", "joined_on_month": "10", "joined_on_year": "2026"}

    for name in ("Amina", "Amina", "Tomas"):
        rows = f"full name,email\n{name} Khan,new@example.org\n".encode()
        file = SimpleUploadedFile("new.csv", rows)
        leader_client.post(url, day | {"file": file, "submission": "one"})

    assert ParticipantImport.objects.count() == 2


def test_sign_in_is_left_alone(client: Client) -> None:
    client.post("/account/login/", {"login": "a@example.org", "submission": "one"})

    assert not Submission.objects.exists()


def test_old_sendings_are_forgotten_at_night() -> None:
    for key, hours in {"old": 25, "new": 23}.items():
        Submission.objects.create(key=key)
        at = timezone.now() - timedelta(hours=hours)
        Submission.objects.filter(key=key).update(created_at=at)

    forget_submissions()

    assert [kept.key for kept in Submission.objects.all()] == ["new"]


@pytest.mark.parametrize(("more", "cost"), [({}, 0), ({"submission": "one"}, 5)])
def test_an_id_costs_five_queries(
    leader_client: Client, more: dict[str, str], cost: int, django_assert_num_queries
) -> None:
    facilitator = make_member(Role.FACILITATOR)
    path = f"/people/{facilitator.reference}/disable/"

    with django_assert_num_queries(11 + cost):
        leader_client.post(path, more)
