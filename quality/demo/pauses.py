"""Who of the demo world pauses with a date to come back by: soon, overdue, near the limit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import LeadProvider, User
from participants.models import Enrolment
from programmes.actions import places
from quality.demo import plan

LIMIT_MONTHS = 12


@dataclass(frozen=True)
class Pause:
    """One pause, told from the day the world is built: when it began, when it is to end."""

    days_ago: int
    returns_in: int
    code: str
    evidence: str


# The first began eleven months ago: its last call is out. The last should be over by now.
PAUSES = (
    Pause(340, 20, "parental-leave", "Letter from the headteacher"),
    Pause(150, 12, "long-term-sickness", "Fit note"),
    Pause(95, 33, "bereavement", ""),
    Pause(120, -9, "long-term-sickness", "Email from the line manager"),
)
# How many weeks others expect to pause; who is not named could not say.
WEEKS = {"parental-leave": 39, "long-term-sickness": 26, "bereavement": 13}


def limit(provider: LeadProvider, *, on: date, by: User) -> None:
    """Let a lead provider allow pauses of a year."""
    places.set_rule(
        lead_provider=provider,
        in_force_from=on,
        today=on,
        by=by,
        deferral_limit_months=LIMIT_MONTHS,
    )


def planned(
    held: Sequence[Enrolment], *, starts_on: date, ends_on: date, today: date
) -> Iterator[tuple[Enrolment, date, Pause]]:
    """Give the pauses of the plan to the last of a cohort, where its dates leave room for them."""
    for enrolment, pause in zip(reversed(held), PAUSES, strict=False):
        on = today - timedelta(days=pause.days_ago)
        if starts_on + timedelta(days=14) <= on and today < ends_on:
            yield enrolment, on, pause


def returns_on(code: str, *, on: date) -> date | None:
    """Return when somebody who pauses for a reason expects to be back."""
    return on + timedelta(weeks=WEEKS[code]) if code in WEEKS else None


def tells(cohort: plan.CohortPlan) -> bool:
    """Say whether it is the cohort whose leader one can sign in as and look at the pauses."""
    return cohort == plan.OWN_COHORT
