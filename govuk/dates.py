"""Dates and times as GOV.UK writes them, and as people type them."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone

Moment = TypeVar("Moment", bound=date | time)

PARTS = ("day", "month", "year")
MONTHS = [name.lower() for name in calendar.month_name]
TYPED = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?")


def here(value: Moment) -> Moment:
    """A moment on our own clocks; a plain date as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)  # type: ignore[return-value]  # the same kind
    return value


def date_text(value: date | datetime) -> str:
    """3 June 2026"""
    return f"{here(value):%-d %B %Y}"


def short_date_text(value: date | datetime) -> str:
    """3 Jun 2026, for tables where room is short"""
    return f"{here(value):%-d %b %Y}"


def time_text(value: time | datetime) -> str:
    """10:30am, 4pm, midday, midnight"""
    moment = here(value)
    if (moment.hour, moment.minute) in ((0, 0), (12, 0)):
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"


def datetime_text(value: datetime) -> str:
    """3 June 2026 at 10:30am"""
    return f"{date_text(value)} at {time_text(value)}"


def range_text(start: time | datetime, end: time | datetime) -> str:
    """10:30am to midday"""
    return f"{time_text(start)} to {time_text(end)}"


def relative_text(value: date | datetime, today: date) -> str:
    """Today, tomorrow, yesterday, this week's day by name, else the date"""
    moment = here(value)
    day = moment.date() if isinstance(moment, datetime) else moment
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if (day - today).days in near:
        return near[(day - today).days]
    if today < day < today + timedelta(days=7):
        return f"{day:%A %-d %B}"
    return date_text(day)


def month_number(text: str) -> int:
    """3 for "3", "mar" or "March".

    :raises ValueError: when it is none of the twelve.
    """
    if text.isdecimal():
        return int(text)
    found = [n for n, name in enumerate(MONTHS) if name.startswith(text.lower())]
    if len(text) < 3 or len(found) != 1:
        raise ValueError(text)
    return found[0]


def read_time(text: str) -> time:
    """Read a time of day as people type it.

    :raises ValueError: with the end of a sentence that begins with the field's name.
    """
    text = text.strip().lower()
    if text in ("midday", "noon", "midnight"):
        return time(0 if text == "midnight" else 12)
    typed = TYPED.fullmatch(text)
    if typed is None:
        raise ValueError("must be a time, like 4pm or 16:30")
    hour, minute, half = int(typed["hour"]), int(typed["minute"] or 0), typed["half"]
    if half is None and (typed["minute"] is None or (hour < 7 and len(typed["hour"]) == 1)):
        raise ValueError(f"must say am or pm, like {typed['hour']}pm")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("must be a real time, like 4pm or 16:30")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError("must be a real time, like 4pm or 16:30") from None
