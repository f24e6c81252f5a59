"""How a list of participants is read: which column is which, and what is wrong with a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import School
from participants.rules import people
from participants.rules.enrolments import Entry

# The headings of our template, and what others call the same: the DfE's API and usual exports.
HEADINGS = {
    "full_name": "Full name",
    "email": "Email",
    "trn": "TRN",
    "date_of_birth": "Date of birth",
    "school_urn": "School URN",
    "is_funded": "Funded place",
}
ALIASES = {
    "fullname": "full_name",
    "name": "full_name",
    "participantname": "full_name",
    "participantfullname": "full_name",
    "firstname": "first_name",
    "forename": "first_name",
    "givenname": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "familyname": "last_name",
    "email": "email",
    "emailaddress": "email",
    "participantemail": "email",
    "trn": "trn",
    "teacherreferencenumber": "trn",
    "participanttrn": "trn",
    "dateofbirth": "date_of_birth",
    "dob": "date_of_birth",
    "birthdate": "date_of_birth",
    "schoolurn": "school_urn",
    "urn": "school_urn",
    "fundedplace": "is_funded",
    "funded": "is_funded",
    "isfunded": "is_funded",
}
EXAMPLE = ("Janet Williams", "janet.williams@example.org", "1234567", "27/03/1985", "", "Yes")

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
OLDEST = date(1920, 1, 1)


@dataclass(frozen=True)
class Columns:
    """Which cell of a row is what; the headings that are not read."""

    places: Mapping[str, int]
    width: int
    not_read: tuple[str, ...] = ()

    def cell(self, row: Sequence[str], field: str) -> str:
        place = self.places.get(field)
        return row[place].strip() if place is not None else ""

    def name(self, row: Sequence[str]) -> str:
        """Return the person's name as the row has it, in one cell or in two."""
        parts = (self.cell(row, field) for field in ("full_name", "first_name", "last_name"))
        return " ".join(filter(None, parts))


def columns_of(headings: Sequence[str]) -> Columns:
    """Find the columns by their headings, whatever their case, order and punctuation.

    :raises ValidationError: when the name or the email address has no column, or two have one.
    """
    places: dict[str, int] = {}
    not_read = []
    for place, heading in enumerate(headings):
        field = ALIASES.get(re.sub(r"[^a-z]", "", people.folded(heading)))
        if field is None:
            not_read.append(heading[:60])
        elif field in places:
            raise ValidationError(
                f"The selected file has two columns for the {HEADINGS.get(field, field).lower()}."
            )
        else:
            places[field] = place
    if "full_name" not in places and not {"first_name", "last_name"} <= set(places):
        raise ValidationError("The selected file must have a column called “Full name”.")
    if "email" not in places:
        raise ValidationError("The selected file must have a column called “Email”.")
    return Columns(places, len(headings), tuple(filter(None, not_read)))


def read_row(
    columns: Columns, row: Sequence[str], *, schools: Mapping[str, School], today: date
) -> tuple[Entry | None, list[str]]:
    """Return who a row is about, or every fault of the row as a sentence."""
    faults: list[str] = []

    def read(reading: Callable[[str], Any], text: str) -> Any:
        try:
            return reading(text)
        except ValidationError as fault:
            faults.extend(fault.messages)
            return None

    if len(row) > columns.width:
        faults.append("The row has more cells than there are headings.")
    full_name = read(people.clean_name, columns.name(row))
    email = read(people.clean_email, columns.cell(row, "email"))
    trn = read(trn_of, columns.cell(row, "trn"))
    born_on = read(lambda text: born(text, today=today), columns.cell(row, "date_of_birth"))
    school = read(lambda urn: school_of(urn, schools), columns.cell(row, "school_urn"))
    is_funded = read(funded, columns.cell(row, "is_funded"))
    if faults:
        return None, faults
    return Entry(full_name, email, trn, born_on, school, is_funded), []


def trn_of(text: str) -> str:
    """Return a TRN, also where a spreadsheet has made a number of it: 1234567.0, 1.234567E+06.

    :raises ValidationError: when it is not a TRN.
    """
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?0?6|\d{5,7}\.0+", text):
        text = f"{float(text):.0f}"
    return people.clean_trn(text)


def born(text: str, *, today: date) -> date | None:
    """Read a date of birth as people and spreadsheets write it.

    :raises ValidationError: when it is no real date, or nobody's who teaches.
    """
    if not text:
        return None
    for form in DATE_FORMS:
        try:
            day = _template_day(text) or datetime.strptime(text, form).date()
        except ValueError:
            continue
        if not OLDEST <= day < today:
            raise ValidationError("The date of birth must be in the past and after 1920.")
        return day
    raise ValidationError("The date of birth must be a real date, like 27/03/1985.")


def _template_day(text: str) -> date | None:
    """Read a day as our template writes it; `strptime` takes ten times as long."""
    day, month, year = text[:2], text[3:5], text[6:]
    if text != f"{day}/{month}/{year}" or len(year) != 4:
        return None
    if not (text.isascii() and f"{day}{month}{year}".isdecimal()):
        return None
    return date(int(year), int(month), int(day))


def school_of(urn: str, schools: Mapping[str, School]) -> School | None:
    """Return the school with a URN.

    :raises ValidationError: when the register of schools has none.
    """
    if not urn:
        return None
    if urn not in schools:
        raise ValidationError(f"No school has the URN {urn[:20]}.")
    return schools[urn]


def funded(text: str) -> bool | None:
    """Read whether the place is funded: yes, no or not said.

    :raises ValidationError: when it is none of these.
    """
    word = text.casefold()
    if not word:
        return None
    if word not in YES | NO:
        raise ValidationError("The funded place must be yes or no.")
    return word in YES


def doubles(columns: Columns, rows: Sequence[Any]) -> dict[int, str]:
    """Find rows that repeat the email address or TRN of an earlier one; say which, by number."""
    seen: dict[tuple[str, str], int] = {}
    told: dict[int, str] = {}
    for row in rows:
        for what, field, clean in (
            ("email address", "email", people.clean_email),
            ("TRN", "trn", trn_of),
        ):
            try:
                value = clean(columns.cell(row, field))
            except ValidationError:
                continue
            first = seen.setdefault((field, value), row.number) if value else row.number
            if first != row.number and row.number not in told:
                told[row.number] = f"Row {first} has the same {what}."
    return told
