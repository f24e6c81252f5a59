"""The pages of a cohort's timetable."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import User
from programmes.models import Cohort, Group, HalfTerm, Session
from tests.factories.programmes import make_cohort, make_group, make_session

PAST = datetime(2020, 1, 8, 16, 0, tzinfo=UTC)
TO_COME = datetime(2100, 1, 6, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("rows", [1, 3])
def test_timetable_costs_the_same_for_any_length(
    leader_client: Client, leader: User, rows: int, django_assert_num_queries
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        make_session(group=make_group(cohort=cohort), starts_at=TO_COME, led_by=leader)

    with django_assert_num_queries(9):
        leader_client.get(f"/cohorts/{cohort.reference}/timetable/")


def titles(page: object) -> list[str]:
    return [session.title for month in page.context["months"] for session in month.sessions]


def test_timetable_shows_what_is_to_come_and_past_when_asked(leader_client: Client) -> None:
    cohort = make_cohort()
    make_session(cohort=cohort, title="Over", starts_at=PAST)
    make_session(cohort=cohort, title="To come", starts_at=TO_COME)

    coming = leader_client.get(f"/cohorts/{cohort.reference}/timetable/")
    past = leader_client.get(f"/cohorts/{cohort.reference}/timetable/?show=past")

    assert (titles(coming), titles(past)) == (["To come"], ["Over"])
    assert "Show the 1 past session" in coming.content.decode()


def test_timetable_of_a_group_has_what_the_whole_cohort_meets_for(leader_client: Client) -> None:
    group = make_group()
    cohort = group.cohort
    make_session(group=make_group(cohort=cohort), title="Not theirs", starts_at=TO_COME)
    make_session(group=group, title="Theirs", starts_at=TO_COME)
    make_session(cohort=cohort, title="Everybody’s", starts_at=TO_COME)

    page = leader_client.get(f"/cohorts/{cohort.reference}/timetable/?group={group.reference}")

    assert titles(page) == ["Theirs", "Everybody’s"]


@pytest.fixture
def cohort(db: None) -> Cohort:
    """A cohort with three live activities, in one long term."""
    HalfTerm.objects.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
    return make_cohort(modules=3)


@pytest.fixture
def group(cohort: Cohort) -> Group:
    return make_group(cohort=cohort, name="Group 1")


def slot(group: Group, **given: object) -> dict[str, object]:
    return {
        "groups": group.reference,
        "weekday": "2",
        "starts_at": "4pm",
        "first_on_day": "5",
        "first_on_month": "10",
        "first_on_year": "2026",
        "weeks_apart": "1",
        "step": "preview",
    } | given


def address(group: Group) -> str:
    return f"/cohorts/{group.cohort.reference}/timetable/stamp/"


def test_stamp_timetable_begins_with_groups_that_have_none(
    leader_client: Client, group: Group
) -> None:
    make_session(group=make_group(cohort=group.cohort))

    page = leader_client.get(address(group))

    assert page.context["form"]["groups"].value() == [group.reference]


def test_stamp_timetable_shows_all_before_it_makes_any(leader_client: Client, group: Group) -> None:
    page = leader_client.post(address(group), slot(group))

    assert [f"{line.on:%d %b}" for line in page.context["draft"].lines] == [
        "07 Oct",
        "14 Oct",
        "21 Oct",
    ]
    assert not Session.objects.exists()


def confirmation(leader_client: Client, group: Group) -> dict[str, object]:
    token = leader_client.post(address(group), slot(group)).context["draft"].token
    return slot(group, step="confirm", token=token)


def test_stamp_timetable_makes_what_was_confirmed(leader_client: Client, group: Group) -> None:
    page = leader_client.post(address(group), confirmation(leader_client, group), follow=True)

    assert page.redirect_chain == [(f"/cohorts/{group.cohort.reference}/timetable/", 302)]
    assert "Timetable of 3 sessions made" in page.content.decode()


def test_stamp_timetable_sent_twice_makes_one(leader_client: Client, group: Group) -> None:
    answers = confirmation(leader_client, group)

    first = leader_client.post(address(group), answers)
    second = leader_client.post(address(group), answers)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Session.objects.count() == 3


def test_stamp_timetable_shows_again_what_has_changed(leader_client: Client, group: Group) -> None:
    answers = confirmation(leader_client, group)
    HalfTerm.objects.update(starts_on=date(2026, 10, 12))

    page = leader_client.post(address(group), answers)

    assert "The timetable has changed since you saw it" in page.content.decode()
    assert not Session.objects.exists()


def test_stamp_timetable_goes_back_to_the_answers(leader_client: Client, group: Group) -> None:
    page = leader_client.post(address(group), slot(group, step="change"))

    assert page.context["form"]["starts_at"].value() == "4pm"
    assert page.context["draft"] is None


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"groups": []}, "groups", "Select the groups to make a timetable for"),
        ({"starts_at": ""}, "starts_at", "Enter the start time"),
        ({"starts_at": "4"}, "starts_at", "Start time must say am or pm, like 4pm"),
        (
            {"first_on_month": "9"},
            "first_on",
            "The first day must be between 5 October 2026 and 31 March 2028,"
            " the dates of the cohort.",
        ),
        (
            {"weekday": "6", "starts_at": "1:30am", "first_on_day": "20"},
            "starts_at",
            "1:30am happens twice on 25 October 2026: the clocks go back from 2am to 1am."
            " Enter a time before 1am, or 2am or later.",
        ),
    ],
)
def test_stamp_timetable_refuses_with_a_sentence(
    leader_client: Client, group: Group, given: dict[str, object], field: str, sentence: str
) -> None:
    page = leader_client.post(address(group), slot(group, **given))

    assert page.context["form"].errors[field] == [sentence]
    assert not Session.objects.exists()


def test_stamp_timetable_asks_for_groups_first(leader_client: Client, cohort: Cohort) -> None:
    page = leader_client.get(f"/cohorts/{cohort.reference}/timetable/stamp/")

    assert "A timetable is made for groups." in page.content.decode()
