"""When a person may take, defer, leave, take up again or complete a place, and why not."""

from dataclasses import dataclass
from datetime import date

from accounts.models import School
from govuk.sentences import About
from participants.models import Enrolment, ImportRow, Participant
from participants.rules.people import are_one_person
from programmes.models import ChangeReason, Cohort

OPEN_TO_ENROLMENT = (Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.RUNNING)

HAS_A_PLACE = "This person has a place on the programme already."
NOT_THE_SAME_PERSON = (
    "Another person has this email address. Check the name, the TRN and the address."
)
TRN_OF_ANOTHER = "Another person has this TRN. Check the TRN and the email address."
ADDED_MEANWHILE = "Somebody else added this email address or TRN at the same moment. Try again."

# Which reasons of the DfE go with which status.
REASON_KINDS = {
    Enrolment.Status.DEFERRED: ChangeReason.Kind.DEFERRAL,
    Enrolment.Status.WITHDRAWN: ChangeReason.Kind.WITHDRAWAL,
}


@dataclass(frozen=True)
class Entry:
    """Somebody who is to get a place; name, email and TRN are cleaned already."""

    full_name: str
    email: str
    trn: str = ""
    date_of_birth: date | None = None
    school: School | None = None
    is_funded: bool | None = None
    joined_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """What became of an entry: `enrolled`, `already-there` or `refused`, and a sentence."""

    outcome: str
    sentence: str = ""
    enrolment: Enrolment | None = None


def already_there(enrolment: Enrolment | None) -> Answer:
    """Say that the person is in the cohort, and how to change a place that was given up."""
    sentence = "Already in the cohort."
    if enrolment and enrolment.status in (Enrolment.Status.DEFERRED, Enrolment.Status.WITHDRAWN):
        state = enrolment.get_status_display().lower()
        sentence = f"Already in the cohort, but {state}. Resume the place on the person’s page."
    elif enrolment and enrolment.provider_after_id:
        sentence = "Already in the cohort, but with another lead provider now. Take them over."
    elif enrolment and enrolment.status == Enrolment.Status.TRANSFERRED:
        sentence = (
            "Already in the cohort, but transferred. Transfer them back on the person’s page."
        )
    return Answer(ImportRow.Outcome.ALREADY_THERE, sentence, enrolment)


def obstacles_to_being(
    entry: Entry, by_email: Participant | None, by_trn: Participant | None
) -> list[str]:
    """Say why an entry cannot be the person we know by its email address or by its TRN."""
    if by_email and not are_one_person(
        entry.full_name, entry.trn, by_email.full_name, by_email.trn
    ):
        return [NOT_THE_SAME_PERSON]
    if by_trn and (by_email is None or by_trn.standing != by_email.standing):
        return [TRN_OF_ANOTHER]
    return []


def full_sentence(cohort: Cohort) -> str:
    """Say that there is no place left and what to do."""
    all_are = f"all {cohort.capacity} places are" if cohort.capacity > 1 else "its only place is"
    return f"The cohort is full: {all_are} taken. Raise its capacity first."


def obstacles_to_enrolling(cohort: Cohort, *, taken: int, joined_on: date) -> list[str]:
    """Say why nobody can join the cohort now; empty when somebody can."""
    obstacles: list[str] = []
    if cohort.status not in OPEN_TO_ENROLMENT:
        obstacles.append(f"The cohort is {cohort.get_status_display().lower()}.")
    elif taken >= cohort.capacity:
        obstacles.append(full_sentence(cohort))
    if joined_on > cohort.ends_on:
        obstacles.append(About("joined_on", f"The cohort ends on {cohort.ends_on:%-d %B %Y}."))
    return obstacles


def obstacles_to_changing(
    enrolment: Enrolment,
    status: str,
    *,
    on: date,
    today: date,
    last_change_on: date | None = None,
    last_attended_on: date | None = None,
    reason: ChangeReason | None = None,
) -> list[str]:
    """Say why the place cannot get another status from that day; empty when it can."""
    before = Enrolment.Status(enrolment.status)
    after = Enrolment.Status(status)
    if after not in Enrolment.TRANSITIONS[before]:
        return [f"A place that is {before.label.lower()} cannot become {after.label.lower()}."]
    about_the_day = []
    # A place that has not begun yet can end on its first day, before the day has come.
    if on > max(today, enrolment.joined_on):
        about_the_day.append("The date must be today or in the past.")
    earliest = max(filter(None, (enrolment.joined_on, last_change_on)))
    if on < earliest:
        about_the_day.append(
            f"The date must be {earliest:%-d %B %Y} or later, when the last change was."
        )
    if after != Enrolment.Status.ACTIVE and last_attended_on and on < last_attended_on:
        about_the_day.append(f"The participant attended a session on {last_attended_on:%-d %B %Y}.")
    obstacles: list[str] = [About("on", obstacle) for obstacle in about_the_day]
    kind = REASON_KINDS.get(after)
    if kind and (reason is None or reason.kind != kind):
        obstacles.append(About("reason", f"Select the reason for the {kind.label.lower()}."))
    return obstacles


def obstacles_to_resuming(enrolment: Enrolment) -> list[str]:
    """Say why a place that was left cannot simply be resumed; empty when it can."""
    if enrolment.status != Enrolment.Status.TRANSFERRED:
        return []
    if enrolment.provider_after_id:
        return ["They are with another lead provider now. Take them over from there."]
    return ["They were transferred. Transfer them back from the cohort where they are now."]


def obstacles_to_moving_group(
    enrolment: Enrolment, *, on: date, last_marked_on: date | None
) -> list[str]:
    """Say why the person cannot change group from that day; registers of the past stay true."""
    if enrolment.status != Enrolment.Status.ACTIVE:
        return [f"{enrolment.participant} is {enrolment.get_status_display().lower()}."]
    if last_marked_on and on <= last_marked_on:
        return [
            f"{enrolment.participant} is in the group’s register of"
            f" {last_marked_on:%-d %B %Y}. Choose a later day."
        ]
    return []
