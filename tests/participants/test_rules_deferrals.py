"""How long somebody may pause, and which reminders are due: by table, without a database."""

from datetime import date

import pytest

from participants.models import Deferral
from participants.rules.deferrals import (
    Notice,
    limit_day,
    notices_due,
    obstacles_to_planning,
    past_the_limit,
    to_write,
)
from programmes.models import PlaceRule

RETURN, LIMIT = date(2027, 6, 1), date(2027, 11, 2)
SIX, TWO = Notice("return", RETURN, 42), Notice("return", RETURN, 14)
RULE = PlaceRule(in_force_from=date(2026, 1, 1))


def pause(returns_on: date | None = RETURN, limit_on: date | None = None) -> Deferral:
    return Deferral(deferred_on=date(2026, 11, 2), returns_on=returns_on, limit_on=limit_on)


@pytest.mark.parametrize(
    ("day", "months", "limit"),
    [
        (date(2026, 11, 2), 12, date(2027, 11, 2)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 2), None, None),
    ],
)
def test_limit_is_so_many_months_later(day: date, months: int | None, limit: date | None) -> None:
    assert limit_day(day, months) == limit


@pytest.mark.parametrize(
    ("today", "limit", "due"),
    [
        (date(2027, 4, 19), None, []),
        (date(2027, 4, 20), None, [SIX]),
        (date(2027, 5, 18), None, [TWO, SIX]),
        (date(2027, 7, 1), None, [TWO, SIX]),
        (date(2027, 4, 1), LIMIT, []),
        (date(2027, 10, 3), LIMIT, [Notice("last-call", LIMIT, 30), TWO, SIX]),
        (LIMIT, LIMIT, [Notice("last-call", LIMIT, 30), TWO, SIX]),
        (date(2027, 11, 3), LIMIT, [Notice("past-limit", LIMIT)]),
    ],
)
def test_reminders_are_due_from_their_day_on(
    today: date, limit: date | None, due: list[Notice]
) -> None:
    assert notices_due(pause(limit_on=limit), RULE, today=today) == due


def test_without_a_return_and_a_limit_nothing_is_due() -> None:
    assert notices_due(pause(returns_on=None), RULE, today=date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("written", "new", "letters"),
    [
        ([], [TWO, SIX], [TWO]),
        ([SIX], [TWO], [TWO]),
        ([TWO, SIX], [], []),
        ([TWO], [SIX], []),
        ([Notice("return", date(2027, 1, 1), 14)], [TWO, SIX], [TWO]),
    ],
)
def test_each_reminder_is_written_once_and_late_ones_share_a_letter(
    written: list[Notice], new: list[Notice], letters: list[Notice]
) -> None:
    assert to_write([TWO, SIX], written) == (new, letters)


@pytest.mark.parametrize(
    ("returns_on", "today", "obstacles"),
    [
        (None, None, []),
        (RETURN, None, []),
        (date(2026, 11, 2), None, ["The planned return must be after the day of the deferral."]),
        (RETURN, date(2027, 6, 2), ["The planned return must be today or later."]),
    ],
)
def test_return_is_planned_after_the_deferral(
    returns_on: date | None, today: date | None, obstacles: list[str]
) -> None:
    found = obstacles_to_planning(returns_on, deferred_on=date(2026, 11, 2), today=today)

    assert found == obstacles


@pytest.mark.parametrize(
    ("returns_on", "told"),
    [
        (None, ""),
        (LIMIT, ""),
        (
            date(2027, 11, 4),
            "That is 2 days past the last day allowed, 2 November 2027. Ask your lead provider to"
            " agree to it.",
        ),
    ],
)
def test_return_past_the_limit_is_told(returns_on: date | None, told: str) -> None:
    assert past_the_limit(pause(returns_on, LIMIT)) == told
