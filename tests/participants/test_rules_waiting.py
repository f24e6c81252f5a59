"""Who may wait, answer, move and leave, by table and without a database."""

from datetime import date, datetime, timedelta

import pytest

from participants.models import Enrolment, Participant, WaitingPlace
from participants.rules import waiting as rules
from programmes.models import Cohort
from tests.factories.accounts import NOW

DAY = date(2026, 11, 23)


def cohort(**facts: object) -> Cohort:
    given = {"status": "running", "ends_on": date(2028, 3, 31), "capacity": 1} | facts
    return Cohort(**given)


def row(state: str = "waiting", ends_at: datetime | None = None) -> WaitingPlace:
    person = Participant(full_name="Amina Khan")
    return WaitingPlace(state=state, offer_ends_at=ends_at, participant=person)


@pytest.mark.parametrize(
    ("facts", "standing", "sentences"),
    [
        ({}, {}, []),
        ({"status": "finished"}, {}, ["The cohort is finished."]),
        ({"ends_on": date(2026, 11, 22)}, {}, ["The cohort ended on 22 November 2026."]),
        ({}, {"waits": True}, ["This person is on the waiting list already."]),
        ({}, {"here": Enrolment(status="active")}, ["Already in the cohort."]),
        ({}, {"here": Enrolment(status="deferred")}, []),
        ({}, {"has_open_place": True}, ["This person has a place on the programme already."]),
    ],
)
def test_obstacles_to_joining(facts, standing, sentences):
    given = {"waits": False, "here": None, "has_open_place": False} | standing

    assert rules.obstacles_to_joining(cohort(**facts), on=DAY, **given) == sentences


@pytest.mark.parametrize(
    ("state", "sentences"),
    [
        ("offered", []),
        ("taken", ["This offer has been answered."]),
        ("declined", ["This offer has been answered."]),
        ("expired", ["The time to answer this offer is over."]),
        ("left", ["This offer is no longer open."]),
        ("waiting", ["This offer is no longer open."]),
    ],
)
def test_obstacles_to_answering(state, sentences):
    later = NOW + timedelta(hours=1)

    assert rules.obstacles_to_answering(row(state, later), at=NOW) == sentences


def test_offer_is_over_at_its_hour():
    assert rules.obstacles_to_answering(row("offered", NOW), at=NOW) == [rules.IS_OVER]


@pytest.mark.parametrize(
    ("state", "asked", "sentences"),
    [
        ("waiting", {}, []),
        ("offered", {}, ["Amina Khan cannot be moved: offered a place."]),
        ("waiting", {"position": 0}, ["Enter a place from 1 to 3"]),
        ("waiting", {"position": 4}, ["Enter a place from 1 to 3"]),
        ("waiting", {"position": 2}, ["Amina Khan is number 2 already"]),
        ("waiting", {"because": " "}, ["Enter the reason"]),
        (
            "waiting",
            {"seen": 3},
            [
                "The list changed meanwhile: Amina Khan is number 2 now."
                " Check the list and move them again."
            ],
        ),
    ],
)
def test_obstacles_to_moving(state, asked, sentences):
    given = {"place": 2, "position": 1, "length": 3, "seen": 2, "because": "x"} | asked

    assert rules.obstacles_to_moving(row(state), **given) == sentences


@pytest.mark.parametrize(
    ("state", "because", "sentences"),
    [
        ("waiting", "Moved", []),
        ("offered", "Moved", []),
        ("offered", "", ["Enter the reason"]),
        ("taken", "Moved", ["Amina Khan is no longer on the list."]),
    ],
)
def test_obstacles_to_leaving(state, because, sentences):
    assert rules.obstacles_to_leaving(row(state), because=because) == sentences


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (21, "21st"), (112, "112th")],
)
def test_ordinal(number, words):
    assert rules.ordinal(number) == words
