"""What counts, what is due, what is next, and what may be marked."""

from datetime import date

import pytest

from participants.models import Enrolment
from participants.rules.progress import (
    Count,
    due_days,
    duration_text,
    is_credited,
    live_count,
    next_step,
    obstacles_to_marking_done,
    obstacles_to_undoing,
    place_was_held,
    session_counts,
)
from programmes.models import Activity, Cohort, Module

JOINED, TODAY = date(2026, 10, 5), date(2026, 11, 23)
Mode, Status = Activity.Mode, Enrolment.Status


def activity(pk: int = 1, mode: str = Mode.SELF_STUDY, counts: bool = True) -> Activity:
    module = Module(curriculum_id=1)
    return Activity(pk=pk, mode=mode, module=module, counts_to_engagement=counts)


def place(status: str = Status.ACTIVE, left_on: date | None = None) -> Enrolment:
    cohort = Cohort(curriculum_id=1)
    return Enrolment(status=status, joined_on=JOINED, left_on=left_on, cohort=cohort)


@pytest.mark.parametrize(
    ("mark", "caught_up_on", "credited"),
    [
        ("present", None, True),
        ("late", None, True),
        ("left-early", None, True),
        ("absent", None, False),
        ("apologies", None, False),
        ("absent", TODAY, True),
    ],
)
def test_is_credited_takes_being_there_or_catching_up(
    mark: str, caught_up_on: date | None, credited: bool
) -> None:
    assert is_credited(mark, caught_up_on) is credited


@pytest.mark.parametrize(
    ("left_on", "day", "held"),
    [
        (None, date(2026, 10, 4), False),
        (None, date(2026, 10, 5), True),
        (date(2026, 11, 1), date(2026, 10, 31), True),
        (date(2026, 11, 1), date(2026, 11, 1), False),
    ],
)
def test_place_was_held_from_joining_until_leaving(
    left_on: date | None, day: date, held: bool
) -> None:
    status = Status.DEFERRED if left_on else Status.ACTIVE

    assert place_was_held(place(status, left_on), day) is held


@pytest.mark.parametrize(
    ("status", "counts", "expected"),
    [
        ("held", True, True),
        ("held", False, False),
        ("held", None, True),
        ("cancelled", True, False),
    ],
)
def test_session_counts_unless_cancelled_or_optional(
    status: str, counts: bool | None, expected: bool
) -> None:
    assert session_counts(status, counts) is expected


def test_live_count_is_of_those_known() -> None:
    assert live_count([True, False, True]) == Count(2, 3)


def test_count_says_itself_and_its_share() -> None:
    assert (Count(1, 4).text, Count(1, 4).share, Count(0, 0).share) == ("1 of 4", 0.25, 1.0)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ([date(2026, 11, 1), date(2026, 12, 1)], [date(2026, 11, 1), date(2026, 12, 1)]),
        ([None, date(2026, 12, 1)], [date(2026, 12, 1), date(2026, 12, 1)]),
        ([date(2026, 11, 1), None], [date(2026, 11, 1), date(2028, 3, 31)]),
        ([], []),
    ],
)
def test_due_days_follow_the_last_session(last: list[date | None], due: list[date]) -> None:
    assert due_days(last, date(2028, 3, 31)) == due


PATH = [activity(1), activity(2, Mode.LIVE_ONLINE), activity(3, Mode.PRACTICE), activity(4)]


@pytest.mark.parametrize(
    ("done", "planned", "expected"),
    [
        (set(), {2}, 1),
        ({1}, {2}, 2),
        ({1}, set(), 3),
        ({1, 3}, set(), 4),
        ({1, 3, 4}, set(), None),
    ],
)
def test_next_step_is_the_first_thing_still_to_do(
    done: set[int], planned: set[int], expected: int | None
) -> None:
    step = next_step(PATH, done=done, planned=planned)

    assert (step.pk if step else None) == expected


def test_next_step_passes_over_what_is_optional() -> None:
    optional, needed = activity(1, counts=False), activity(2)

    assert next_step([optional, needed], done=set(), planned=set()) == needed


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
    ],
)
def test_duration_text_reads_as_people_say_it(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text


@pytest.mark.parametrize(
    ("enrolment", "what", "minutes", "on", "obstacles"),
    [
        (place(), activity(), 60, TODAY, []),
        (place(), activity(), 0, TODAY, ["Minutes must be between 1 and 600."]),
        (place(), activity(), 601, TODAY, ["Minutes must be between 1 and 600."]),
        (
            place(),
            activity(mode=Mode.LIVE_ONLINE),
            60,
            TODAY,
            ["This is a live session: whoever leads it marks who was there."],
        ),
        (
            place(),
            activity(),
            60,
            date(2026, 10, 4),
            ["You can mark activities from 5 October 2026 on."],
        ),
        (
            place(Status.DEFERRED, TODAY),
            activity(),
            60,
            TODAY,
            ["This place is deferred, so nothing more can be marked as done."],
        ),
        (place(Status.DEFERRED, TODAY), activity(), 60, date(2026, 11, 22), []),
    ],
)
def test_obstacles_to_marking_done(
    enrolment: Enrolment, what: Activity, minutes: int, on: date, obstacles: list[str]
) -> None:
    assert obstacles_to_marking_done(enrolment, what, minutes=minutes, on=on) == obstacles


def test_another_programmes_activity_cannot_be_marked() -> None:
    foreign = activity()
    foreign.module.curriculum_id = 2

    found = obstacles_to_marking_done(place(), foreign, minutes=60, on=TODAY)

    assert found == ["This activity belongs to another programme."]


@pytest.mark.parametrize(
    ("status", "obstacles"),
    [
        (Status.ACTIVE, []),
        (Status.WITHDRAWN, ["This place is withdrawn, so its record stays as it is."]),
    ],
)
def test_obstacles_to_undoing(status: str, obstacles: list[str]) -> None:
    assert obstacles_to_undoing(place(status, TODAY)) == obstacles
