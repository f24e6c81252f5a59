"""What allows a cohort to be created, changed and moved on, and a group to be added."""

import calendar
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from accounts.models import DeliveryPartner, Hub
from govuk.sentences import About
from programmes.models import Cohort, Curriculum, Intake, Programme

OVER = (Cohort.Status.FINISHED, Cohort.Status.CANCELLED)


def obstacles_to_creating(
    *,
    programme: Programme,
    hub: Hub,
    intake: Intake,
    curriculum: Curriculum | None,
    is_offered: bool,
) -> list[str]:
    """Say why a cohort of this programme cannot be created here; empty when it can."""
    obstacles = []
    if programme.lead_provider_id != hub.lead_provider_id:
        obstacles.append(f"{hub} does not belong to the lead provider of {programme}.")
    if not is_offered:
        obstacles.append(
            f"{programme} is not offered in {intake}. Choose another intake or programme."
        )
    if curriculum is None:
        obstacles.append(f"{programme} has no published curriculum. Publish one first.")
    return obstacles


def obstacles_to_describing(
    *,
    hub: Hub,
    intake: Intake,
    name: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    delivery_partner: DeliveryPartner | None,
    names_taken: Collection[str],
    is_partner: bool,
) -> list[str]:
    """Say what is wrong with a cohort's own facts, whether it is new or changed."""
    obstacles: list[str] = []
    if name.casefold() in {taken.casefold() for taken in names_taken}:
        taken = f"{hub} has a cohort named “{name}” already. Enter another name."
        obstacles.append(About("name", taken))
    first, last = years_to_begin(intake)
    if not first <= starts_on.year <= last:
        years = f"A cohort of {intake} begins in {first} or {last}."
        obstacles.append(About("starts_on", f"{years} Change the start date or the intake."))
    if ends_on <= starts_on:
        obstacles.append(About("ends_on", "The end date must be after the start date."))
    if capacity < 1:
        obstacles.append(About("capacity", "Capacity must be 1 or more."))
    if delivery_partner and not is_partner:
        not_one = f"{delivery_partner} is not a delivery partner in {intake}."
        obstacles.append(About("delivery_partner", not_one))
    return obstacles


def obstacles_to_changing(
    cohort: Cohort, *, sessions_outside: int, places_taken: int = 0
) -> list[str]:
    """Say why a cohort cannot have its new dates and capacity; empty when it can."""
    if cohort.status == Cohort.Status.CANCELLED:
        return ["This cohort is cancelled."]
    obstacles: list[str] = []
    if sessions_outside:
        sessions = "session is" if sessions_outside == 1 else "sessions are"
        left = f"{sessions_outside} {sessions} outside these dates. Move or cancel them first."
        obstacles.append(left)
    if places_taken and places_taken > cohort.capacity:
        places = "place is" if places_taken == 1 else "places are"
        taken = f"{places_taken:,} {places} taken. Capacity must be {places_taken:,} or more."
        obstacles.append(About("capacity", taken))
    return obstacles


def years_to_begin(intake: Intake) -> tuple[int, int]:
    """Return the years in which a cohort of an intake may begin: its start year and the next."""
    return intake.start_year, intake.start_year + 1


def is_over(intake: Intake, *, on: date) -> bool:
    """Say whether it is too late for a cohort of an intake to begin."""
    return on.year > max(years_to_begin(intake))


def obstacles_to_moving(cohort: Cohort, status: str) -> list[str]:
    """Say why a cohort cannot pass to a status; empty when it can."""
    wanted = Cohort.Status(status)
    if wanted in Cohort.TRANSITIONS[Cohort.Status(cohort.status)]:
        return []
    now = cohort.get_status_display().lower()
    return [f"A cohort that is {now} cannot become {wanted.label.lower()}."]


def obstacles_to_grouping(
    cohort: Cohort, names: Sequence[str], names_taken: Collection[str]
) -> list[str]:
    """Say why groups of these names cannot be in a cohort; empty when they can."""
    if cohort.status in OVER:
        return [f"This cohort is {cohort.get_status_display().lower()}."]
    obstacles: list[str] = []
    seen = {taken.casefold() for taken in names_taken}
    for number, name in enumerate(names, start=1):
        if name.casefold() in seen:
            taken = f"There is a group named “{name}” already. Enter another name."
            obstacles.append(About(f"name_{number}", taken))
        seen.add(name.casefold())
    return obstacles


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of a course of so many months."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(starts_on.day, longest)) - timedelta(days=1)


def names_for(count: int, stem: str, names_taken: Collection[str]) -> list[str]:
    """Propose so many names that are free: "Group 3", "Group 4"."""
    taken = {name.casefold() for name in names_taken}
    every = (f"{stem} {number}" for number in range(1, count + len(taken) + 1))
    return [name for name in every if name.casefold() not in taken][:count]
