"""The DfE's table of applications, guard by guard, without a database."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Hub
from applications.models import Application
from applications.rules import applications as rules
from applications.rules.applications import Funded, Rival
from participants.models import Enrolment
from programmes.models import Cohort, Intake, Programme, Qualification, Schedule

CAPPED, ZERO, FULL = Intake.Funding.CAPPED, Intake.Funding.ZERO, Intake.Funding.FULL
HUB = Hub(pk=1, name="North and West")
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


def application(
    *, funding: str = CAPPED, status: str = "pending", eligible: bool | None = True
) -> Application:
    intake = Intake(pk=1, description="Autumn 2026", identifier="2026b", funding=funding)
    course = Qualification(pk=1, code="NPQSL", title="Senior Leadership", course_group="leadership")
    return Application(
        full_name="Amina Khan",
        intake=intake,
        programme=Programme(pk=1, qualification=course, lead_provider_id=1),
        status=status,
        eligible_for_funding=eligible,
        decided_at=AT if status != "pending" else None,
    )


def cohort(**given: object) -> Cohort:
    return Cohort(**{"programme_id": 1, "intake_id": 1, "hub": HUB, "capacity": 30} | given)


def schedule(**given: object) -> Schedule:
    return Schedule(
        **{"name": "NPQ Leadership Autumn", "intake_id": 1, "course_group": "leadership"} | given
    )


DECIDED = "NPQ Hub {} this application on 5 October 2026 at 10:30am."
FINAL = " A rejected application cannot change: only the DfE can set it back to pending."


@pytest.mark.parametrize(
    ("row", "given", "obstacles"),
    [
        ({}, {}, []),
        ({"status": "accepted"}, {}, [DECIDED.format("accepted")]),
        ({"status": "rejected"}, {}, [DECIDED.format("rejected") + FINAL]),
        ({}, {"rivals": [Rival()]}, [rules.ACCEPTED_ELSEWHERE]),
        ({}, {"rivals": [Rival(by_trn_alone=True)]}, [rules.TRN_ACCEPTED_ELSEWHERE]),
        ({}, {"rivals": [Rival(True), Rival()]}, [rules.ACCEPTED_ELSEWHERE]),
        (
            {},
            {"cohort": cohort(intake_id=2)},
            ["The cohort is not of the programme and the intake that the person applied for."],
        ),
        ({}, {"schedule": None}, [rules.NO_SCHEDULE]),
        (
            {},
            {"schedule": schedule(course_group="specialist")},
            ["NPQ Leadership Autumn does not include Senior Leadership."],
        ),
        (
            {},
            {"schedule": schedule(intake_id=2)},
            ["NPQ Leadership Autumn is not a schedule of Autumn 2026."],
        ),
    ],
)
def test_accepting_is_refused_by_the_dfes_table(
    row: dict, given: dict, obstacles: list[str]
) -> None:
    asked = {"cohort": cohort(), "funded_place": False, "schedule": schedule()} | given

    assert rules.obstacles_to_accepting(application(**row), **asked) == obstacles


@pytest.mark.parametrize(
    ("row", "funded_place", "funded", "obstacles"),
    [
        ({}, True, Funded(2, 1), []),
        ({}, True, Funded(), []),
        ({}, False, Funded(2, 2), []),
        ({}, None, Funded(), ["Select whether this is a funded place."]),
        (
            {"eligible": False},
            True,
            Funded(),
            ["Amina Khan is not eligible for a funded place, the DfE says: select “No”."],
        ),
        (
            {"eligible": None},
            True,
            Funded(),
            [
                "Amina Khan cannot have a funded place, since the DfE has not said that they are"
                " eligible: select “No”."
            ],
        ),
        (
            {},
            True,
            Funded(2, 2),
            [
                "All 2 funded places of North and West in Autumn 2026 are taken: select “No”, or"
                " ask your lead provider for more."
            ],
        ),
        (
            {},
            True,
            Funded(0, 0),
            ["North and West has no funded places in Autumn 2026: select “No”."],
        ),
        ({"funding": FULL}, True, Funded(0, 0), []),
        ({"funding": FULL}, None, Funded(), []),
        ({"funding": ZERO}, None, Funded(), []),
        (
            {"funding": ZERO},
            True,
            Funded(),
            ["Autumn 2026 has no funded places: the place must not be funded."],
        ),
    ],
)
def test_funding_is_refused_by_cap_and_eligibility(
    row: dict, funded_place: bool | None, funded: Funded, obstacles: list[str]
) -> None:
    found = rules.obstacles_to_funding(application(**row), cohort(), funded_place, funded=funded)

    assert found == obstacles


@pytest.mark.parametrize(
    ("funding", "eligible", "funded", "kept", "paid"),
    [
        (CAPPED, True, Funded(5, 1), True, True),
        (CAPPED, True, Funded(5, 5), False, False),
        (CAPPED, False, Funded(5, 1), False, False),
        (CAPPED, None, Funded(), False, False),
        (ZERO, True, Funded(5, 1), False, False),
        (FULL, True, Funded(5, 1), None, True),
        (FULL, False, Funded(), None, False),
        (FULL, None, Funded(), None, None),
    ],
)
def test_funding_is_chosen_and_kept(
    funding: str, eligible: bool | None, funded: Funded, kept: bool | None, paid: bool | None
) -> None:
    row = application(funding=funding, eligible=eligible)

    chosen = rules.funded_by_default(row, funded)

    assert rules.funded_as(row.intake, chosen) is kept
    assert rules.funds(row, chosen) is paid


@pytest.mark.parametrize(
    ("status", "place", "declared", "allowed"),
    [
        ("pending", "", False, True),
        ("accepted", "active", False, True),
        ("accepted", "deferred", False, True),
        ("accepted", "withdrawn", False, True),
        ("accepted", "completed", False, False),
        ("accepted", "transferred", False, False),
        ("accepted", "active", True, False),
        ("rejected", "", False, False),
    ],
)
def test_rejecting(status: str, place: str, declared: bool, allowed: bool) -> None:
    found = rules.obstacles_to_rejecting(
        application(status=status), place_status=place, is_declared=declared
    )

    assert (found == []) is allowed


@pytest.mark.parametrize(
    ("row", "funded_place", "declared", "allowed"),
    [
        ({"status": "accepted"}, True, False, True),
        ({"status": "accepted"}, False, False, False),
        ({"status": "accepted"}, True, True, False),
        ({"status": "accepted", "eligible": False}, True, False, False),
        ({"status": "accepted", "funding": FULL}, True, False, False),
        ({"status": "pending"}, True, False, False),
    ],
)
def test_changing_the_funded_place(
    row: dict, funded_place: bool, declared: bool, allowed: bool
) -> None:
    accepted = application(**row)
    accepted.funded_place = False

    found = rules.obstacles_to_changing_funded_place(
        accepted,
        cohort=cohort(),
        funded_place=funded_place,
        funded=Funded(3, 1),
        is_declared=declared,
    )

    assert (found == []) is allowed


def test_coaching_offers_are_one_course() -> None:
    assert rules.same_course("ASO") == rules.same_course("EHCO") == {"ASO", "EHCO"}
    assert rules.same_course("NPQH") == {"NPQH"}


def test_a_place_ends_today_or_on_its_first_day() -> None:
    place = Enrolment(joined_on=date(2027, 1, 5))

    assert rules.ends_on(place, date(2026, 11, 23)) == date(2027, 1, 5)
    assert rules.ends_on(place, date(2027, 2, 1)) == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("status", "lead_provider", "allowed"),
    [("pending", 1, True), ("pending", 2, False), ("accepted", 1, False)],
)
def test_giving_to_a_hub(status: str, lead_provider: int, allowed: bool) -> None:
    found = rules.obstacles_to_giving(application(status=status), lead_provider=lead_provider)

    assert (found == []) is allowed
