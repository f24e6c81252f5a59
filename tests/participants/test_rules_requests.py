"""What participants may ask for and correct, and by when they hear."""

from datetime import date

import pytest

from participants.models import Enrolment
from participants.rules.requests import (
    answer_by,
    kinds_for,
    obstacles_to_answering,
    obstacles_to_asking,
    obstacles_to_correcting_oneself,
)

CHRISTMAS = [date(2026, 12, 25), date(2026, 12, 28)]
ASK = {
    "status": "active",
    "kind": "defer",
    "why": "An inspection.",
    "from_on": date(2027, 1, 4),
    "joined_on": date(2026, 10, 5),
    "ends_on": date(2027, 7, 20),
    "has_open": False,
}


@pytest.mark.parametrize(
    ("asked_on", "days", "answered_on"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_answer_is_promised_in_working_days(asked_on: date, days: int, answered_on: date) -> None:
    assert answer_by(asked_on, days=days, holidays=CHRISTMAS) == answered_on


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, False),
        ({"from_on": None}, False),
        ({"kind": "withdraw"}, False),
        ({"status": "deferred", "kind": "withdraw"}, False),
        ({"status": "deferred"}, True),
        ({"status": "withdrawn"}, True),
        ({"has_open": True}, True),
        ({"kind": "nonsense"}, True),
        ({"why": "  "}, True),
        ({"from_on": date(2026, 10, 5)}, False),
        ({"from_on": date(2026, 10, 4)}, True),
        ({"from_on": date(2027, 7, 21)}, True),
    ],
)
def test_asking_is_for_places_under_way(change: dict[str, object], refused: bool) -> None:
    assert bool(obstacles_to_asking(**ASK | change)) == refused


def test_ended_places_can_ask_for_nothing() -> None:
    asked = {status: len(kinds_for(status)) for status in Enrolment.Status.values}

    assert asked == {
        "active": 3,
        "deferred": 2,
        "withdrawn": 0,
        "completed": 0,
        "transferred": 0,
    }


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("open", []),
        ("taken-back", ["The participant has taken this request back."]),
        ("agreed", ["This request was agreed by Janet Williams already."]),
        ("declined", ["This request was declined by Janet Williams already."]),
    ],
)
def test_requests_are_answered_once(state: str, sentence: list[str]) -> None:
    assert obstacles_to_answering(state=state, answered_by="Janet Williams") == sentence


@pytest.mark.parametrize(
    ("trn", "known", "is_verified", "refused"),
    [
        ("1234567", "", False, False),
        ("7654321", "1234567", False, False),
        ("7654321", "1234567", True, True),
        ("1234567", "1234567", True, False),
    ],
)
def test_verified_trn_stays(trn: str, known: str, is_verified: bool, refused: bool) -> None:
    given = {"trn": trn, "known_trn": known, "is_verified": is_verified}

    assert bool(obstacles_to_correcting_oneself(**given)) == refused
