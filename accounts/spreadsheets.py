"""Lists that come in as CSV or XLSX in whatever form a school saves them, and go out as CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts import workbooks

MAX_ROWS = 20_000
MAX_BYTES = 10 * 1024 * 1024
ROWS_A_CHUNK = 500
CSV_TYPE = "text/csv; charset=utf-8"

# What a spreadsheet program would calculate or run, behind any quotes and spaces; line breaks and
# NUL in front hide it, and full-width signs count too. Such a cell leaves with an apostrophe, and
# comes back without.
RISKY = re.compile(r"""['"\s\0]*[=+\-@|\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n\0]""")
RISKY_STARTS = frozenset("'\" \t\r\n\v\f\0\xa0=+-@|\uff1d\uff0b\uff0d\uff20")
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


def rows_of(
    name: str, content: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> tuple[list[str], Iterator[Row]]:
    """Return a file's headings, and its rows without the blank ones.

    CSV with commas, semicolons or tabs, any line ends, UTF-8, UTF-16 or Windows-1252; or XLSX.
    The whole file is read through once before this returns, so that the rows hold no surprise.

    :raises ValidationError: with one sentence that says what to do.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise ValidationError(EMPTY, code="empty")
    if len(content) > max_bytes:
        limit = max_bytes // (1024 * 1024)
        raise ValidationError(f"The selected file must be smaller than {limit}MB", code="size")
    if content.startswith(b"PK\x03\x04"):
        table = workbooks.sheet_rows(content, max_rows=max_rows)
        headings, check = headings_and_rows(iter(table))
        again = iter(table)
    else:
        text = decoded(name, content)
        headings, check = headings_and_rows(csv_rows(text))
        again = csv_rows(text)
    refuse_oddities(headings, check, max_rows)
    return headings, headings_and_rows(again)[1]


def headings_and_rows(table: Iterator[list[str]]) -> tuple[list[str], Iterator[Row]]:
    """Take the first row that is not blank as headings; the others are the rows."""
    numbered = ((n, cells) for n, cells in enumerate(table, start=1) if any(map(str.strip, cells)))
    headings = [cell.strip() for cell in next(numbered, (0, []))[1]]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)

    def rows() -> Iterator[Row]:
        for number, cells in numbered:
            cells = [unguarded(cell) for cell in cells]
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            yield Row(cells + [""] * (width - len(cells)), number)

    return headings, rows()


def refuse_oddities(headings: list[str], rows: Iterator[Row], max_rows: int) -> None:
    """Read through once and say what is wrong with the file as a whole."""
    twice = next((h for i, h in enumerate(headings) if h and h in headings[:i]), "")
    if twice:
        raise ValidationError(f"The selected file has two columns called “{twice[:60]}”")
    count = sum(1 for _ in islice(rows, max_rows + 1))
    if not headings:
        raise ValidationError(EMPTY, code="empty")
    if count == 0:
        raise ValidationError(NO_ROWS, code="empty")
    if count > max_rows:
        raise ValidationError(f"The selected file must have {max_rows:,} rows or fewer")


def decoded(name: str, content: bytes) -> str:
    """Return the text of a file that says nothing of its encoding.

    :raises ValidationError: when it is no text.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(OLD_WORKBOOK, code="kind")
    if content.startswith(b"%PDF") or name.lower().endswith((".xlsx", ".xls", ".ods", ".pdf")):
        raise ValidationError(WRONG_KIND, code="kind")
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise ValidationError(NOT_TEXT, code="not-text")


def encodings_of(content: bytes) -> Sequence[str]:
    """Return the encodings to try, likeliest first; in UTF-16 every second byte of English is 0."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 3:
        return ("utf-16-le",)
    if start[::2].count(0) > len(start) // 3:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def csv_rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV text.

    :raises ValidationError: when a quotation mark never closes, or closes inside a cell.
    """
    start, _, rest = text.partition("\n")
    # Excel's own way of naming the delimiter.
    named = re.fullmatch(r"sep=(.)\s*", start)
    delimiter = named[1] if named else delimiter_of(text)
    reader = csv.reader(
        io.StringIO(rest if named else text, newline=""), delimiter=delimiter, strict=True
    )
    try:
        yield from reader
    except csv.Error as fault:
        where = f"out of place near row {reader.line_num}"
        problem = f'The selected file has a quotation mark (") {where}'
        raise ValidationError(problem, code="csv") from fault


def delimiter_of(text: str) -> str:
    """Return what separates the headings: the commonest of comma, semicolon and tab."""
    headings = re.split(r"[\r\n]", text.lstrip("\r\n")[:100_000], maxsplit=1)[0]
    bare = re.sub(r'"[^"]*"', "", headings)
    return max(",;\t", key=bare.count)


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


def csv_answer(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Stream rows to the browser as a CSV file that Excel opens rightly."""
    answer = StreamingHttpResponse(
        csv_chunks(headings, rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = content_disposition_header(True, name)
    # No proxy may hold the file back to make it smaller.
    answer["X-Accel-Buffering"] = "no"
    return answer


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a CSV text with a byte order mark, the headings at once and then many rows a time."""
    yield "\ufeff" + csv_text([headings])
    remaining = iter(rows)
    while chunk := list(islice(remaining, ROWS_A_CHUNK)):
        yield csv_text(chunk)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV, every cell guarded."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()
