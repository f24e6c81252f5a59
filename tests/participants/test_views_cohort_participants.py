"""A cohort's participants: listed, added, invited; and what happens to a place."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from participants.models import Enrolment, Participant
from programmes.models import ChangeReason, Cohort
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group

START = date(2026, 10, 5)


def page_of(cohort: Cohort, name: str = "cohort_participants") -> str:
    return reverse(f"participants:{name}", args=[cohort.reference])


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    group = make_group()
    for _ in range(rows):
        make_enrolment(group=group)

    with django_assert_num_queries(11):
        leader_client.get(page_of(group.cohort))


def test_list_counts_places_and_what_is_left_to_do(leader_client: Client) -> None:
    cohort = make_cohort(capacity=5)
    make_enrolment(cohort=cohort, status="deferred")
    make_enrolment(cohort=cohort, status="completed")
    make_enrolment(group=make_group(cohort=cohort))
    make_enrolment(cohort=cohort)

    standing = leader_client.get(page_of(cohort)).context["standing"]

    assert (standing.taken, standing.without_group, standing.without_account) == (3, 1, 2)
    assert [count for _, _, count in standing.by_status] == [2, 1, 0, 1, 0]


def test_list_narrows_by_status(leader_client: Client) -> None:
    cohort = make_cohort()
    make_enrolment(cohort=cohort)
    gone = make_enrolment(cohort=cohort, status="withdrawn")

    page = leader_client.get(page_of(cohort), {"status": "withdrawn"}).context["page"]

    assert [member.reference for member in page] == [gone.reference]


def test_list_of_a_full_cohort_says_so_and_offers_no_adding(leader_client: Client) -> None:
    cohort = make_cohort(capacity=1)
    make_enrolment(cohort=cohort)

    page = text_of(leader_client.get(page_of(cohort)))

    assert "The cohort is full" in page
    assert page_of(cohort, "add_participant") not in page


def test_empty_list_leads_to_the_import(leader_client: Client) -> None:
    assert "No participants yet" in text_of(leader_client.get(page_of(make_cohort())))


def test_add_gives_a_place_and_leads_to_the_group(leader_client: Client) -> None:
    cohort = make_cohort()

    answer = leader_client.post(
        page_of(cohort, "add_participant"),
        {"full_name": "Amina Khan", "email": "Amina@example.org", "is_funded": "yes"}
        | day("joined_on", START),
    )

    place = Enrolment.objects.get()
    assert answer.headers["Location"] == reverse(
        "participants:change_group", args=[place.reference]
    )
    assert (place.participant.email, place.joined_on, place.is_funded) == (
        *("amina@example.org", START, True),
    )


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"full_name": ""}, {"full_name": ["Enter the full name"]}),
        (
            {"email": "amina"},
            {"email": ["Enter an email address in the correct format, like name@example.com"]},
        ),
        ({"trn": "0000000"}, {"trn": ["The TRN must not be 0000000."]}),
        ({"joined_on_year": ""}, {"joined_on": ["Date of joining must include a year"]}),
        ({"full_name": "Amina\0Khan"}, {"full_name": ["Null characters are not allowed."]}),
    ],
)
def test_add_refuses_bad_answers_and_writes_nothing(
    leader_client: Client, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    good = {"full_name": "Amina Khan", "email": "amina@example.org"} | day("joined_on", START)

    answer = leader_client.post(page_of(make_cohort(), "add_participant"), good | typed)

    assert answer.context["form"].errors == errors
    assert (Participant.objects.count(), Enrolment.objects.count()) == (0, 0)


def test_add_twice_gives_one_place(leader_client: Client) -> None:
    cohort = make_cohort()
    typed = {"full_name": "Amina Khan", "email": "a@example.org"} | day("joined_on", START)
    url = page_of(cohort, "add_participant")

    leader_client.post(url, typed)
    answer = leader_client.post(url, typed)

    assert answer.context["form"].non_field_errors() == ["Already in the cohort."]
    assert Enrolment.objects.count() == 1


def test_add_ignores_fields_it_does_not_ask(leader_client: Client) -> None:
    cohort, other = make_cohort(), make_cohort()
    sent = {"cohort": other.pk, "status": "completed", "user": "1", "trn_verified": "on"}
    typed = {"full_name": "Amina Khan", "email": "a@example.org"} | day("joined_on", START)

    leader_client.post(page_of(cohort, "add_participant"), typed | sent)

    place = Enrolment.objects.get()
    assert (place.cohort, place.status, place.participant.user) == (cohort, "active", None)


def test_invite_cohort_invites_those_without_an_account(leader_client: Client) -> None:
    cohort = make_cohort()
    make_enrolment(cohort=cohort)
    make_enrolment(cohort=cohort)
    make_enrolment(cohort=cohort, status="withdrawn")
    url = page_of(cohort, "invite_cohort")

    asked = text_of(leader_client.get(url))
    leader_client.post(url)

    assert "Invite 2 participants who have no account?" in asked
    assert Invitation.objects.count() == 2


def test_invite_cohort_when_nobody_is_left_says_so(leader_client: Client) -> None:
    answer = leader_client.post(page_of(make_cohort(), "invite_cohort"))

    assert "Everybody has an account or an invitation" in text_of(answer)


@pytest.mark.parametrize(
    ("name", "kind", "before", "after"),
    [
        ("defer_enrolment", "deferral", "active", "deferred"),
        ("withdraw_enrolment", "withdrawal", "deferred", "withdrawn"),
        ("resume_enrolment", "", "withdrawn", "active"),
        ("complete_enrolment", "", "active", "completed"),
    ],
)
def test_a_place_changes_and_the_page_leads_to_the_person(
    leader_client: Client, name: str, kind: str, before: str, after: str
) -> None:
    place = make_enrolment(status=before)
    typed: dict[str, object] = {**day("on", START + timedelta(days=7)), "note": "Told by phone"}
    if kind:
        reason = ChangeReason.objects.create(kind=kind, code="x", label="Moved", position=1)
        typed["reason"] = reason.code

    answer = leader_client.post(reverse(f"participants:{name}", args=[place.reference]), typed)

    place.refresh_from_db()
    person = reverse("participants:participant", args=[place.participant.reference])
    assert (answer.headers["Location"], place.status) == (person, after)
    assert place.status_changes.order_by("-pk")[0].note == "Told by phone"


def test_a_place_does_not_change_in_the_future(leader_client: Client) -> None:
    place = make_enrolment()
    reason = ChangeReason.objects.create(kind="deferral", code="x", label="Moved", position=1)
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = leader_client.post(
        reverse("participants:defer_enrolment", args=[place.reference]),
        {"reason": reason.code, **day("on", tomorrow)},
    )

    place.refresh_from_db()
    refused = ["The date must be today or in the past."]
    assert (answer.context["form"].errors["on"], place.status) == (refused, "active")


def test_a_reason_of_another_kind_is_no_choice(leader_client: Client, leader: User) -> None:
    place = make_enrolment()
    reason = ChangeReason.objects.create(kind="withdrawal", code="x", label="Moved", position=1)
    url = reverse("participants:defer_enrolment", args=[place.reference])

    answer = leader_client.post(url, {"reason": reason.code, **day("on", START)})

    assert list(answer.context["form"].errors) == ["reason"]


def test_somebody_on_another_programme_keeps_their_record(leader_client: Client) -> None:
    known = make_participant(full_name="Amina Khan", email="amina@example.org")

    leader_client.post(
        page_of(make_cohort(), "add_participant"),
        {"full_name": "Amina B Khan", "email": "amina@example.org"} | day("joined_on", START),
    )

    known.refresh_from_db()
    assert (known.full_name, known.enrolments.count()) == ("Amina Khan", 1)
