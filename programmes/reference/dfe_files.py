"""Finds and reads the DfE's own files: as they stand, with their two ways of writing a day."""

from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError

from programmes.reference import DFE
from programmes.reference.reading import Entry, rows

INTAKES = "cohorts.csv"
SCHEDULES = "schedules.csv"
SCHOOLS = "gias_sample.csv"

# The DfE's NPQ service knows no intake before this year; its older file does.
FIRST_YEAR = 2021
GROUPS = {
    "npq_leadership": "leadership",
    "npq_specialist": "specialist",
    "npq_ehco": "ehco",
    "npq_aso": "support",
}


def find(name: str, folder: Path | None) -> Path:
    """Return the file of a name in a folder or below it; the one we carry where it is not there."""
    found = sorted((folder or DFE).rglob(name))
    if len(found) > 1:
        raise ValidationError(f"{name}: the folder has it more than once.")
    if found:
        return found[0]
    if folder is None:
        raise ValidationError(f"{name}: the DfE's files have no such file.")
    return find(name, None)


def registrations(folder: Path | None) -> dict[str, dict[str, object]]:
    """Return when registration began, by intake, and where that is written."""
    columns = ("start-year", "registration-start-date", "npq-registration-start-date")
    return {
        f"{_year(row, 'start-year')}a": {
            "where": row.where,
            "registration_starts_on": row.day("npq-registration-start-date")
            or row.day("registration-start-date"),
        }
        for row in rows(find(INTAKES, folder), columns)
        if _year(row, "start-year") >= FIRST_YEAR
    }


def milestones(folder: Path | None) -> Iterator[tuple[Entry, dict[str, object]]]:
    """Give the NPQ rows of the DfE's schedules, each with its schedule and one declaration."""
    columns = (
        "type",
        "schedule-identifier",
        "schedule-name",
        "schedule-cohort-year",
        "milestone-declaration-type",
        "milestone-start-date",
        "milestone-date",
        "milestone-payment-date",
    )
    for row in rows(find(SCHEDULES, folder), columns):
        if not row.text("type").startswith("npq"):
            continue
        if row.text("type") not in GROUPS:
            raise row.refuse(f"“{row.text('type')}” is not a type of NPQ schedule.")
        deadline_on, payment_on = row.day("milestone-date"), row.day("milestone-payment-date")
        yield (
            row,
            {
                "intake": f"{_year(row, 'schedule-cohort-year')}a",
                "identifier": row.text("schedule-identifier"),
                "name": row.text("schedule-name"),
                "course_group": GROUPS[row.text("type")],
                "declaration_type": row.text("milestone-declaration-type"),
                "starts_on": row.day("milestone-start-date"),
                "deadline_on": deadline_on,
                # Without a milestone date the payment date is a placeholder: see SOURCES.md.
                "payment_on": payment_on if deadline_on else None,
            },
        )


def offers(name: str, folder: Path | None) -> Iterator[tuple[Entry, str, str]]:
    """Give each lead provider's name and course identifier from one of the DfE's files."""
    columns = ("course_identifier", "lead_provider_name")
    for row in rows(find(name, folder), columns):
        yield row, row.text("lead_provider_name"), row.text("course_identifier")


def _year(row: Entry, name: str) -> int:
    text = row.text(name)
    if not (text.isdecimal() and len(text) == 4):
        raise row.refuse(f"“{name}” must be a year of 4 numbers, not “{text}”.")
    return int(text)
