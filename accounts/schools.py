"""The DfE's register of schools: its columns, and what we keep of a row.

The register has 139 columns. Names of head teachers are among them and are never read.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import School
from accounts.models.organisation import plain

MAX_ROWS = 120_000
MEGABYTES = 100

# Our field, and the register's column.
COLUMNS = {
    "urn": "URN",
    "ukprn": "UKPRN",
    "name": "EstablishmentName",
    "local_authority": "LA (name)",
    "region": "GOR (name)",
    "phase": "PhaseOfEducation (name)",
    "type_code": "TypeOfEstablishment (code)",
    "type_name": "TypeOfEstablishment (name)",
    "status": "EstablishmentStatus (name)",
    "trust": "Trusts (name)",
    "street": "Street",
    "town": "Town",
    "postcode": "Postcode",
    "opened_on": "OpenDate",
    "closed_on": "CloseDate",
}
KEPT = (*COLUMNS, "search_text")
_LENGTHS = {each.name: each.max_length for each in School._meta.fields if each.name in COLUMNS}


def places_of(headings: Sequence[str]) -> dict[str, int]:
    """Return where in a row each of our fields stands.

    :raises ValidationError: when the file is not the register.
    """
    missing = [column for column in COLUMNS.values() if column not in headings]
    if missing:
        named = "” and “".join(missing[:2])
        more = f" and {len(missing) - 2} more" if len(missing) > 2 else ""
        raise ValidationError(
            "The selected file is not the DfE’s register of schools:"
            f" it has no column “{named}”{more}"
        )
    return {field: headings.index(column) for field, column in COLUMNS.items()}


def school_of(row: Sequence[str], places: dict[str, int]) -> School | None:
    """Return the school of a row, unsaved; None where the row names none."""
    cells = {field: row[place].strip() for field, place in places.items()}
    if not (cells["urn"].isdecimal() and cells["name"]) or len(cells["urn"]) > 10:
        return None
    given = {
        field: day_of(text) if field.endswith("_on") else text[: _LENGTHS[field]]
        for field, text in cells.items()
    }
    school = School(**given)
    school.search_text = search_text_of(school)
    return school


def search_text_of(school: School) -> str:
    """Return what a search looks through: name, town, postcode with and without its space, URN."""
    closed_up = school.postcode.replace(" ", "")
    words = f"{school.name} {school.town} {school.postcode} {closed_up} {school.urn}"
    return plain(words)[:420]


def day_of(text: str) -> date | None:
    """Read the register's dates (31-08-2024); what is no date is left out."""
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()
    except ValueError:
        return None
