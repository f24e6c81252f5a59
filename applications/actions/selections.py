"""What happens to a selection of applications: each is decided by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError

from accounts.models import User
from applications.actions import applications
from applications.models import Application
from programmes.models import ChangeReason, Cohort, Schedule


@dataclass(frozen=True)
class Choice:
    """What was chosen for one application of many."""

    application: Application
    cohort: Cohort
    funded_place: bool | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one application of many: decided, or why not."""

    application: Application
    is_decided: bool
    sentence: str = ""


def accept(*, choices: Sequence[Choice], at: datetime, by: User) -> list[Outcome]:
    """Accept each application in a transaction of its own; say of each what became of it."""
    return [
        _outcome(each.application, partial(applications.accept, **vars(each), at=at, by=by))
        for each in choices
    ]


def reject(
    *, selected: Sequence[Application], reason: ChangeReason, note: str = "", at: datetime, by: User
) -> list[Outcome]:
    """Reject each application in a transaction of its own; say of each what became of it.

    One that was accepted meanwhile stays: its place is taken back on its own page alone.
    """
    turn_down = partial(
        applications.reject, reason=reason, note=note, only_pending=True, at=at, by=by
    )
    return [_outcome(row, partial(turn_down, application=row)) for row in selected]


def _outcome(application: Application, decide: Callable[[], Application]) -> Outcome:
    try:
        return Outcome(decide(), True)
    except ValidationError as refusal:
        return Outcome(application, False, " ".join(refusal.messages))
