"""Which changes of a place are open, and what follows from each: told before it is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from govuk.sentences import About
from participants.models import Enrolment
from participants.rules.enrolments import full_sentence, obstacles_to_enrolling
from programmes.models import Cohort, Intake

Status = Enrolment.Status
Funding = Intake.Funding


class Change(StrEnum):
    """What can be done to a place; the words are those of the pages' addresses."""

    DEFER = "defer"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    TRANSFER = "transfer"
    HAND_OVER = "hand-over"
    GROUP = "group"


# Which status each change gives to the place; a change of group leaves it as it is.
STATUS_AFTER = {
    Change.DEFER: Status.DEFERRED,
    Change.RESUME: Status.ACTIVE,
    Change.WITHDRAW: Status.WITHDRAWN,
    Change.COMPLETE: Status.COMPLETED,
    Change.TRANSFER: Status.TRANSFERRED,
    Change.HAND_OVER: Status.TRANSFERRED,
}


def changes_open_to(status: str) -> list[Change]:
    """Return what can be done to a place of a status, in the order in which pages offer it.

    A transferred place is taken up again by a transfer back alone.
    """
    before = Status(status)
    if before == Status.TRANSFERRED:
        return []
    reached = Enrolment.TRANSITIONS[before]
    return [change for change, after in STATUS_AFTER.items() if after in reached]


@dataclass(frozen=True)
class Done:
    """Something that a person did in a place: an activity, or a session attended for it."""

    activity: int
    module: str
    title: str
    on: date
    minutes: int


@dataclass(frozen=True)
class Carried:
    """What counts in the new place, by its activities' keys, and what has no counterpart there."""

    rows: Mapping[int, Done]
    unmatched: Sequence[str] = ()


def carried_over(done: Iterable[Done], there: Mapping[tuple[str, str], int] | None) -> Carried:
    """Match what was done with the activities of the other place.

    `there` holds its activities by module and title; None where both follow the same version.
    """
    rows: dict[int, Done] = {}
    unmatched: list[str] = []
    for each in done:
        key = each.activity if there is None else there.get(named(each.module, each.title))
        if key is None:
            unmatched.append(each.title)
        elif key not in rows or each.on < rows[key].on:
            rows[key] = each
    return Carried(rows, tuple(dict.fromkeys(unmatched)))


def named(module: str, title: str) -> tuple[str, str]:
    """Return by what an activity is recognised in another version of the programme."""
    return module.strip().casefold(), title.strip().casefold()


def funded_after(is_funded: bool | None, before: str, after: str) -> bool | None:
    """Say whether a place is funded in an intake with another funding, as the DfE sets it.

    Without funded places: no. Where all are funded the DfE keeps no answer, and when somebody
    comes from there into a capped intake it asks again.
    """
    if before == after:
        return is_funded
    return False if after == Funding.ZERO else None


def obstacles_to_transferring(
    enrolment: Enrolment, cohort: Cohort, *, there: Enrolment | None, taken: int, on: date
) -> list[str]:
    """Say why somebody cannot go on in another cohort; empty when they can."""
    if cohort.pk == enrolment.cohort_id:
        return ["They are in this cohort already. Choose another."]
    if cohort.programme_id != enrolment.programme_id:
        return ["This cohort takes another programme. Choose one of the same programme."]
    if there is not None and Status.ACTIVE not in Enrolment.TRANSITIONS[Status(there.status)]:
        return [f"They have a place in this cohort that is {there.get_status_display().lower()}."]
    obstacles = [str(each) for each in obstacles_to_enrolling(cohort, taken=taken, joined_on=on)]
    if obstacles and obstacles[0] == full_sentence(cohort):
        all_are = (
            f"all {cohort.capacity} places are" if cohort.capacity > 1 else "its only place is"
        )
        obstacles[0] = (
            f"{cohort} is full: {all_are} taken."
            " Choose another cohort, or put them on its waiting list."
        )
    if there is not None and there.left_on and on < there.left_on:
        left = f"{there.left_on:%-d %B %Y}"
        obstacles.append(About("on", f"They left this cohort on {left}. The date must be later."))
    return obstacles


@dataclass(frozen=True)
class Facts:
    """What is counted and known of a place on the day of a change."""

    # Sessions of the place from that day on, absences not caught up, activities done.
    sessions: int = 0
    absences: int = 0
    done: int = 0
    groups: Sequence[str] = ()
    holds_a_place: bool = True
    is_funded: bool | None = None
    # Who waits for a place in the cohort, in order.
    waiting: Sequence[str] = ()
    # Places that are free in the cohort that is gone to, or resumed.
    free: int = 0
    limit_months: int | None = None
    return_reminder_days: Sequence[int] = ()
    # Types of the declarations recorded for the place; a later issue records them.
    declarations: Sequence[str] = ()
    other: "OtherPlace | None" = None


@dataclass(frozen=True)
class OtherPlace:
    """The place that somebody goes to: what changes with it."""

    cohort: str
    hub: str
    same_hub: bool = True
    same_version: bool = True
    version: int = 1
    # Sessions of the whole cohort from that day on; those of a group come with the group.
    sessions: int = 0
    carried: int = 0
    unmatched: Sequence[str] = ()
    was_there: bool = False
    intake: str = ""
    same_intake: bool = True
    funding_before: str = ""
    funding_after: str = ""


def counted(number: int, noun: str) -> str:
    """1 session, 5 sessions, no session"""
    return f"{number or 'no'} {noun}{'s' if number > 1 else ''}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """A, B and C; of many the first three and how many more"""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
