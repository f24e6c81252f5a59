"""What counts as done and attended, when work is due, and what may be marked as done."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from govuk.dates import date_text
from participants.models import Attendance, Enrolment
from programmes.models import Activity, Session

LONGEST_MINUTES = 600


@dataclass(frozen=True)
class Count:
    """So many of so many: sessions attended of those held, activities done of those set."""

    done: int
    of: int

    @property
    def text(self) -> str:
        return f"{self.done} of {self.of}"

    @property
    def share(self) -> float:
        """The part that is done, for ordering; nothing asked for is nothing missing."""
        return self.done / self.of if self.of else 1.0


def is_credited(mark: str, caught_up_on: date | None) -> bool:
    """Say whether a register's mark counts as attended: being there, or catching up later."""
    return mark in Attendance.ATTENDED or caught_up_on is not None


def place_was_held(enrolment: Enrolment, day: date) -> bool:
    """Say whether the place was held on a day: what happened before or after is not counted."""
    return enrolment.joined_on <= day and (enrolment.left_on is None or day < enrolment.left_on)


def live_count(credits: Iterable[bool]) -> Count:
    """Count sessions attended of those that count, from whether each is credited."""
    known = list(credits)
    return Count(sum(known), len(known))


def session_counts(status: str, counts_to_engagement: bool | None) -> bool:
    """Say whether a session counts: cancelled and optional ones do not.

    None: the session stands for no activity of the curriculum; it counts like any other.
    """
    return status != Session.Status.CANCELLED and counts_to_engagement is not False


def due_days(last_sessions: Sequence[date | None], ends_on: date) -> list[date]:
    """Say when each module's own work is due, given the day of its last session, in sequence.

    A module is due when it meets for the last time; one that never meets, with the next that
    does; those after the last session, when the programme ends.
    """
    days: list[date] = []
    due = ends_on
    for last in reversed(last_sessions):
        due = last or due
        days.append(due)
    return days[::-1]


def next_step(
    activities: Iterable[Activity], *, done: Container[int], planned: Container[int]
) -> Activity | None:
    """Find the first activity, in the order of the programme, that is still to do.

    See it, name it, do it build on each other, so a session that is still to come (`planned`) is
    the next step before the practice that follows it. None: there is nothing to do.
    """
    for activity in activities:
        if activity.is_live:
            if activity.pk in planned:
                return activity
        elif activity.pk not in done and activity.counts_to_engagement:
            return activity
    return None


def duration_text(minutes: int) -> str:
    """45 minutes, 1 hour, 2 hours 30 minutes"""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    said = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(said) or "0 minutes"


def obstacles_to_marking_done(
    enrolment: Enrolment, activity: Activity, *, minutes: int, on: date
) -> list[str]:
    """Say why this activity cannot be marked as done on a day; empty when it can."""
    obstacles = []
    if activity.module.curriculum_id != enrolment.cohort.curriculum_id:
        obstacles.append("This activity belongs to another programme.")
    if activity.is_live:
        obstacles.append("This is a live session: whoever leads it marks who was there.")
    if on < enrolment.joined_on:
        obstacles.append(f"You can mark activities from {date_text(enrolment.joined_on)} on.")
    if enrolment.status != Enrolment.Status.ACTIVE and (
        enrolment.left_on is None or on >= enrolment.left_on
    ):
        status = enrolment.get_status_display().lower()
        obstacles.append(f"This place is {status}, so nothing more can be marked as done.")
    if not 1 <= minutes <= LONGEST_MINUTES:
        obstacles.append(f"Minutes must be between 1 and {LONGEST_MINUTES}.")
    return obstacles


def obstacles_to_undoing(enrolment: Enrolment) -> list[str]:
    """Say why what is marked as done must stay so; empty when it can be undone."""
    if enrolment.status == Enrolment.Status.ACTIVE:
        return []
    status = enrolment.get_status_display().lower()
    return [f"This place is {status}, so its record stays as it is."]
