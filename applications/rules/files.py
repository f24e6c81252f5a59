"""How a file of applications is read: the DfE's fields, friendlier headings, and faults of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.columns import Columns, Field, Layout, first_double
from accounts.models import Hub
from accounts.spreadsheets import Row
from applications.models import Application
from applications.rules.receiving import Received
from participants.rules.imports import born, trn_of
from participants.rules.people import clean_email, clean_name

CODES = "One of the DfE’s codes: "
YES_NO = "Yes or no, or true or false."
KEPT = "Kept with the application as it came."

LAYOUT = Layout(
    fields=(
        Field(
            "full_name", "Full name", ("name", "applicant"), "Must be there.", "Isabelle MacDonald"
        ),
        Field(
            "email", "Email", ("email address",), "Must be there.", "isabelle.macdonald@example.org"
        ),
        Field(
            "course_identifier",
            "Course",
            ("qualification", "npq", "programme", "course identifier"),
            "Must be there: the DfE’s identifier, or the short name like NPQSL.",
            "npq-senior-leadership",
        ),
        Field(
            "cohort",
            "Intake",
            ("cohort", "call-off contract"),
            "Must be there: a year, with its letter here or in a column of its own.",
            "2026b",
        ),
        Field("cohort_suffix", "Intake letter", ("cohort suffix",), "The letter after the year."),
        Field(
            "id",
            "DfE application ID",
            ("application id",),
            "The DfE’s number of the application. By it a row is known again.",
            "db3a7848-7308-4879-942a-c4a70ced400a",
        ),
        Field(
            "participant_id",
            "DfE participant ID",
            (),
            "The DfE’s number of the person.",
            "7a8fef46-3c43-42c0-b3d5-1ba5904ba562",
        ),
        Field(
            "teacher_reference_number",
            "TRN",
            ("teacher reference number",),
            "Seven digits. Lost zeros at the front are put back.",
            "1234567",
        ),
        Field(
            "teacher_reference_number_validated",
            "TRN validated",
            ("trn verified",),
            f"Whether the DfE has checked the TRN. {YES_NO}",
            "Yes",
        ),
        Field("date_of_birth", "Date of birth", ("dob",), "Day, month and year.", "27/03/1985"),
        Field("school_urn", "School URN", ("urn",), "The school’s number in the DfE’s register."),
        Field("employer_name", "Employer", (), "Where they work if not at a school.", ""),
        Field("employment_role", "Job title", ("role",), "What they do there.", ""),
        Field(
            "headteacher_status",
            "Headteacher status",
            (),
            CODES + ", ".join(Application.HeadteacherStatus.values) + ".",
            "no",
        ),
        Field(
            "funding_choice",
            "Funding choice",
            (),
            "Who pays if the DfE does not. "
            + CODES
            + ", ".join(Application.FundingChoice.values)
            + ".",
            "school",
        ),
        Field(
            "eligible_for_funding",
            "Eligible for funding",
            (),
            f"What the DfE says. {YES_NO}",
            "Yes",
        ),
        Field(
            "ineligible_for_funding_reason",
            "Reason not eligible",
            (),
            CODES + ", ".join(Application.Ineligible.values) + ".",
        ),
        Field("sponsor_name", "Sponsor name", ("line manager",), "Who agrees to release time."),
        Field("sponsor_email", "Sponsor email", ("line manager email",), "Their address."),
        Field("hub", "Hub", (), "The hub that decides, by its name. For national leaders."),
        Field("status", "Status", (), "The DfE’s: pending. Rejected ones are not taken in."),
        Field("created_at", "Applied at", ("applied on", "applied"), "Date and time.", ""),
        Field("first_name", "First name", ("forename", "given name"), is_asked=False),
        Field("last_name", "Last name", ("surname", "family name"), is_asked=False),
        *(
            Field(name, name.replace("_", " ").capitalize(), (), KEPT, is_asked=False)
            for name in (
                *("email_validated", "private_childcare_provider_urn", "school_ukprn"),
                *("works_in_school", "reason_for_rejection", "funded_place", "lead_mentor"),
                *("targeted_delivery_funding_eligibility", "teacher_catchment", "itt_provider"),
                *("teacher_catchment_country", "teacher_catchment_iso_country_code"),
                *("schedule_identifier", "senco_in_role", "senco_start_date", "updated_at"),
            )
        ),
    ),
    needed={
        "Full name": (frozenset({"full_name"}), frozenset({"first_name", "last_name"})),
        "Email": (frozenset({"email"}),),
        "Course": (frozenset({"course_identifier"}),),
        "Intake": (frozenset({"cohort"}),),
    },
)
_TEXTS = (
    *("school_urn", "employer_name", "employment_role", "headteacher_status", "funding_choice"),
    *("ineligible_for_funding_reason", "sponsor_name", "sponsor_email"),
)
_READ = frozenset(
    {
        *("full_name", "first_name", "last_name", "email", "course_identifier", "cohort"),
        *("cohort_suffix", "id", "participant_id", "teacher_reference_number", "date_of_birth"),
        *("teacher_reference_number_validated", "eligible_for_funding", "created_at", "hub"),
        *_TEXTS,
    }
)
KEPT_AS_RECEIVED = tuple(name for name in LAYOUT.headings if name not in _READ)
TRUE, FALSE = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
REJECTED = "The DfE says that this application was rejected, so it is not taken in."


@dataclass(frozen=True)
class Known:
    """What the rows of a file are read by: the courses by their short names, hubs by name."""

    courses: Mapping[str, str]
    hubs: Mapping[str, Hub]
    # The hub of every row, when the file does not say it.
    hub: Hub | None = None


def read_row(
    columns: Columns, row: Sequence[str], *, known: Known, today: date
) -> tuple[Received | None, list[str]]:
    """Return the application that a row holds, or every fault of the row as a sentence."""
    faults: list[str] = []

    def read(reading: Callable[[str], Any], name: str) -> Any:
        try:
            return reading(columns.cell(row, name))
        except ValidationError as fault:
            faults.extend(fault.messages)
            return None

    if len(row) > columns.width:
        faults.append("The row has more cells than there are headings.")
    values: dict[str, Any] = {name: columns.cell(row, name) for name in _TEXTS}
    values |= {
        "full_name": read(lambda _: clean_name(columns.name(row)), "full_name"),
        "email": read(clean_email, "email"),
        "course_identifier": read(lambda text: _course(text, known), "course_identifier"),
        "cohort": read(lambda text: _intake(text, columns.cell(row, "cohort_suffix")), "cohort"),
        "id": read(lambda text: _uuid(text, "application ID"), "id"),
        "participant_id": read(lambda text: _uuid(text, "participant ID"), "participant_id"),
        "teacher_reference_number": read(trn_of, "teacher_reference_number"),
        "date_of_birth": read(lambda text: born(text, today=today), "date_of_birth"),
        "created_at": read(_moment, "created_at"),
        "hub": read(lambda text: _hub(text, known), "hub"),
    }
    for name in ("teacher_reference_number_validated", "eligible_for_funding"):
        values[name] = read(partial(_claim, name=name), name)
    read(_status, "status")
    if faults:
        return None, faults
    values["teacher_reference_number_validated"] = bool(
        values["teacher_reference_number_validated"]
    )
    rest = {name: columns.cell(row, name) for name in KEPT_AS_RECEIVED if name in columns.places}
    came = frozenset(columns.places)
    return Received(**values, rest={k: v for k, v in rest.items() if v}, came=came), []


def doubles(columns: Columns, rows: Sequence[Row]) -> dict[int, str]:
    """Find rows that repeat an earlier one: the DfE's id, or else address, course and intake."""

    def dfe_id(of: Columns, row: Row) -> object:
        return _uuid(of.cell(row, "id"), "application ID")

    def request(of: Columns, row: Row) -> object:
        if of.cell(row, "id"):
            return None
        wanted = (of.cell(row, name).lower() for name in ("course_identifier", "cohort"))
        return (clean_email(of.cell(row, "email")), *wanted)

    keys = (("DfE application ID", dfe_id), ("email address, course and intake", request))
    return first_double(columns, rows, keys)


