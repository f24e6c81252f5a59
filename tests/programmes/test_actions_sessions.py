"""Sessions planned, moved, cancelled, restored, held and noted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import events_about
from accounts.models import User
from programmes.actions import sessions
from programmes.models import Activity, BankHoliday, Cohort, Session
from tests.factories.accounts import make_user
from tests.factories.programmes import (
    make_cohort,
    make_group,
    make_programme,
    make_qualification,
    make_session,
)

FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
HALF_PAST_FIVE = FOUR + timedelta(minutes=90)


def plan(cohort: Cohort, by: User, **given: object) -> Session:
    answers = {
        "group": None,
        "activity": None,
        "title": "Clinic",
        "mode": Activity.Mode.LIVE_ONLINE,
        "starts_at": FOUR,
        "ends_at": HALF_PAST_FIVE,
        "place": "",
        "joining_link": "https://example.org/clinic",
    }
    return sessions.plan(cohort=cohort, by=by, **answers | given)


def move(session: Session, by: User, *, starts_at: datetime, minutes: int = 90) -> Session:
    ends_at = starts_at + timedelta(minutes=minutes)
    return sessions.move(
        session=session, starts_at=starts_at, ends_at=ends_at, place="", joining_link="", by=by
    )


def test_plan_records_a_session(leader: User) -> None:
    group = make_group()

    session = plan(group.cohort, leader, group=group)

    assert (session.title, session.group, session.status) == ("Clinic", group, "planned")
    assert [event.verb for event in events_about(session)] == ["session.planned"]


def test_plan_refuses_a_time_at_which_the_group_meets(leader: User) -> None:
    group = make_group(name="Group 1")
    make_session(group=group, title="Seminar 2", starts_at=FOUR)

    with pytest.raises(ValidationError) as refusal:
        plan(group.cohort, leader, group=group, starts_at=FOUR + timedelta(minutes=89))

    assert refusal.value.messages == [
        "Group 1 has “Seminar 2” on 25 November 2026 from 4pm to 5:30pm. Choose another time."
    ]


def test_plan_refuses_a_time_at_which_the_whole_cohort_meets(leader: User) -> None:
    group = make_group()
    make_session(cohort=group.cohort, title="Conference", starts_at=FOUR)

    with pytest.raises(ValidationError) as refusal:
        plan(group.cohort, leader, group=group)

    assert refusal.value.messages == [
        "The whole cohort has “Conference” on 25 November 2026 from 4pm to 5:30pm."
        " Choose another time."
    ]


def test_plan_refuses_a_group_and_an_activity_of_other_cohorts(leader: User) -> None:
    other = make_cohort(name="Other", modules=1)
    activity = other.curriculum.modules.get().activities.get(position=2)
    literacy = make_qualification(code="NPQLL", title="Leading Literacy")
    cohort = make_cohort(name="Ours", programme=make_programme(qualification=literacy))

    with pytest.raises(ValidationError) as refusal:
        plan(cohort, leader, group=make_group(cohort=other, name="Group 1"), activity=activity)

    assert refusal.value.messages == [
        "Group 1 is not a group of Ours.",
        "“Live online 1.2” is not in the curriculum of Ours.",
    ]


def test_plan_lets_sessions_touch(leader: User) -> None:
    group = make_group()
    make_session(group=group, starts_at=FOUR - timedelta(minutes=90), minutes=90)
    make_session(group=group, starts_at=HALF_PAST_FIVE)

    session = plan(group.cohort, leader, group=group)

    assert session.starts_at == FOUR


def test_plan_lets_another_group_meet_at_the_same_time(leader: User) -> None:
    cohort = make_cohort()
    make_session(group=make_group(cohort=cohort), starts_at=FOUR)

    session = plan(cohort, leader, group=make_group(cohort=cohort))

    assert session.starts_at == FOUR


def test_plan_takes_the_place_of_a_cancelled_session(leader: User) -> None:
    group = make_group()
    make_session(group=group, starts_at=FOUR, status=Session.Status.CANCELLED)

    session = plan(group.cohort, leader, group=group)

    assert session.starts_at == FOUR


def test_plan_refuses_a_bank_holiday(leader: User) -> None:
    BankHoliday.objects.create(on=date(2026, 11, 25), name="Founders’ day")

    with pytest.raises(ValidationError) as refusal:
        plan(make_cohort(), leader)

    assert refusal.value.messages == [
        "25 November 2026 is a bank holiday: Founders’ day. Choose another day."
    ]


def test_move_changes_the_time_and_records_it(leader: User) -> None:
    session = make_session(starts_at=FOUR)

    moved = move(session, leader, starts_at=FOUR + timedelta(days=1))

    event = events_about(session).first()
    assert moved.starts_at == FOUR + timedelta(days=1)
    assert event.before["starts_at"] == "2026-11-25T16:00+00:00"
    assert event.after["starts_at"] == "2026-11-26T16:00+00:00"


def test_move_within_its_own_time_is_no_clash(leader: User) -> None:
    session = make_session(group=make_group(), starts_at=FOUR)

    moved = move(session, leader, starts_at=FOUR + timedelta(minutes=30))

    assert moved.starts_at == FOUR + timedelta(minutes=30)


def test_move_refuses_a_time_at_which_its_lead_is_elsewhere(leader: User) -> None:
    lead = make_user(full_name="Daniel Osei")
    make_session(title="In another hub", starts_at=FOUR + timedelta(days=1), led_by=lead)
    session = make_session(starts_at=FOUR, led_by=lead)

    with pytest.raises(ValidationError) as refusal:
        move(session, leader, starts_at=FOUR + timedelta(days=1))

    assert refusal.value.messages == [
        "Daniel Osei leads another session on 26 November 2026 from 4pm to 5:30pm."
    ]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("held", "This session has been held, so its time and place stay as they were."),
        ("cancelled", "This session is cancelled. Restore it first."),
    ],
)
def test_move_refuses_a_session_that_is_over(leader: User, status: str, sentence: str) -> None:
    session = make_session(status=status)

    with pytest.raises(ValidationError) as refusal:
        move(session, leader, starts_at=FOUR)

    assert refusal.value.messages == [sentence]


def test_cancel_keeps_the_session_with_the_reason(leader: User) -> None:
    session = sessions.cancel(session=make_session(), because=" Snow ", by=leader)

    assert (session.status, session.cancelled_because) == ("cancelled", "Snow")
    event = events_about(session).get()
    assert (event.after, event.reason) == ({"status": "cancelled"}, "Snow")


@pytest.mark.parametrize(
    ("status", "because", "sentence"),
    [
        ("planned", " ", "Enter the reason for cancelling."),
        ("held", "Snow", "This session is held already."),
        ("cancelled", "Snow", "This session is cancelled already."),
    ],
)
def test_cancel_refuses(leader: User, status: str, because: str, sentence: str) -> None:
    session = make_session(status=status)

    with pytest.raises(ValidationError) as refusal:
        sessions.cancel(session=session, because=because, by=leader)

    assert refusal.value.messages == [sentence]


def test_restore_plans_a_cancelled_session_again(leader: User) -> None:
    session = sessions.cancel(session=make_session(), because="Snow", by=leader)

    restored = sessions.restore(session=session, by=leader)

    assert (restored.status, restored.cancelled_because) == ("planned", "")


def test_restore_refuses_when_the_time_is_taken(leader: User) -> None:
    group = make_group(name="Group 1")
    cancelled = make_session(group=group, status=Session.Status.CANCELLED)
    make_session(group=group, title="Instead")

    with pytest.raises(ValidationError) as refusal:
        sessions.restore(session=cancelled, by=leader)

    assert refusal.value.messages == [
        "Group 1 has “Instead” on 25 November 2026 from 4pm to 5:30pm. Choose another time."
    ]


def test_restore_refuses_a_planned_session(leader: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        sessions.restore(session=make_session(), by=leader)

    assert refusal.value.messages == ["This session is not cancelled."]


def test_mark_held_twice_records_it_once(leader: User) -> None:
    session = make_session()

    sessions.mark_held(session=session, by=leader)
    held = sessions.mark_held(session=session, by=leader)

    assert held.status == Session.Status.HELD
    assert [event.verb for event in events_about(session)] == ["session.held"]


def test_mark_held_refuses_a_cancelled_session(leader: User) -> None:
    session = make_session(status=Session.Status.CANCELLED)

    with pytest.raises(ValidationError) as refusal:
        sessions.mark_held(session=session, by=leader)

    assert refusal.value.messages == ["This session is cancelled. Restore it first."]


def test_write_note_keeps_what_stood_before_in_the_history(leader: User) -> None:
    session = sessions.write_note(session=make_session(), note="Covered 1 to 3", by=leader)

    noted = sessions.write_note(session=session, note=" Covered all ", by=leader)

    assert noted.note == "Covered all"
    assert events_about(session).first().before == {"note": "Covered 1 to 3"}
