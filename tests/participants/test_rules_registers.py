"""When a register may be taken or amended, and which marks it accepts; without a database."""

from datetime import UTC, date, datetime

import pytest

from participants.rules.registers import (
    needs_a_reason,
    obstacles_to_amending,
    obstacles_to_marking,
    obstacles_to_taking,
)
from programmes.models import Session

# Late in the evening of 24 October 2026 by UTC, and 12:30am on the 25th in London.
SESSION = Session(starts_at=datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
NAMES = {"a": "Amina Khan", "b": "Tom Reed"}


@pytest.mark.parametrize(
    ("status", "on", "obstacles"),
    [
        ("planned", date(2026, 10, 25), []),
        ("planned", date(2026, 10, 26), []),
        ("held", date(2027, 10, 26), []),
        (
            "planned",
            date(2026, 10, 24),
            ["You can take this register on 25 October 2026, the day of the session."],
        ),
        (
            "cancelled",
            date(2026, 10, 25),
            ["This session was cancelled, so it has no register."],
        ),
    ],
)
def test_register_opens_on_the_day(status, on, obstacles):
    session = Session(starts_at=SESSION.starts_at, status=status)

    assert obstacles_to_taking(session, on=on) == obstacles


@pytest.mark.parametrize(
    ("marks", "obstacles"),
    [
        ({"a": "present", "b": "left-early"}, []),
        ({"a": "present"}, ["Select a mark for Tom Reed"]),
        ({"a": "asleep", "b": ""}, ["Select a mark for Amina Khan", "Select a mark for Tom Reed"]),
        (
            {"a": "present", "b": "present", "c": "present"},
            ["The register has changed since you opened it. Check the names and save again."],
        ),
    ],
)
def test_marks_fit_the_roster(marks, obstacles):
    assert obstacles_to_marking(marks, NAMES) == obstacles


def test_a_register_without_people_cannot_be_saved():
    assert obstacles_to_marking({}, {}) == [
        "Nobody is on this register, so there is nothing to save."
        " Nobody had a place in the group on the day of the session."
    ]


@pytest.mark.parametrize(
    ("on", "reason", "obstacles"),
    [
        (date(2026, 10, 25), "", []),
        (date(2026, 10, 26), "Joined online", []),
        (date(2026, 10, 26), "  ", ["Enter why you are changing the register"]),
    ],
)
def test_a_change_after_the_day_needs_a_reason(on, reason, obstacles):
    assert needs_a_reason(SESSION, on=on) == (on > date(2026, 10, 25))
    assert obstacles_to_amending(SESSION, reason, on=on) == obstacles
