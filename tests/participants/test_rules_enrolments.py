"""When a place can be taken and changed: by table, without a database."""

from datetime import date

import pytest

from participants.models import Enrolment, Participant
from participants.rules.enrolments import (
    HAS_A_PLACE,
    NOT_THE_SAME_PERSON,
    TRN_OF_ANOTHER,
    Entry,
    already_there,
    obstacles_to_being,
    obstacles_to_changing,
    obstacles_to_enrolling,
    obstacles_to_moving_group,
)
from programmes.models import ChangeReason, Cohort

DAY = date(2026, 11, 2)
TODAY = date(2026, 11, 23)
SICKNESS = ChangeReason(kind="deferral", code="long-term-sickness", label="Long-term sickness")
MOVED = ChangeReason(kind="withdrawal", code="moved", label="Moved")


def cohort(status: str = "running") -> Cohort:
    return Cohort(status=status, capacity=2, ends_on=date(2028, 3, 31))


def place(status: str = "active") -> Enrolment:
    person = Participant(full_name="Amina Khan")
    return Enrolment(status=status, joined_on=date(2026, 10, 5), participant=person)


@pytest.mark.parametrize("status", ["planned", "open", "running"])
def test_somebody_can_join_while_there_is_a_place(status: str) -> None:
    assert obstacles_to_enrolling(cohort(status), taken=1, joined_on=DAY) == []


@pytest.mark.parametrize(
    ("status", "taken", "day", "obstacles"),
    [
        (
            *("running", 2, DAY),
            ["The cohort is full: all 2 places are taken. Raise its capacity first."],
        ),
        (
            *("open", 3, DAY),
            ["The cohort is full: all 2 places are taken. Raise its capacity first."],
        ),
        ("finished", 0, DAY, ["The cohort is finished."]),
        ("cancelled", 0, DAY, ["The cohort is cancelled."]),
        ("running", 0, date(2028, 4, 1), ["The cohort ends on 31 March 2028."]),
    ],
)
def test_nobody_joins_a_full_or_closed_cohort(
    status: str, taken: int, day: date, obstacles: list[str]
) -> None:
    assert obstacles_to_enrolling(cohort(status), taken=taken, joined_on=day) == obstacles


def test_every_transition_is_allowed_or_refused_by_the_table() -> None:
    reasons = {"deferred": SICKNESS, "withdrawn": MOVED}

    allowed = {
        (before, after)
        for before in Enrolment.Status.values
        for after in Enrolment.Status.values
        if not obstacles_to_changing(
            place(before), after, on=DAY, today=TODAY, reason=reasons.get(after)
        )
    }

    assert allowed == {
        ("active", "deferred"),
        ("active", "withdrawn"),
        ("active", "completed"),
        ("active", "transferred"),
        ("deferred", "active"),
        ("deferred", "withdrawn"),
        ("deferred", "transferred"),
        ("transferred", "active"),
        ("withdrawn", "active"),
    }


@pytest.mark.parametrize(
    ("given", "obstacles"),
    [
        ({"on": date(2026, 11, 24)}, ["The date must be today or in the past."]),
        (
            {"on": date(2026, 10, 4)},
            ["The date must be 5 October 2026 or later, when the last change was."],
        ),
        (
            {"last_change_on": date(2026, 11, 10)},
            ["The date must be 10 November 2026 or later, when the last change was."],
        ),
        (
            {"last_attended_on": date(2026, 11, 11)},
            ["The participant attended a session on 11 November 2026."],
        ),
        ({"reason": None}, ["Select the reason for the deferral."]),
        ({"reason": MOVED}, ["Select the reason for the deferral."]),
    ],
)
def test_deferring_is_refused_with_a_sentence(
    given: dict[str, object], obstacles: list[str]
) -> None:
    asked = {"on": DAY, "today": TODAY, "reason": SICKNESS} | given

    assert obstacles_to_changing(place(), "deferred", **asked) == obstacles


@pytest.mark.parametrize(
    ("status", "marked", "obstacles"),
    [
        ("active", None, []),
        ("active", date(2026, 11, 1), []),
        (
            *("active", DAY),
            ["Amina Khan is in the group’s register of 2 November 2026. Choose a later day."],
        ),
        ("deferred", None, ["Amina Khan is deferred."]),
    ],
)
def test_registers_of_the_past_hold_people_in_their_group(
    status: str, marked: date | None, obstacles: list[str]
) -> None:
    assert obstacles_to_moving_group(place(status), on=DAY, last_marked_on=marked) == obstacles


def test_an_entry_is_somebody_else_by_name_or_trn() -> None:
    amina = Participant(pk=1, full_name="Amina Khan", email="a@example.org", trn="1234567")
    tom = Participant(pk=2, full_name="Tom Reed", email="t@example.org", trn="7654321")
    entry = Entry(full_name="Amina Khan", email="a@example.org", trn="1234567")

    assert obstacles_to_being(entry, None, None) == []
    assert obstacles_to_being(entry, amina, amina) == []
    assert obstacles_to_being(entry, tom, None) == [NOT_THE_SAME_PERSON]
    assert obstacles_to_being(entry, None, tom) == [TRN_OF_ANOTHER]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("active", "Already in the cohort."),
        (
            "withdrawn",
            "Already in the cohort, but withdrawn. Resume the place on the person’s page.",
        ),
    ],
)
def test_already_there_says_how_to_come_back(status: str, sentence: str) -> None:
    assert already_there(place(status)).sentence == sentence


def test_sentences_tell_nothing_of_another_hub() -> None:
    assert HAS_A_PLACE == "This person has a place on the programme already."
