"""How a list of participants is read: headings, cells and faults."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import School
from accounts.spreadsheets import Row
from participants.rules.enrolments import Entry
from participants.rules.imports import HEADINGS, born, columns_of, doubles, funded, read_row

TODAY = date(2026, 11, 23)
DALE = School(pk=1, urn="141862", name="Dale Primary School")
COLUMNS = columns_of(list(HEADINGS.values()))


def cells(**given: str) -> list[str]:
    row = {"full_name": "Amina Khan", "email": "amina@example.org"} | given
    return [row.get(field, "") for field in HEADINGS]


@pytest.mark.parametrize(
    "headings",
    [
        ["Full name", "Email"],
        ["EMAIL ADDRESS", " full_name "],
        ["Surname", "Forename", "E-mail"],
        ["participant name", "Participant Email", "Favourite colour"],
        ["full_name", "email", "teacher_reference_number", "school_urn", "funded_place"],
    ],
)
def test_columns_of_tolerates_order_case_and_the_dfes_names(headings: list[str]) -> None:
    places = columns_of(headings).places

    assert {"email"} <= set(places)
    assert "full_name" in places or {"first_name", "last_name"} <= set(places)


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["Email"], "The selected file must have a column called “Full name”."),
        (["Surname", "Email"], "The selected file must have a column called “Full name”."),
        (["Name"], "The selected file must have a column called “Email”."),
        (["Name", "Full name", "Email"], "The selected file has two columns for the full name."),
    ],
)
def test_columns_of_says_what_is_missing_or_doubled(headings: list[str], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        columns_of(headings)

    assert refusal.value.messages == [sentence]


def test_columns_that_are_not_read_are_named() -> None:
    assert columns_of(["Name", "Email", "Favourite colour"]).not_read == ("Favourite colour",)


def test_a_row_becomes_an_entry() -> None:
    row = cells(trn="12/34567", date_of_birth="27/03/1985", school_urn="141862", is_funded="YES")

    entry, faults = read_row(COLUMNS, row, schools={"141862": DALE}, today=TODAY)

    expected = Entry(
        "Amina Khan", "amina@example.org", "1234567", date(1985, 3, 27), DALE, is_funded=True
    )
    assert (entry, faults) == (expected, [])


def test_every_fault_of_a_row_is_told() -> None:
    row = cells(
        full_name="",
        email="amina",
        trn="0000000",
        date_of_birth="31/02/1985",
        school_urn="999999",
        is_funded="perhaps",
    )

    entry, faults = read_row(COLUMNS, [*row, "more"], schools={}, today=TODAY)

    assert entry is None
    assert faults == [
        "The row has more cells than there are headings.",
        "Enter the full name.",
        "Enter an email address in the correct format, like name@example.com.",
        "The TRN must not be 0000000.",
        "The date of birth must be a real date, like 27/03/1985.",
        "No school has the URN 999999.",
        "The funded place must be yes or no.",
    ]


def test_a_name_in_two_columns_is_one_name() -> None:
    columns = columns_of(["Surname", "Forename", "Email"])

    entry, _ = read_row(columns, ["Khan", "Amina", "a@example.org"], schools={}, today=TODAY)

    assert entry is not None
    assert entry.full_name == "Amina Khan"


@pytest.mark.parametrize(
    "text", ["27/03/1985", "1985-03-27", "27-3-1985", "27.03.1985", "27 March 1985", "27 mar 1985"]
)
def test_born_reads_dates_as_people_write_them(text: str) -> None:
    assert born(text, today=TODAY) == date(1985, 3, 27)


@pytest.mark.parametrize("text", ["27/03/85", "03/27/1985", "1885-03-27", "23/11/2026", "31131"])
def test_born_refuses_what_is_no_birthday_of_a_teacher(text: str) -> None:
    with pytest.raises(ValidationError):
        born(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "answer"), [("", None), ("Yes", True), ("TRUE", True), ("n", False), ("0", False)]
)
def test_funded_is_yes_no_or_not_said(text: str, answer: bool | None) -> None:
    assert funded(text) is answer


def test_doubles_name_the_first_row_by_address_or_trn() -> None:
    rows = [
        Row(cells(email="a@example.org"), 2),
        Row(cells(email="A@Example.org"), 3),
        Row(cells(email="b@example.org", trn="1234567"), 5),
        Row(cells(email="c@example.org", trn="12/34567"), 6),
        Row(cells(email="not an address"), 7),
        Row(cells(email="not an address"), 8),
    ]

    assert doubles(COLUMNS, rows) == {
        3: "Row 2 has the same email address.",
        6: "Row 5 has the same TRN.",
    }
