"""Which sessions are a participant's own, and how far the programme says one is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from participants.models import ActivityProgress, Attendance, Enrolment, Register
from participants.queries.progress.my_programme import own_programme
from participants.queries.progress.my_sessions import own_sessions
from programmes.models import Activity, Session
from tests.factories.accounts import make_user
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort, make_group, make_session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=7), NOW + timedelta(days=7)


@pytest.fixture
def place(db: None) -> Enrolment:
    return make_enrolment(group=make_group(cohort=make_cohort(modules=2)))


def held(place: Enrolment, mark: str = "", **given: object) -> Session:
    group = place.group_memberships.get().group
    session = make_session(**{"group": group, "starts_at": PAST, "status": "held"} | given)
    if mark:
        Attendance.objects.create(session=session, enrolment=place, mark=mark)
    return session


def seminar(position: int = 1) -> Activity:
    return Activity.objects.get(module__position=position, mode=Activity.Mode.LIVE_ONLINE)


def test_own_sessions_are_those_of_the_group_and_of_everybody(place: Enrolment) -> None:
    mine = make_session(group=place.group_memberships.get().group, starts_at=FUTURE)
    for_all = make_session(cohort=place.cohort, starts_at=FUTURE)
    make_session(group=make_group(cohort=place.cohort), starts_at=FUTURE)

    found = own_sessions(place, at=NOW)

    assert [row.session for row in found] == [mine, for_all]


def test_own_sessions_begin_when_one_joins(place: Enrolment) -> None:
    Enrolment.objects.filter(pk=place.pk).update(joined_on=date(2026, 11, 20))
    place.refresh_from_db()
    held(place)

    assert own_sessions(place, at=NOW) == []


def test_own_sessions_keep_what_a_register_of_another_group_says(place: Enrolment) -> None:
    elsewhere = held(place, "present", group=make_group(cohort=place.cohort))

    assert [row.session for row in own_sessions(place, at=NOW)] == [elsewhere]


def test_session_whose_register_leaves_one_out_is_not_ones_own(place: Enrolment) -> None:
    Register.objects.create(session=held(place), taken_at=NOW, taken_by=make_user())

    assert own_sessions(place, at=NOW) == []


def test_live_count_takes_marked_sessions_alone(place: Enrolment) -> None:
    for mark in ("present", "late", "absent", ""):
        held(place, mark)
    held(place, "absent", status="cancelled")
    held(place, "absent", starts_at=datetime(2026, 10, 1, 9, tzinfo=UTC))

    mine = own_programme(place, at=NOW)

    assert mine.live_text == "2 of 3 attended"
    assert mine.live_time == "3 hours"


def test_caught_up_counts_and_says_that_it_was_missed(place: Enrolment) -> None:
    session = held(place, "absent")
    session.attendances.update(caught_up_on=date(2026, 11, 20))

    [row] = own_sessions(place, at=NOW)

    assert (row.is_credited, row.mark_text) == (True, "Absent, caught up")


def test_optional_session_does_not_count(place: Enrolment) -> None:
    Activity.objects.update(counts_to_engagement=False)
    held(place, "present", activity=seminar())

    assert own_programme(place, at=NOW).live.of == 0


def test_own_work_is_due_on_the_day_of_the_last_session(place: Enrolment) -> None:
    held(place, "present", activity=seminar(1))
    make_session(group=place.group_memberships.get().group, activity=seminar(2), starts_at=FUTURE)
    study = Activity.objects.get(module__position=1, mode=Activity.Mode.SELF_STUDY)
    ActivityProgress.objects.create(
        enrolment=place, activity=study, done_on=date(2026, 11, 10), minutes=75
    )

    mine = own_programme(place, at=NOW)

    assert [m.due_on for m in mine.modules] == [PAST.date(), FUTURE.date()]
    assert mine.own_text == "1 of 2 due so far are done, 1 of 4 in all"
    assert mine.own_time == "1 hour 15 minutes"
    assert [m.progress.text for m in mine.modules] == ["2 of 3", "0 of 3"]


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ({"mark": "absent"}, {"starts_at": FUTURE, "status": "planned"}, 1),
        ({"mark": "present"}, {"starts_at": FUTURE, "status": "planned"}, 0),
        ({"mark": "absent"}, {"starts_at": FUTURE, "status": "cancelled"}, 0),
    ],
)
def test_activity_shows_the_session_that_matters_most(
    place: Enrolment, first: dict, second: dict, shown: int
) -> None:
    sessions = [held(place, activity=seminar(), **given) for given in (first, second)]

    activity = own_programme(place, at=NOW).modules[0].activities[1]

    assert activity.session.session == sessions[shown]
