"""What allows a cohort to be created, changed and moved on, and a group to be added."""

from datetime import date

import pytest

from accounts.models import DeliveryPartner, Hub
from programmes.models import Cohort, Curriculum, Intake, Programme, Qualification
from programmes.rules import cohorts
from programmes.rules.moves import MOVES, moves_from

HUB = Hub(name="North and West", lead_provider_id=1)
INTAKE = Intake(description="Autumn 2026", start_year=2026)
PROGRAMME = Programme(lead_provider_id=1, qualification=Qualification(title="Senior Leadership"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        (
            {"hub": Hub(name="Dale", lead_provider_id=2)},
            ["Dale does not belong to the lead provider of Senior Leadership."],
        ),
        (
            {"is_offered": False},
            [
                "Senior Leadership is not offered in Autumn 2026."
                " Choose another intake or programme."
            ],
        ),
        (
            {"curriculum": None},
            ["Senior Leadership has no published curriculum. Publish one first."],
        ),
    ],
)
def test_obstacles_to_creating(given: dict[str, object], expected: list[str]) -> None:
    answers = {
        "programme": PROGRAMME,
        "hub": HUB,
        "intake": INTAKE,
        "curriculum": Curriculum(),
        "is_offered": True,
    }

    assert cohorts.obstacles_to_creating(**answers | given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        (
            {"names_taken": ["npqsl a"]},
            ["North and West has a cohort named “NPQSL A” already. Enter another name."],
        ),
        (
            {"ends_on": date(2026, 10, 5)},
            ["The end date must be after the start date."],
        ),
        ({"starts_on": date(2027, 12, 31)}, []),
        (
            {"starts_on": date(2025, 12, 31)},
            [
                "A cohort of Autumn 2026 begins in 2026 or 2027."
                " Change the start date or the intake."
            ],
        ),
        ({"capacity": 0}, ["Capacity must be 1 or more."]),
        (
            {"delivery_partner": DeliveryPartner(name="Dale")},
            ["Dale is not a delivery partner in Autumn 2026."],
        ),
        ({"delivery_partner": DeliveryPartner(name="Dale"), "is_partner": True}, []),
    ],
)
def test_obstacles_to_describing(given: dict[str, object], expected: list[str]) -> None:
    answers = {
        "hub": HUB,
        "intake": INTAKE,
        "name": "NPQSL A",
        "starts_on": date(2026, 10, 5),
        "ends_on": date(2028, 3, 31),
        "capacity": 28,
        "delivery_partner": None,
        "names_taken": ["NPQSL B"],
        "is_partner": False,
    }

    assert cohorts.obstacles_to_describing(**answers | given) == expected


@pytest.mark.parametrize(
    ("status", "outside", "expected"),
    [
        ("running", 0, []),
        ("cancelled", 0, ["This cohort is cancelled."]),
        ("running", 1, ["1 session is outside these dates. Move or cancel them first."]),
        ("running", 2, ["2 sessions are outside these dates. Move or cancel them first."]),
    ],
)
def test_obstacles_to_changing(status: str, outside: int, expected: list[str]) -> None:
    cohort = Cohort(status=status)

    assert cohorts.obstacles_to_changing(cohort, sessions_outside=outside) == expected


@pytest.mark.parametrize(
    ("capacity", "taken", "expected"),
    [
        (20, 20, []),
        (1, 2, ["2 places are taken. Capacity must be 2 or more."]),
        (999, 1_000, ["1,000 places are taken. Capacity must be 1,000 or more."]),
    ],
)
def test_capacity_is_not_less_than_the_places_taken(
    capacity: int, taken: int, expected: list[str]
) -> None:
    cohort = Cohort(status="running", capacity=capacity)

    obstacles = cohorts.obstacles_to_changing(cohort, sessions_outside=0, places_taken=taken)

    assert obstacles == expected
    assert {obstacle.field for obstacle in obstacles} <= {"capacity"}


@pytest.mark.parametrize(
    ("on", "over"),
    [(date(2023, 1, 1), False), (date(2025, 12, 31), False), (date(2026, 1, 1), True)],
)
def test_intake_is_over_after_the_year_that_follows_its_own(on: date, over: bool) -> None:
    assert cohorts.is_over(Intake(start_year=2024), on=on) is over


@pytest.mark.parametrize("now", Cohort.Status)
@pytest.mark.parametrize("then", Cohort.Status)
def test_obstacles_to_moving_follow_the_table(now: Cohort.Status, then: Cohort.Status) -> None:
    open_arrow = then in Cohort.TRANSITIONS[now]

    obstacles = cohorts.obstacles_to_moving(Cohort(status=now), then)

    assert (obstacles == []) is open_arrow


def test_obstacles_to_moving_name_both_statuses() -> None:
    obstacles = cohorts.obstacles_to_moving(Cohort(status="planned"), "finished")

    assert obstacles == ["A cohort that is planned cannot become finished."]


@pytest.mark.parametrize("now", Cohort.Status)
def test_moves_from_are_the_arrows_of_the_table(now: Cohort.Status) -> None:
    found = {move.status for move in moves_from(Cohort(status=now))}

    assert found == Cohort.TRANSITIONS[now]


def test_moves_warn_of_the_one_that_is_final() -> None:
    assert [move.status for move in MOVES.values() if move.is_final] == ["cancelled"]


@pytest.mark.parametrize(
    ("status", "names", "expected"),
    [
        ("running", ["Group 3"], []),
        ("finished", ["Group 3"], ["This cohort is finished."]),
        (
            "running",
            ["group 1"],
            ["There is a group named “group 1” already. Enter another name."],
        ),
        ("running", ["A", "A"], ["There is a group named “A” already. Enter another name."]),
    ],
)
def test_obstacles_to_grouping(status: str, names: list[str], expected: list[str]) -> None:
    cohort = Cohort(status=status)

    assert cohorts.obstacles_to_grouping(cohort, names, ["Group 1", "Group 2"]) == expected


@pytest.mark.parametrize(
    ("starts_on", "months", "expected"),
    [
        (date(2026, 10, 5), 18, date(2028, 4, 4)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 12, 1), 12, date(2027, 11, 30)),
    ],
)
def test_last_day_of_a_course(starts_on: date, months: int, expected: date) -> None:
    assert cohorts.last_day(starts_on, months) == expected


def test_names_for_leave_out_those_taken() -> None:
    assert cohorts.names_for(2, "Group", ["group 2", "Other"]) == ["Group 1", "Group 3"]
