"""An application as it comes, by the DfE's field names, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from accounts.models import Hub
from applications.models import Application
from participants.rules.people import clean_email, clean_name, clean_trn, sort_name

# Our field, and the attribute of the entry that it is read from, where that is all there is to it.
PLAIN = {
    "dfe_id": "id",
    "dfe_participant_id": "participant_id",
    "date_of_birth": "date_of_birth",
    "employer": "employer_name",
    "job_title": "employment_role",
    "headteacher_status": "headteacher_status",
    "sponsor_name": "sponsor_name",
    "funding_choice": "funding_choice",
    "eligible_for_funding": "eligible_for_funding",
    "ineligible_because": "ineligible_for_funding_reason",
}
# What a later message of the DfE's may change while nobody has decided.
CHANGEABLE = (
    *PLAIN,
    *("full_name", "sort_name", "email", "trn", "trn_verified", "school", "sponsor_email"),
    *("programme", "intake", "as_received", "search_text"),
)
# The same for what is read of more than one answer, or of another row.
TOLD_BY = PLAIN | {
    "trn": "teacher_reference_number",
    "trn_verified": "teacher_reference_number_validated",
    "school": "school_urn",
    "sponsor_email": "sponsor_email",
}
NOT_THEIRS = (
    "The application is not with your hub, or its DfE application ID belongs to another one."
    " Nothing was changed: check the ID, or ask a national leader of your lead provider."
)
_CHOICES = {
    "headteacher_status": Application.HeadteacherStatus,
    "funding_choice": Application.FundingChoice,
    "ineligible_because": Application.Ineligible,
}
_LONGEST = {"employer": 200, "job_title": 160, "sponsor_name": 200}


class Outcome(TextChoices):
    RECEIVED = "received", "Received"
    CHANGED = "changed", "Changed"
    ALREADY_THERE = "already-there", "Already there"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True, kw_only=True)
class Received:
    """One application as it came; the names are the DfE's, then those that a file adds."""

    full_name: str
    email: str
    course_identifier: str
    # "2026b", or the bare year where the year has one intake.
    cohort: str
    id: UUID | None = None
    participant_id: UUID | None = None
    teacher_reference_number: str = ""
    teacher_reference_number_validated: bool = False
    school_urn: str = ""
    employer_name: str = ""
    employment_role: str = ""
    headteacher_status: str = ""
    funding_choice: str = ""
    eligible_for_funding: bool | None = None
    ineligible_for_funding_reason: str = ""
    created_at: datetime | None = None
    date_of_birth: date | None = None
    sponsor_name: str = ""
    sponsor_email: str = ""
    # None: to no hub yet.
    hub: Hub | None = None
    # The DfE's names that the sender has a word about; None: all of them.
    came: frozenset[str] | None = None
    # What else came, by its own names.
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What became of one entry, and a sentence about it."""

    outcome: str
    sentence: str = ""
    application: Application | None = None


def cleaned(entry: Received) -> dict[str, Any]:
    """Return an entry's own answers by our field names; related rows are added by the action.

    :raises ValidationError: with a sentence for what is wrong.
    """
    values: dict[str, Any] = {ours: getattr(entry, theirs) for ours, theirs in PLAIN.items()}
    values["full_name"] = clean_name(entry.full_name)
    values["sort_name"] = sort_name(values["full_name"])
    values["email"] = clean_email(entry.email)
    values["trn"] = clean_trn(entry.teacher_reference_number)
    values["trn_verified"] = entry.teacher_reference_number_validated and bool(values["trn"])
    values["sponsor_email"] = clean_email(entry.sponsor_email) if entry.sponsor_email else ""
    values["as_received"] = dict(entry.rest)
    if faults := [
        *(fault for name in _CHOICES for fault in _faults_of_choice(name, values[name])),
        *(fault for name in _LONGEST for fault in _faults_of_length(name, values[name])),
    ]:
        raise ValidationError(faults)
    return values


def _faults_of_choice(name: str, value: str) -> list[str]:
    known = _CHOICES[name].values
    if value and value not in known:
        words = name.replace("_", " ")
        return [f"“{value[:40]}” is not a {words}. Use one of: {', '.join(known)}."]
    return []


def _faults_of_length(name: str, value: str) -> list[str]:
    longest = _LONGEST[name]
    if len(value) > longest:
        words = name.replace("_", " ")
        return [f"The {words} must be {longest} characters or fewer."]
    return []


def already_there(application: Application, *, differs: bool) -> Answer:
    """Say that the application is here, and that nothing of a decided one is changed."""
    if application.status == Application.Status.PENDING or not differs:
        return Answer(Outcome.ALREADY_THERE, "Already there, nothing changed.", application)
    state = application.get_status_display().lower()
    sentence = f"Already {state} here, so its details were left as they are."
    return Answer(Outcome.ALREADY_THERE, sentence, application)
