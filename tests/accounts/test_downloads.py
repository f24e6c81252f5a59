"""Lists go out as CSV or XLSX in pieces, and no spreadsheet program runs what is in them."""

import csv
import io
from datetime import date
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from openpyxl import load_workbook

from accounts.downloads import book_answer, list_answer
from accounts.spreadsheets import rows_of
from accounts.written_books import LONGEST, Sheet

# What a spreadsheet program takes for a formula, or for the end of a cell before one.
STARTS = ["=", "+", "-", "@", "\t", "\r", "\0", "|", "\uff1d", " =", '"=', "\n="]
CALLS = [f"{start}SUM(1)" for start in STARTS]
AS_XLSX = RequestFactory().get("/", {"format": "xlsx"})
AS_CSV = RequestFactory().get("/")


def book_of(rows: object, **kept: object) -> bytes:
    return list_answer(AS_XLSX, "list", ["A", "B"], rows, **kept).getvalue()


def cells_of(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_csv_streams_a_file_that_excel_reads():
    answer = list_answer(AS_CSV, "café", ["A", "B"], ([n, None] for n in range(1001)))

    chunks = list(answer.streaming_content)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''caf%C3%A9.csv"
    assert chunks[0] == b"\xef\xbb\xbfA,B\r\n"
    assert [chunk.count(b"\r\n") for chunk in chunks] == [1, 500, 500, 1]


def test_workbook_streams_while_its_rows_are_made():
    made = count()
    answer = list_answer(AS_XLSX, "café", ["A", "B"], ([next(made), "x"] for _ in range(1001)))

    first = next(iter(answer.streaming_content))

    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''caf%C3%A9.xlsx"
    assert (first[:2], next(made)) == (b"PK", 0)


def test_workbook_keeps_values_as_people_read_them():
    day = date(2026, 6, 3)

    content = book_of([[day, None], [True, 1.5], [0, "0012345"], ["a & <b>", "  two  "]])

    assert cells_of(content) == [
        [("2026-06-03", "s"), (None, "n")],
        [("Yes", "s"), (1.5, "n")],
        [(0, "n"), ("0012345", "s")],
        [("a & <b>", "s"), ("  two  ", "s")],
    ]


def test_workbook_has_each_of_its_sheets_with_headings_that_stay():
    sheets = [Sheet("Rows", ["A"], [["1"]]), Sheet("What & why", ["B"], [])]

    book = load_workbook(io.BytesIO(book_answer("two", sheets).getvalue()))

    assert [(s.title, s["A1"].value, s.freeze_panes) for s in book] == [
        ("Rows", "A", "A2"),
        ("What & why", "B", "A2"),
    ]


@pytest.mark.parametrize("value", CALLS)
def test_no_start_of_a_formula_is_one_in_either_file_and_each_comes_back(value: str) -> None:
    book = book_of([[value, "x"]])
    [[(written, kind), _]] = cells_of(book)
    table = list_answer(AS_CSV, "list", ["A", "B"], [[value, "x"]]).getvalue()
    in_csv = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))

    # For what XML cannot hold at all stands a sign; everything else is the same again.
    kept = value.replace("\0", "\ufffd")
    assert (kind, written) == ("s", kept if "\0" in value else f"'{kept}")
    assert in_csv[1] == [f"'{value}", "x"]
    assert list(rows_of("list.xlsx", book)[1]) == [[kept, "x"]]


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x0c", "\ufffe", "\uffff", "\ud800"])
def test_no_sign_tears_a_workbook(sign: str) -> None:
    [[(written, _), _]] = cells_of(book_of([[f"a{sign}b", "x"]]))

    assert written == "a\ufffdb"


def test_what_is_too_long_for_a_cell_is_cut():
    [[(written, _), _]] = cells_of(book_of([["x" * 40_000, "x"]]))

    assert len(str(written)) == LONGEST


def test_cells_that_are_guarded_are_not_guarded_again():
    [[(written, _), _]] = cells_of(book_of([["'=1", "x"]], are_guarded=True))

    assert written == "'=1"


@pytest.mark.parametrize("request_", [AS_CSV, AS_XLSX])
def test_download_breaks_off_when_its_reader_may_not_go_on(request_: object) -> None:
    rows = (["x", "y"] for _ in count())
    answer = list_answer(request_, "list", ["A", "B"], rows, may_go_on=lambda: False)

    with pytest.raises(PermissionDenied):
        list(answer.streaming_content)
