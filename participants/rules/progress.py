"""What counts as done and attended, what comes next, and when an activity may be marked as done."""

from datetime import date

from govuk.dates import date_text
from participants.models import Enrolment
from programmes.models import Activity

LONGEST_MINUTES = 600


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
    return [
        f"This place is {enrolment.get_status_display().lower()}, so its record stays as it is."
    ]
