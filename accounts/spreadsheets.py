"""Lists that come in as CSV or XLSX in whatever form a school saves them, and go out as CSV."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import workbooks

MAX_ROWS = 20_000
MAX_BYTES = 10 * 1024 * 1024
ROWS_A_CHUNK = 500
# After so many chunks of a download its reader's rights are looked at again.
CHUNKS_A_LOOK = 4
ZIP = b"PK\x03\x04"
# How much is looked at in one go.
STARTS = 1_000_000
CSV_TYPE = "text/csv; charset=utf-8"

# What a spreadsheet program would calculate or run, behind any quotes and spaces; line breaks and
# NUL in front hide it, and full-width signs count too. Such a cell leaves with an apostrophe, and
# comes back without.
RISKY = re.compile(r"""['"\s\0]*[=+\-@|\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n\0]""")
RISKY_STARTS = frozenset("'\" \t\r\n\v\f\0\xa0=+-@|\uff1d\uff0b\uff0d\uff20")
# What the csv module writes as `guarded` would.
PLAIN = frozenset({type(None), int, float, date})
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")

EMPTY = "The selected file is empty"
NO_ROWS = "The selected file has headings but no rows"
WRONG_KIND = "The selected file must be a CSV or XLSX"
OLD_WORKBOOK = (
    "The selected file is an old Excel file or has a password. Save it as CSV or XLSX without one"
)
NOT_TEXT = "The selected file is not a text file. Save it as “CSV UTF-8” and try again"


class Row(list[str]):
    """The cells of one row, at least as many as headings, and the number the row has in the file.

    More cells than headings means that the file has a value outside its columns.
    """

    def __init__(self, cells: Iterable[str], number: int) -> None:
        super().__init__(cells)
        self.number = number


class Rows(Iterator[Row]):
    """The rows of a file, read as they are asked for; `count` says how many there are."""

    def __init__(self, rows: Iterator[Row], count: int) -> None:
        self.rows, self.count = rows, count

    def __next__(self) -> Row:
        return next(self.rows)


def rows_of(
    name: str, content: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> tuple[list[str], Rows]:
    """Return a file's headings, and its rows without the blank ones.

    CSV with commas, semicolons or tabs, any line ends, UTF-8, UTF-16 or Windows-1252; or XLSX.
    The whole file is read through once before this returns, so that the rows hold no surprise.

    :raises ValidationError: with one sentence that says what to do.
    """
    if len(content) > max_bytes:
        limit = max_bytes // (1024 * 1024)
        raise ValidationError(f"The selected file must be smaller than {limit}MB", code="size")
    read = _reader(name, content, max_rows)
    headings, filled = _headings_and_filled(read())
    _refuse_headings(headings)
    count = sum(1 for _ in islice(filled, max_rows + 1))
    if count == 0:
        raise ValidationError(NO_ROWS, code="empty")
    if count > max_rows:
        raise ValidationError(f"The selected file must have {max_rows:,} rows or fewer")
    return headings, Rows(_rows(read(), len(headings)), count)


def headings_of(name: str, content: bytes) -> list[str]:
    """Return the headings of a file without reading the rest of it.

    :raises ValidationError: with one sentence that says what to do.
    """
    start = content if content.startswith(ZIP) else content[:STARTS]
    headings, _ = _headings_and_filled(_reader(name, start, 1, is_whole=False)())
    _refuse_headings(headings)
    return headings


def _reader(
    name: str, content: bytes, max_rows: int, *, is_whole: bool = True
) -> Callable[[], Iterator[list[str]]]:
    """Return what reads the cells of a file from its beginning, as often as it is called."""
    if not content.strip(b"\0 \t\r\n"):
        raise ValidationError(EMPTY, code="empty")
    if content.startswith(ZIP):
        table = workbooks.sheet_rows(content, max_rows=max_rows)
        return lambda: iter(table)
    encoding = _encoding_of(name, content, is_whole=is_whole)
    return lambda: _csv_rows(content, encoding)


def _headings_and_filled(
    table: Iterator[list[str]],
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Take the first row that is not blank as headings; return the other filled ones by number."""
    filled = ((n, cells) for n, cells in enumerate(table, start=1) if any(map(str.strip, cells)))
    headings = [cell.strip() for cell in next(filled, (0, []))[1]]
    while headings and not headings[-1]:
        headings.pop()
    return headings, filled


def _rows(table: Iterator[list[str]], width: int) -> Iterator[Row]:
    for number, filled in _headings_and_filled(table)[1]:
        cells = [unguarded(cell) for cell in filled]
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        yield Row(cells + [""] * (width - len(cells)), number)


def _refuse_headings(headings: list[str]) -> None:
    if not headings:
        raise ValidationError(EMPTY, code="empty")
    if len(headings) > workbooks.MAX_COLUMNS:
        sentence = f"The selected file must have {workbooks.MAX_COLUMNS} columns or fewer"
        raise ValidationError(sentence, code="size")
    twice = next((h for i, h in enumerate(headings) if h and h in headings[:i]), "")
    if twice:
        raise ValidationError(f"The selected file has two columns called “{twice[:60]}”")


def _encoding_of(name: str, content: bytes, *, is_whole: bool) -> str:
    """Return the encoding in which all of a file is text, since no file says it.

    :raises ValidationError: when it is no text.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(OLD_WORKBOOK, code="kind")
    if content.startswith(b"%PDF") or name.lower().endswith((".xlsx", ".xls", ".ods", ".pdf")):
        raise ValidationError(WRONG_KIND, code="kind")
    for encoding in _encodings_to_try(content):
        if _is_text(content, encoding, is_whole=is_whole):
            return encoding
    raise ValidationError(NOT_TEXT, code="not-text")


def _encodings_to_try(content: bytes) -> Sequence[str]:
    """Return the likeliest first; in UTF-16 every second byte of English is 0."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 3:
        return ("utf-16-le",)
    if start[::2].count(0) > len(start) // 3:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _is_text(content: bytes, encoding: str, *, is_whole: bool) -> bool:
    """Decode piece by piece: a register of schools has 65 MB."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(content), STARTS):
            if CONTROL.search(decoder.decode(content[at : at + STARTS])):
                return False
        decoder.decode(b"", final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(content: bytes, encoding: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV file.

    :raises ValidationError: when a quotation mark never closes or closes inside a cell, or a
        cell is longer than any answer.
    """
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    first = next((line for line in lines if line.strip()), "")
    # Excel's own way of naming the delimiter.
    named = re.fullmatch(r"sep=(.)\s*", first)
    if not named:
        lines.seek(0)
    delimiter = named[1] if named else _delimiter_of(first)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        is_long = "field limit" in str(fault)
        what = "a cell that is too long" if is_long else 'a quotation mark (") out of place'
        problem = f"The selected file has {what} near row {reader.line_num}"
        raise ValidationError(problem, code="csv") from fault


def _delimiter_of(headings: str) -> str:
    """Return what separates the headings: the commonest of comma, semicolon and tab."""
    return max(",;\t", key=re.sub(r'"[^"]*"', "", headings).count)


def guarded(cell: Any) -> Any:
    """Write a value for CSV: nothing in it will be taken for a formula."""
    match cell:
        case str():
            return f"'{cell}" if cell[:1] in RISKY_STARTS and RISKY.match(cell) else cell
        case None:
            return ""
        case bool():
            return "Yes" if cell else "No"
        case datetime():
            return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case int() | float():
            return cell
    return guarded(str(cell))


def unguarded(cell: str) -> str:
    """Take away the apostrophe that `guarded` put before a cell."""
    return cell[1:] if cell[:1] == "'" and RISKY.match(cell, 1) else cell


def csv_chunks(
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    may_go_on: Callable[[], bool] = lambda: True,
    *,
    are_guarded: bool = False,
) -> Iterator[str]:
    """Yield a CSV text with a byte order mark, the headings at once and then many rows a time.

    :raises PermissionDenied: when the reader may not have the rest.
    """
    yield "\ufeff" + csv_text([headings])
    remaining = iter(rows)
    chunks = iter(lambda: list(islice(remaining, ROWS_A_CHUNK)), [])
    for number, chunk in enumerate(chunks, start=1):
        if number % CHUNKS_A_LOOK == 0 and not may_go_on():
            raise PermissionDenied("The role ended while the list was being sent.")
        yield csv_text(chunk, are_guarded=are_guarded)


def csv_text(rows: Iterable[Sequence[Any]], *, are_guarded: bool = False) -> str:
    """Return rows as CSV, every cell guarded."""
    text = io.StringIO(newline="")
    if are_guarded:
        csv.writer(text).writerows(rows)
        return text.getvalue()
    # Nearly every one of a million cells goes out as it is; asking `guarded` takes half the time.
    csv.writer(text).writerows(
        [
            cell
            if (cell[:1] not in RISKY_STARTS if type(cell) is str else type(cell) in PLAIN)
            else guarded(cell)
            for cell in row
        ]
        for row in rows
    )
    return text.getvalue()
