"""From London's clocks to moments, on ordinary days and when the clocks change."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from programmes.rules.wall_time import day_of, moment


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 11, 25), time(16), datetime(2026, 11, 25, 16, tzinfo=UTC)),
        (date(2026, 6, 3), time(16), datetime(2026, 6, 3, 15, tzinfo=UTC)),
        (date(2026, 10, 25), time(0, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2), datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
def test_moment_is_the_time_on_londons_clocks(day: date, at: time, expected: datetime) -> None:
    assert moment(day, at) == expected


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_moment_asks_about_a_time_that_the_clocks_skip(at: time) -> None:
    with pytest.raises(ValidationError, match=r"There is no 1.*am on 28 March 2027"):
        moment(date(2027, 3, 28), at)


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_moment_asks_about_a_time_that_happens_twice(at: time) -> None:
    with pytest.raises(ValidationError, match=r"1.*am happens twice on 25 October 2026"):
        moment(date(2026, 10, 25), at)


def test_moment_says_what_to_enter_instead() -> None:
    with pytest.raises(ValidationError) as refusal:
        moment(date(2026, 10, 25), time(1, 30))

    assert refusal.value.messages == [
        "1:30am happens twice on 25 October 2026: the clocks go back from 2am to 1am."
        " Enter a time before 1am, or 2am or later."
    ]


def test_day_of_is_the_day_in_london() -> None:
    assert day_of(datetime(2026, 6, 3, 23, 30, tzinfo=UTC)) == date(2026, 6, 4)
