"""Fifty bookings of one person, one group or one timetable at once: one of them wins."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from programmes.actions import leads, sessions
from programmes.models import Activity, Cohort, Group, HalfTerm, Session, SessionLead
from tests.factories.accounts import make_user
from tests.factories.programmes import make_cohort, make_group, make_session
from tests.races import at_once

CROWD = 50
FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BUSY = "Daniel Osei leads another session on 25 November 2026 from 4pm to 5:30pm."
TAKEN = "Group 1 has “Clinic” on 25 November 2026 from 4pm to 5:30pm. Choose another time."

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def appoint(session: Session, user: User) -> str:
    sessions.appoint_lead(session=session, user=user, part="lead", by=user)
    return "appointed"


def plan(group: Group) -> str:
    sessions.plan(
        cohort=group.cohort,
        group=group,
        activity=None,
        title="Clinic",
        mode=Activity.Mode.LIVE_ONLINE,
        starts_at=FOUR,
        ends_at=FOUR + timedelta(minutes=90),
        by=None,
    )
    return "planned"


def test_fifty_bookings_of_one_lead_at_once_have_one_winner() -> None:
    daniel = make_user(full_name="Daniel Osei")
    wanted = [make_session(starts_at=FOUR) for _ in range(CROWD)]

    outcome = at_once([lambda session=session: appoint(session, daniel) for session in wanted])

    assert outcome == {"appointed": 1, BUSY: CROWD - 1}
    assert SessionLead.objects.count() == 1


def test_fifty_bookings_of_one_group_at_once_have_one_winner() -> None:
    group = make_group(name="Group 1")

    outcome = at_once([lambda: plan(group) for _ in range(CROWD)])

    assert outcome == {"planned": 1, TAKEN: CROWD - 1}
    assert Session.objects.count() == 1


def test_moving_and_appointing_at_once_never_double_books() -> None:
    daniel = make_user(full_name="Daniel Osei")
    led = [make_session(starts_at=FOUR + timedelta(days=n), led_by=daniel) for n in range(1, 21)]
    free = [make_session(starts_at=FOUR) for _ in range(20)]

    def move(session: Session) -> str:
        ends_at = FOUR + timedelta(minutes=90)
        sessions.move(
            session=session, starts_at=FOUR, ends_at=ends_at, place="", joining_link="", by=None
        )
        return "moved"

    outcome = at_once(
        [
            *(lambda session=session: move(session) for session in led),
            *(lambda session=session: appoint(session, daniel) for session in free),
        ]
    )

    assert outcome["moved"] + outcome["appointed"] == 1
    assert Session.objects.filter(leads__user=daniel, starts_at=FOUR).count() == 1


def test_one_timetable_confirmed_many_times_at_once_is_made_once() -> None:
    HalfTerm.objects.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
    group = make_group(cohort=make_cohort(modules=3))

    def stamp() -> int:
        made = sessions.stamp(
            cohort=group.cohort,
            groups=[group],
            first_on=date(2026, 10, 5),
            weekday=2,
            starts_at=time(16),
            by=None,
        )
        return len(made)

    outcome = at_once([stamp for _ in range(20)])

    assert outcome == {"3": 20}
    assert Session.objects.count() == 3


@pytest.mark.postgres
def test_without_the_lock_a_lead_is_double_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "lock_users", list)

    for _ in range(5):
        daniel = make_user(full_name="Daniel Osei")
        wanted = [make_session(starts_at=FOUR) for _ in range(CROWD)]
        at_once([lambda each=each, who=daniel: appoint(each, who) for each in wanted])
        if daniel.led_sessions.count() > 1:
            return

    pytest.fail("the control never double-booked, so these tests prove nothing")


@pytest.mark.postgres
def test_without_the_lock_a_group_is_double_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "lock_cohort", lambda cohort: Cohort.objects.get(pk=cohort.pk))

    for _ in range(5):
        group = make_group(name="Group 1")
        at_once([lambda group=group: plan(group) for _ in range(CROWD)])
        if group.sessions.count() > 1:
            return

    pytest.fail("the control never double-booked, so these tests prove nothing")
