"""What may be written about a conversation, its next action and an adjustment."""

from datetime import date

import pytest

from participants.rules.contacts import (
    obstacles_to_correcting,
    obstacles_to_ending,
    obstacles_to_finishing,
    obstacles_to_writing,
)
from tests.factories.accounts import NOW

TODAY = date(2026, 11, 23)
TALK = {"on": TODAY, "today": TODAY, "next_action": "", "has_owner": False, "due_on": None}
ACTION = TALK | {"next_action": "Call again", "has_owner": True, "due_on": date(2026, 11, 30)}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (TALK, []),
        (ACTION, []),
        (ACTION | {"due_on": TODAY}, []),
        (TALK | {"on": date(2026, 11, 24)}, ["on"]),
        (ACTION | {"due_on": None}, ["due_on"]),
        (ACTION | {"has_owner": False}, ["owner"]),
        (ACTION | {"next_action": ""}, ["next_action"]),
        (ACTION | {"due_on": date(2026, 11, 22)}, ["due_on"]),
    ],
)
def test_conversation_is_refused_beside_the_answer(
    given: dict[str, object], fields: list[str]
) -> None:
    assert [obstacle.field for obstacle in obstacles_to_writing(**given)] == fields


@pytest.mark.parametrize(
    ("is_own", "is_corrected", "refused"),
    [(True, False, False), (False, False, True), (True, True, True)],
)
def test_only_the_writer_corrects_and_once(is_own: bool, is_corrected: bool, refused: bool) -> None:
    obstacles = obstacles_to_correcting(is_own=is_own, is_corrected=is_corrected)

    assert bool(obstacles) == refused


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"next_action": "Call", "done_at": None, "is_corrected": False}, False),
        ({"next_action": "", "done_at": None, "is_corrected": False}, True),
        ({"next_action": "Call", "done_at": NOW, "is_corrected": False}, True),
        ({"next_action": "Call", "done_at": None, "is_corrected": True}, True),
    ],
)
def test_action_is_done_once_where_it_stands(given: dict[str, object], refused: bool) -> None:
    assert bool(obstacles_to_finishing(**given)) == refused


@pytest.mark.parametrize(
    ("ends_on", "on", "refused"),
    [
        (None, TODAY, False),
        (None, date(2026, 10, 5), False),
        (None, date(2026, 10, 4), True),
        (date(2026, 11, 1), TODAY, True),
    ],
)
def test_adjustment_ends_once_and_after_its_beginning(
    ends_on: date | None, on: date, refused: bool
) -> None:
    obstacles = obstacles_to_ending(starts_on=date(2026, 10, 5), ends_on=ends_on, on=on)

    assert bool(obstacles) == refused
