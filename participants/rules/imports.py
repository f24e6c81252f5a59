"""How a list of participants is read: which column is which, and what is wrong with a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.columns import Columns, Field, Layout, first_double
from accounts.models import School
from accounts.spreadsheets import Row
from participants.rules import people
from participants.rules.enrolments import Entry

# Our columns, and what others call the same: the DfE's API and usual exports.
LAYOUT = Layout(
    fields=(
        Field(
            "full_name",
            "Full name",
            ("name", "participant name", "participant full name"),
            "First name and last name. Must be there, or else a first name and a last name.",
            "Janet Williams",
        ),
        Field(
            "email",
            "Email",
            ("email address", "participant email", "e-mail"),
            "The address at which the person reads letters. Must be there.",
            "janet.williams@example.org",
        ),
        Field(
            "trn",
            "TRN",
            ("teacher reference number", "participant trn"),
            "Teacher reference number: seven digits. Lost zeros at the front are put back.",
            "1234567",
        ),
        Field(
            "date_of_birth",
            "Date of birth",
            ("dob", "birth date"),
            "Day, month and year.",
            "27/03/1985",
        ),
        Field("school_urn", "School URN", ("urn",), "The school’s number in the DfE’s register."),
        Field(
            "is_funded",
            "Funded place",
            ("funded", "is funded"),
            "Yes or no; nothing where it is not known.",
            "Yes",
        ),
        Field("first_name", "First name", ("forename", "given name"), is_asked=False),
        Field("last_name", "Last name", ("surname", "family name"), is_asked=False),
    ),
    needed={
        "Full name": (frozenset({"full_name"}), frozenset({"first_name", "last_name"})),
        "Email": (frozenset({"email"}),),
    },
)
HEADINGS = {field.name: field.heading for field in LAYOUT.asked}

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
OLDEST = date(1920, 1, 1)


def columns_of(headings: Sequence[str]) -> Columns:
    """Find the columns by their headings, whatever their case, order and punctuation.

    :raises ValidationError: when the name or the email address has no column, or two have one.
    """
    return LAYOUT.columns(headings, LAYOUT.guess(headings))


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


def doubles(columns: Columns, rows: Sequence[Row]) -> dict[int, str]:
    """Find rows that repeat the email address or TRN of an earlier one; say which, by number."""
    return first_double(
        columns,
        rows,
        (
            ("email address", lambda of, row: people.clean_email(of.cell(row, "email"))),
            ("TRN", lambda of, row: trn_of(of.cell(row, "trn"))),
        ),
    )
