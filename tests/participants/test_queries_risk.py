"""Who may be lost, read from registers, activities and pauses; by place and by cohort alike."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from participants.models import (
    ActivityProgress,
    Attendance,
    Deferral,
    Enrolment,
    Register,
    StatusChange,
)
from participants.queries import risk
from participants.rules.risk import Sign
from programmes.models import Activity, Cohort
from tests.factories.accounts import NOW
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort, make_session

TODAY = date(2026, 11, 23)
LONG_AGO = date(2026, 3, 2)
MEETINGS = (150, 60, 30, 10)  # days ago


def days_ago(days: int) -> date:
    return TODAY - timedelta(days)


def hold(cohort: Cohort, leader: User, days: int, activity: Activity | None = None) -> None:
    starts_at = datetime.combine(days_ago(days), time(16, 0), tzinfo=UTC)
    session = make_session(cohort=cohort, starts_at=starts_at, status="held", activity=activity)
    Register.objects.create(session=session, taken_at=starts_at, taken_by=leader)


@pytest.fixture
def cohort(leader: User) -> Cohort:
    cohort = make_cohort(modules=1)
    for days in MEETINGS:
        hold(cohort, leader, days)
    return cohort


def place_with(cohort: Cohort, marks: str, *, joined_on: date = LONG_AGO) -> Enrolment:
    """Give somebody a place with a mark for each session: p, a or A (apologies), c (caught up)."""
    place = make_enrolment(cohort=cohort, joined_on=joined_on)
    words = {"p": "present", "a": "absent", "A": "apologies", "c": "absent", "l": "late"}
    for session, mark in zip(cohort.sessions.order_by("starts_at"), marks, strict=False):
        if mark != " ":
            caught_up_on = session.starts_at.date() if mark == "c" else None
            Attendance.objects.create(
                session=session, enrolment=place, mark=words[mark], caught_up_on=caught_up_on
            )
    return place


def signs_of(place: Enrolment) -> list[str]:
    """Return the signs of a place, asked for by its key and by its cohort."""
    by_key = risk.risks_of([place.pk], today=TODAY)
    by_cohort = risk.risks_in(str(place.cohort_id), today=TODAY)
    assert by_cohort == by_key
    return [flag.sign for found in by_key.values() for flag in found.flags]


@pytest.mark.parametrize(
    ("marks", "signs"),
    [
        ("pppp", []),
        ("paap", []),
        ("paaa", [Sign.QUIET, Sign.MISSED]),
        ("ppaa", []),
        ("pcaa", []),
        ("pAaA", [Sign.QUIET, Sign.MISSED]),
        ("aaaa", [Sign.QUIET, Sign.MISSED]),
        ("paac", []),
        ("plaa", []),
        ("", [Sign.QUIET]),
        ("p   ", [Sign.QUIET]),
        ("  p ", []),
    ],
)
def test_registers_tell_who_misses_and_who_is_quiet(
    cohort: Cohort, marks: str, signs: list[str]
) -> None:
    assert signs_of(place_with(cohort, marks)) == signs


def test_an_activity_done_is_a_sign_of_life(cohort: Cohort) -> None:
    place = place_with(cohort, "paaa")
    activity = cohort.curriculum.modules.get().activities.get(position=1)
    ActivityProgress.objects.create(
        enrolment=place, activity=activity, done_on=days_ago(20), minutes=30
    )

    assert signs_of(place) == [Sign.MISSED]


def test_misses_before_a_pause_and_of_what_does_not_count_are_left_out(
    cohort: Cohort, leader: User
) -> None:
    paused, optional = place_with(cohort, "paaa"), place_with(cohort, "ppaa")
    StatusChange.objects.create(enrolment=paused, status="active", on=days_ago(40), at=NOW)
    free = cohort.curriculum.modules.get().activities.get(position=2)
    Activity.objects.filter(pk=free.pk).update(counts_to_engagement=False)
    hold(cohort, leader, 5, free)
    session = cohort.sessions.get(activity=free)
    Attendance.objects.create(session=session, enrolment=optional, mark="absent")

    found = risk.risks_in(str(cohort.pk), today=TODAY)

    assert found == risk.risks_of([paused.pk, optional.pk], today=TODAY) == {}


@pytest.mark.parametrize(
    ("returns_in", "limit_in", "signs"),
    [
        (10, 30, []),
        (-1, 30, [Sign.NOT_BACK]),
        (-40, -1, [Sign.PAST_LIMIT]),
        (None, None, []),
    ],
)
def test_a_pause_is_at_risk_past_its_days(
    cohort: Cohort, returns_in: int | None, limit_in: int | None, signs: list[str]
) -> None:
    place = make_enrolment(cohort=cohort, status="deferred", joined_on=LONG_AGO)
    Deferral.objects.create(
        enrolment=place,
        deferred_on=LONG_AGO,
        returns_on=None if returns_in is None else TODAY + timedelta(returns_in),
        limit_on=None if limit_in is None else TODAY + timedelta(limit_in),
    )

    assert signs_of(place) == signs


@pytest.mark.parametrize("status", ["withdrawn", "completed", "transferred"])
def test_a_place_that_ended_is_not_at_risk(cohort: Cohort, status: str) -> None:
    place = place_with(cohort, "aaaa")
    Enrolment.objects.filter(pk=place.pk).update(status=status, left_on=TODAY)

    assert signs_of(place) == []


def test_nobody_is_quiet_where_no_register_was_taken(leader: User) -> None:
    place = make_enrolment(cohort=make_cohort(), joined_on=LONG_AGO)
    make_session(cohort=place.cohort, starts_at=NOW - timedelta(days=20))

    assert signs_of(place) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_risks_cost_the_same_for_any_number_of_places(
    cohort: Cohort, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    places: Sequence[Enrolment] = [place_with(cohort, "paaa") for _ in range(rows)]

    with django_assert_num_queries(3):
        assert len(risk.risks_of([place.pk for place in places], today=TODAY)) == rows
        assert len(risk.risks_in(str(cohort.pk), today=TODAY)) == rows
