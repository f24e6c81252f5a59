"""What may come in as a list of rows, what is refused, and what goes out."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from accounts import spreadsheets, workbooks
from accounts.spreadsheets import csv_text, rows_of

TABLE = [["Name", "Email"], ["Zoë D’Arcy", "zoe@example.org"], ["Sam O'Neill", "sam@example.org"]]


def as_csv(delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in TABLE)


def workbook_of(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal_of(name: str, content: bytes, **limits: int) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        rows_of(name, content, **limits)
    return refusal.value.messages


@pytest.mark.parametrize(
    "content",
    [
        as_csv().encode("utf-8"),
        as_csv().encode("utf-8-sig"),
        as_csv().encode("utf-16"),
        as_csv().encode("utf-16-le"),
        as_csv().encode("utf-16-be"),
        as_csv().encode("cp1252"),
        as_csv(end="\n").encode(),
        as_csv(end="\r").encode(),
        as_csv(delimiter=";").encode(),
        as_csv(delimiter="\t").encode(),
        b"sep=;\r\n" + as_csv(delimiter=";").encode(),
        b"\r\n,\r\n" + as_csv().encode() + b"\r\n,,,\r\n",
        workbook_of(TABLE),
        workbook_of([*TABLE, [None], ["", " "]]),
    ],
)
def test_file_in_any_usual_form_gives_the_same_rows(content):
    headings, rows = rows_of("people", content)

    assert [headings, *rows] == TABLE


def test_headings_are_read_without_the_rest(monkeypatch):
    monkeypatch.setattr(spreadsheets, "STARTS", 40)

    headings = spreadsheets.headings_of("people.csv", b"Name,Email\n" + "é".encode() * 99)

    assert headings == ["Name", "Email"]


def test_file_cut_off_in_a_letter_is_read_as_windows_1252():
    _, rows = rows_of("people.csv", b"Name\nZo\xc3")

    assert list(rows) == [["ZoÃ"]]


def test_rows_know_how_many_they_are():
    _, rows = rows_of("people.csv", b"Name\nSam\n\nZoe\n")

    assert rows.count == 2


def test_rows_know_their_number_in_the_file():
    _, rows = rows_of("people.csv", b"Name\n\nSam\n\nZoe\n")

    assert [(row.number, list(row)) for row in rows] == [(3, ["Sam"]), (5, ["Zoe"])]


def test_short_rows_are_filled_and_long_ones_kept():
    _, rows = rows_of("people.csv", b"Name,Email\nSam\nZoe,z@example.org,stray\n")

    assert list(rows) == [["Sam", ""], ["Zoe", "z@example.org", "stray"]]


def test_workbook_cells_become_text():
    row = [date(2026, 6, 3), datetime(2026, 6, 3, 9, 30), 1234567.0, 0.5, True, "=1+1", None, "x"]
    headings = [f"Column {number}" for number in range(8)]

    _, rows = rows_of("book.xlsx", workbook_of([headings, row]))

    assert list(rows) == [
        ["2026-06-03", "2026-06-03 09:30", "1234567", "0.5", "Yes", "=1+1", "", "x"]
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", spreadsheets.EMPTY),
        ("a.csv", b"\r\n \n", spreadsheets.EMPTY),
        ("a.csv", b",,\n,,\n", spreadsheets.EMPTY),
        ("a.csv", b"Name,Email\n", spreadsheets.NO_ROWS),
        ("a.xlsx", workbook_of([]), spreadsheets.EMPTY),
        ("a.csv", b"Name\nSam\x00\n", spreadsheets.NOT_TEXT),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x01\x02", spreadsheets.NOT_TEXT),
        ("a.csv", b"%PDF-1.7 text", spreadsheets.WRONG_KIND),
        ("a.xlsx", b"Name\nSam\n", spreadsheets.WRONG_KIND),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", spreadsheets.OLD_WORKBOOK),
        ("a.xlsx", b"PK\x03\x04 torn", workbooks.UNREADABLE),
        ("a.csv", b"Name,Name\nA,B\n", "The selected file has two columns called “Name”"),
        (
            "a.csv",
            b'Name,Email\nSam,"never closed\nZoe,b\n',
            'The selected file has a quotation mark (") out of place near row 3',
        ),
    ],
)
def test_unusable_file_is_refused_with_one_sentence(name, content, sentence):
    assert refusal_of(name, content) == [sentence]


def test_too_many_rows_are_refused():
    sentence = "The selected file must have 2 rows or fewer"

    assert refusal_of("a.csv", b"Name\n1\n2\n3\n", max_rows=2) == [sentence]
    assert refusal_of("a.xlsx", workbook_of([["Name"], *[[1]] * 9]), max_rows=2) == [sentence]


def test_file_over_the_limit_is_refused_before_it_is_read():
    assert refusal_of("a.csv", b"x" * 1_048_577, max_bytes=1_048_576) == [
        "The selected file must be smaller than 1MB"
    ]


def archive_of(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_archive_that_unpacks_to_too_much_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1_000_000)
    bomb = archive_of({"xl/worksheets/sheet1.xml": b"\0" * 1_000_001})

    assert len(bomb) < 2_000
    assert refusal_of("a.xlsx", bomb) == [workbooks.TOO_LARGE]


def test_archive_of_too_many_parts_is_refused():
    parts = {f"{number}.xml": b"" for number in range(workbooks.MAX_PARTS + 1)}

    assert refusal_of("a.xlsx", archive_of(parts)) == [workbooks.TOO_LARGE]


def test_workbook_with_a_document_type_is_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'

    assert refusal_of("a.xlsx", archive_of({"xl/workbook.xml": evil})) == [workbooks.UNREADABLE]


def test_workbook_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_CELLS", 5)

    assert refusal_of("a.xlsx", workbook_of(TABLE)) == [workbooks.TOO_LARGE]


FORMULAS = [
    *("=1+1", "+44 20", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "|cmd", " =1", '"=1', "'=1", "''+1"),
    *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "\tx"),
]


@pytest.mark.parametrize("value", FORMULAS)
def test_formula_leaves_with_an_apostrophe_and_comes_back_as_it_was(value):
    text = csv_text([["Name", "Note"], [value, "x"]])

    _, rows = rows_of("a.csv", text.encode("utf-8-sig"))

    assert text.splitlines()[1].lstrip('"').startswith("'")
    assert list(rows) == [[value, "x"]]


@pytest.mark.parametrize("value", ["O'Neill", "'quoted'", "a=b", "1-2", "Zoë", 'say "x"', "1\n2"])
def test_harmless_value_travels_unchanged(value):
    _, rows = rows_of("a.csv", csv_text([["Name"], [value]]).encode())

    assert list(rows) == [[value]]


def test_csv_values_are_written_as_people_read_them():
    day = date(2026, 6, 3)

    assert csv_text([[True, None, day, -5, 1.5]]) == "Yes,,2026-06-03,-5,1.5\r\n"
