"""Dates and times, as written and as read."""

from datetime import UTC, date, datetime, time

import pytest

from govuk import dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4pm", time(16)),
        ("4:30pm", time(16, 30)),
        ("4.30 PM", time(16, 30)),
        ("16:30", time(16, 30)),
        ("1630", time(16, 30)),
        ("9:30", time(9, 30)),
        ("04:30", time(4, 30)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("midnight", time(0)),
    ],
)
def test_time_is_read_as_people_type_it(typed: str, expected: time) -> None:
    assert dates.read_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("soon", "must be a time, like 4pm or 16:30"),
        ("4", "must say am or pm, like 4pm"),
        ("4:30", "must say am or pm, like 4pm"),
        ("25:00", "must be a real time, like 4pm or 16:30"),
        ("13pm", "must be a real time, like 4pm or 16:30"),
    ],
)
def test_time_that_cannot_be_read_says_why(typed: str, complaint: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  (the whole message is compared)
        dates.read_time(typed)

    assert str(refusal.value) == complaint


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (time(10, 30), "10:30am"),
        (time(16), "4pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
        (datetime(2026, 6, 3, 9, 30, tzinfo=UTC), "10:30am"),
    ],
)
def test_time_is_written_on_our_clocks(moment: time | datetime, expected: str) -> None:
    assert dates.time_text(moment) == expected


def test_range_is_written_from_start_to_end() -> None:
    assert dates.range_text(time(10, 30), time(12)) == "10:30am to midday"


def test_moment_near_midnight_falls_on_our_day() -> None:
    late = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)

    assert dates.datetime_text(late) == "4 June 2026 at 12:30am"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 26), "Thursday 26 November"),
        (date(2026, 11, 29), "29 November 2026"),
        (date(2026, 11, 19), "19 November 2026"),
    ],
)
def test_near_days_are_called_by_name(day: date, expected: str) -> None:
    assert dates.relative_text(day, TODAY) == expected
