"""The roster of the day: who had an active place, and was in the group, on the session's date."""

from datetime import UTC, date, datetime

import pytest

from participants.models import Attendance, Enrolment, GroupMembership, StatusChange
from participants.queries.rosters import register_of, roster_of, sheet_of
from programmes.models import Group
from tests.factories.accounts import NOW, make_school
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def names(rows: object) -> list[str]:
    return [str(row.participant) for row in rows]


def move(enrolment: Enrolment, group: Group, *, on: date) -> None:
    enrolment.group_memberships.filter(ends_on=None).update(ends_on=on)
    GroupMembership.objects.create(enrolment=enrolment, group=group, starts_on=on)


def change(enrolment: Enrolment, status: str, *, on: date) -> None:
    StatusChange.objects.create(enrolment=enrolment, status=status, on=on, at=NOW)


@pytest.mark.parametrize(
    ("joined_on", "expected"),
    [
        (date(2026, 11, 24), ["Amina Khan"]),
        (DAY, ["Amina Khan"]),
        (date(2026, 11, 26), []),
    ],
)
def test_roster_has_those_who_had_joined_by_the_day(joined_on, expected):
    session = make_session(group=make_group())
    make_enrolment(group=session.group, joined_on=joined_on)

    assert names(roster_of(session)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("deferred", date(2026, 11, 24))], []),
        ([("withdrawn", DAY)], []),
        ([("withdrawn", date(2026, 11, 26))], ["Amina Khan"]),
        ([("deferred", date(2026, 11, 1)), ("active", DAY)], ["Amina Khan"]),
        ([("deferred", date(2026, 11, 1)), ("active", date(2026, 11, 26))], []),
        ([("completed", date(2026, 11, 20))], []),
    ],
)
def test_roster_goes_by_the_status_of_the_day(changes, expected):
    session = make_session(group=make_group())
    enrolment = make_enrolment(group=session.group)
    for status, on in changes:
        change(enrolment, status, on=on)

    assert names(roster_of(session)) == expected


@pytest.mark.parametrize(("on", "expected"), [(DAY, []), (date(2026, 11, 26), ["Amina Khan"])])
def test_roster_goes_by_the_group_of_the_day(on, expected):
    session = make_session(group=make_group())
    enrolment = make_enrolment(group=session.group)

    move(enrolment, make_group(cohort=session.cohort), on=on)

    assert names(roster_of(session)) == expected


def test_roster_of_a_session_without_group_is_the_whole_cohort():
    cohort = make_cohort()
    for name in ("Zoe Adams", "Amina Khan"):
        person = make_participant(full_name=name)
        make_enrolment(participant=person, group=make_group(cohort=cohort))
    make_enrolment()

    assert names(roster_of(make_session(cohort=cohort))) == ["Zoe Adams", "Amina Khan"]


@pytest.mark.parametrize(
    ("starts_at", "joined_on", "expected"),
    [
        # Summer time: 23:30 UTC on 28 March 2026 is 28 March in London; a day later it is the 30th.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29), 0),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30), 1),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25), 1),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26), 0),
    ],
)
def test_roster_takes_the_day_from_londons_calendar(starts_at, joined_on, expected):
    session = make_session(group=make_group(), starts_at=starts_at)
    make_enrolment(group=session.group, joined_on=joined_on)

    assert len(roster_of(session)) == expected


def test_somebody_who_came_back_to_the_group_stands_once():
    session = make_session(group=make_group())
    enrolment = make_enrolment(group=session.group)
    GroupMembership.objects.filter(enrolment=enrolment).update(ends_on=date(2026, 12, 1))
    GroupMembership.objects.create(
        enrolment=enrolment, group=session.group, starts_on=date(2026, 11, 20)
    )

    assert names(roster_of(session)) == ["Amina Khan"]


def test_register_keeps_whoever_was_marked_before_a_change_of_an_earlier_date():
    session = make_session(group=make_group())
    enrolment = make_enrolment(group=session.group)
    Attendance.objects.create(session=session, enrolment=enrolment, mark="late")

    change(enrolment, Enrolment.Status.WITHDRAWN, on=date(2026, 11, 1))

    assert names(roster_of(session)) == []
    assert [(str(r.participant), r.saved_mark) for r in register_of(session)] == [
        ("Amina Khan", "late")
    ]


def test_sheet_tells_people_of_one_name_apart_by_their_school():
    session = make_session(group=make_group())
    for name, school in [("Amina Khan", "Dale"), ("Amina Khan", "Fell"), ("Tom Reed", "Fell")]:
        person = make_participant(full_name=name, school=make_school(name=school))
        make_enrolment(participant=person, group=session.group)

    lines = [(line.name, line.detail, line.mark) for line in sheet_of(session).lines]

    assert lines == [
        ("Amina Khan", "Dale", "present"),
        ("Amina Khan", "Fell", "present"),
        ("Tom Reed", "", "present"),
    ]
