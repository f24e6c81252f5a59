"""What allows a session to be planned, moved, cancelled, held and led."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from programmes.models import BankHoliday, Cohort, Group, Session, SessionLead
from programmes.rules import sessions
from tests.factories.accounts import NOW

FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
DANIEL = User(full_name="Daniel Osei")


def at(hours: float, *, pk: int = 0, minutes: int = 60, **given: object) -> Session:
    """A session so many hours after four o'clock."""
    starts_at = FOUR + timedelta(hours=hours)
    given = {"title": f"Session {pk}", "status": "planned"} | given
    ends_at = starts_at + timedelta(minutes=minutes)
    return Session(pk=pk, starts_at=starts_at, ends_at=ends_at, **given)


BUSY = "Daniel Osei leads another session on 25 November 2026 from {}."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"ends_at": FOUR}, ["The end time must be after the start time."]),
        (
            {"starts_at": FOUR - timedelta(days=60)},
            ["The date must be between 5 October 2026 and 31 March 2028, the dates of the cohort."],
        ),
        (
            {"holiday": BankHoliday(name="Founders’ day")},
            ["25 November 2026 is a bank holiday: Founders’ day. Choose another day."],
        ),
        (
            {"meanwhile": [at(0, pk=7, group=Group(name="Group 1"))]},
            ["Group 1 has “Session 7” on 25 November 2026 from 4pm to 5pm. Choose another time."],
        ),
        (
            {"leads_meanwhile": [SessionLead(user=DANIEL, session=at(0, pk=7))]},
            [BUSY.format("4pm to 5pm")],
        ),
    ],
)
def test_obstacles_to_meeting(given: dict[str, object], expected: list[str]) -> None:
    cohort = Cohort(status="running", starts_on=date(2026, 10, 5), ends_on=date(2028, 3, 31))
    answers = {
        "starts_at": FOUR,
        "ends_at": FOUR + timedelta(minutes=90),
        "meanwhile": [],
        "holiday": None,
    }

    assert sessions.obstacles_to_meeting(cohort, **answers | given) == expected


def test_obstacles_to_meeting_of_a_cancelled_cohort() -> None:
    obstacles = sessions.obstacles_to_meeting(
        Cohort(status="cancelled"), starts_at=FOUR, ends_at=FOUR, meanwhile=[], holiday=None
    )

    assert obstacles == ["This cohort is cancelled."]


@pytest.mark.parametrize(
    ("wanted", "elsewhere", "expected"),
    [
        ([at(0, pk=1)], [], []),
        ([at(0, pk=1)], [at(1, pk=2)], []),
        ([at(0, pk=1)], [at(-1, pk=2)], []),
        ([at(0, pk=1)], [at(0.5, pk=2)], [BUSY.format("4:30pm to 5:30pm")]),
        ([at(0, pk=1)], [at(-0.5, pk=2)], [BUSY.format("3:30pm to 4:30pm")]),
        ([at(0, pk=1)], [at(-1, pk=2, minutes=240)], [BUSY.format("3pm to 7pm")]),
        ([at(0, pk=1, minutes=240)], [at(1, pk=2)], [BUSY.format("5pm to 6pm")]),
        ([at(0, pk=1), at(0.5, pk=2)], [], [BUSY.format("4:30pm to 5:30pm")]),
        ([at(0, pk=1), at(2, pk=2)], [at(1, pk=3)], []),
        ([at(5, pk=1)], [at(0, pk=2), at(0, pk=3)], []),
        (
            [at(0, pk=1), at(2, pk=2)],
            [at(0, pk=3, minutes=240)],
            [BUSY.format("4pm to 8pm"), BUSY.format("4pm to 8pm")],
        ),
    ],
)
def test_obstacles_to_leading_when_times_overlap(
    wanted: list[Session], elsewhere: list[Session], expected: list[str]
) -> None:
    obstacles = sessions.obstacles_to_leading(
        DANIEL, wanted, elsewhere=elsewhere, already=[], part="lead"
    )

    assert obstacles == expected


@pytest.mark.parametrize(
    ("user", "session", "already", "expected"),
    [
        (
            User(full_name="Daniel Osei", disabled_at=NOW),
            at(0),
            [],
            ["Daniel Osei’s account is disabled."],
        ),
        (
            DANIEL,
            at(0, pk=7, status="cancelled"),
            [],
            ["“Session 7” on 25 November 2026 at 4pm is cancelled."],
        ),
        (DANIEL, at(0), [SessionLead(user=DANIEL, session=at(0, pk=7), part="lead")], []),
        (
            DANIEL,
            at(0),
            [SessionLead(user=DANIEL, session=at(0, pk=7), part="co-facilitator")],
            ["Daniel Osei is co-facilitator of “Session 7” already."],
        ),
    ],
)
def test_obstacles_to_leading_of_the_person_and_the_session(
    user: User, session: Session, already: list[SessionLead], expected: list[str]
) -> None:
    obstacles = sessions.obstacles_to_leading(
        user, [session], elsewhere=[], already=already, part="lead"
    )

    assert obstacles == expected


@pytest.mark.parametrize(
    ("status", "moving", "cancelling", "restoring", "holding", "removing"),
    [
        ("planned", True, True, False, True, True),
        ("held", False, False, False, True, False),
        ("cancelled", False, False, True, False, True),
    ],
)
def test_what_a_status_allows(
    status: str, moving: bool, cancelling: bool, restoring: bool, holding: bool, removing: bool
) -> None:
    session = Session(status=status)

    allowed = [
        sessions.obstacles_to_moving(session) == [],
        sessions.obstacles_to_cancelling(session, "Snow") == [],
        sessions.obstacles_to_restoring(session) == [],
        sessions.obstacles_to_marking_held(session) == [],
        sessions.obstacles_to_removing(SessionLead(session=session)) == [],
    ]

    assert allowed == [moving, cancelling, restoring, holding, removing]