def _course(text: str, known: Known) -> str:
    if not text:
        raise ValidationError("Enter the course.")
    return known.courses.get(text.casefold(), text)


def _intake(text: str, letter: str) -> str:
    if not text:
        raise ValidationError("Enter the intake.")
    year = text.lower()
    return year + letter.lower() if year.isdecimal() else year


def _uuid(text: str, what: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        example = "db3a7848-7308-4879-942a-c4a70ced400a"
        raise ValidationError(f"The DfE’s {what} must look like {example}.") from None


def _claim(text: str, name: str) -> bool | None:
    word = text.casefold()
    if not word:
        return None
    if word not in TRUE | FALSE:
        raise ValidationError(f"“{LAYOUT.headings[name]}” must be yes or no.")
    return word in TRUE


def _status(text: str) -> None:
    word = text.casefold()
    if word == Application.Status.REJECTED:
        raise ValidationError(REJECTED)
    if word and word not in Application.Status.values:
        known = ", ".join(Application.Status.values)
        raise ValidationError(f"“{text[:40]}” is not a status. Use one of: {known}.")


def _hub(text: str, known: Known) -> Hub | None:
    if known.hub or not text:
        return known.hub
    if text.casefold() not in known.hubs:
        raise ValidationError(f"There is no hub “{text[:60]}” in your lead provider.")
    return known.hubs[text.casefold()]


def _moment(text: str) -> datetime | None:
    """Read when somebody applied: the DfE's moment, or a day."""
    if not text:
        return None
    fault = "The time of the application must be a real date, like 27/03/2026."
    try:
        moment = parse_datetime(text) if len(text) > 10 else None
        day = moment or datetime.strptime(text, "%d/%m/%Y" if "/" in text else "%Y-%m-%d")
    except ValueError:
        raise ValidationError(fault) from None
    if not 2017 <= day.year < 2200:
        raise ValidationError(fault)
    return day if timezone.is_aware(day) else timezone.make_aware(day)
