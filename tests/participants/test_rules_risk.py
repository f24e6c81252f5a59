"""Signs that somebody may be lost, each with its reason; nothing else is a sign."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from participants.rules.risk import (
    HELP,
    LEVELS,
    NEAREST_EXITS,
    Facts,
    Flag,
    Sign,
    flags_of,
    level_of,
)

TODAY = date(2026, 11, 23)
BEGAN = date(2026, 4, 1)
ACTIVE = Facts("active", BEGAN, active_on=date(2026, 11, 16), has_met=True)
MISSED_3 = replace(ACTIVE, missed=3, missed_from=date(2026, 10, 5), missed_until=date(2026, 11, 17))
DEFERRED = Facts("deferred", BEGAN)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (ACTIVE, []),
        (replace(ACTIVE, active_on=days_ago(89)), []),
        (
            replace(ACTIVE, active_on=days_ago(90)),
            ["Nothing recorded for 90 days, since they were last active on 25 August 2026."],
        ),
        (
            replace(ACTIVE, active_on=None),
            ["Nothing recorded for 236 days, since they joined on 1 April 2026."],
        ),
        (
            replace(ACTIVE, active_on=days_ago(200), since=days_ago(100)),
            ["Nothing recorded for 100 days, since they came back on 15 August 2026."],
        ),
        # Who came, or came back, a short while ago had no time to be quiet.
        (replace(ACTIVE, active_on=days_ago(200), since=days_ago(20)), []),
        # Where nobody met, nobody is missing.
        (replace(ACTIVE, active_on=days_ago(120), has_met=False), []),
        (MISSED_3, ["Missed the last 3 sessions, from 5 October 2026 on."]),
        (replace(MISSED_3, missed=2), []),
        # That was long ago, and no register was taken since.
        (replace(MISSED_3, missed_until=days_ago(91)), []),
        (DEFERRED, []),
        (replace(DEFERRED, limit_on=TODAY, returns_on=TODAY), []),
        (
            replace(DEFERRED, limit_on=days_ago(1), returns_on=days_ago(30)),
            ["The deferral’s last day allowed was 22 November 2026."],
        ),
        (
            replace(DEFERRED, limit_on=TODAY, returns_on=days_ago(1)),
            ["They planned to be back on 22 November 2026."],
        ),
        # A pause is no silence, and who has left is not lost any more.
        (replace(MISSED_3, status="deferred", active_on=None), []),
        (replace(MISSED_3, status="withdrawn", active_on=None), []),
        (replace(MISSED_3, status="completed", active_on=None), []),
        (replace(MISSED_3, status="transferred", active_on=None), []),
    ],
)
def test_signs_are_said_with_their_numbers_and_days(facts: Facts, said: list[str]) -> None:
    assert [flag.sentence for flag in flags_of(facts, today=TODAY)] == said


def test_the_most_urgent_sign_stands_first_and_decides_the_level() -> None:
    flags = flags_of(replace(MISSED_3, active_on=days_ago(200)), today=TODAY)

    assert [flag.sign for flag in flags] == [Sign.QUIET, Sign.MISSED]
    assert (level_of(flags), level_of(flags[1:]), level_of([])) == ("high", "some", "")


def test_every_sign_has_a_level_some_help_and_a_reason_of_the_dfe() -> None:
    reference = Path("programmes/reference/change_reasons.toml").read_text()
    labels = {row["code"]: row["label"] for row in tomllib.loads(reference)["withdrawal"]}

    assert set(LEVELS) == set(HELP) == set(NEAREST_EXITS) == set(Sign)
    for sign, (code, label) in NEAREST_EXITS.items():
        assert (label, Flag(sign, "").nearest_exit) == (labels[code], label)
