"""Reading an XLSX workbook as text, having looked at its sizes before anything is unpacked."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

MAX_UNPACKED = 50 * 1024 * 1024
MAX_PARTS = 500
CHUNK = 64 * 1024
# What a part may be made of: few signs become large objects, so that size alone says little.
MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 64
MAX_ROW_CELLS = 16_384  # the columns of Excel
# These are read whole, whatever is in them.
READ_WHOLE = ("styleSheet", "workbook", "Types", "Relationships", "Properties", "coreProperties")
MOST = dict.fromkeys(READ_WHOLE, 50_000) | {"sst": 500_000}
# What a worksheet can hold at most; a row number beyond it is a forgery.
MAX_SHEET_ROWS = 1_048_576
MAX_COLUMNS = 250
MAX_CELLS = 2_000_000

UNREADABLE = "The selected file cannot be opened. Open it in Excel and save it again as CSV or XLSX"
TOO_LARGE = "The selected file holds too much to open safely. Save the sheet by itself as CSV"


def sheet_rows(content: bytes, *, max_rows: int) -> list[list[str]]:
    """Return the rows of the first sheet; a formula is its text, never its result.

    Reading stops soon after `max_rows` rows that hold something.

    :raises ValidationError: when it is no workbook, or unpacks to more than we take.
    """
    refuse_bombs(content)
    rows: list[list[str]] = []
    filled = cells = 0
    try:
        for row in _rows(content):
            rows.append(row)
            filled += bool(row)
            cells += len(row)
            if cells > MAX_CELLS:
                raise ValidationError(TOO_LARGE, code="size")
            if filled > max_rows + 1:
                break
    except ValidationError:
        raise
    except Exception as fault:  # whatever a forged or torn file makes the reader trip over
        raise ValidationError(UNREADABLE, code="unreadable") from fault
    return rows


def _rows(content: bytes) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheet = book.worksheets[0]
    # The size that a sheet claims for itself may be wrong or a trap.
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=MAX_SHEET_ROWS, max_col=MAX_COLUMNS + 1, values_only=True):
        yield [text_of(value) for value in trimmed(row)]


def refuse_bombs(content: bytes) -> None:
    """Look at what an archive says of itself and at its bare XML, before anything is built of it.

    :raises ValidationError: when it is no workbook, or more than we take.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        # An archive unpacks to no more than it says: its reader stops there.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ValidationError(TOO_LARGE, code="size")
        for part in parts:
            with archive.open(part) as stream:
                _Scan().read(stream)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise ValidationError(UNREADABLE, code="unreadable") from fault
    except (zlib.error, lzma.LZMAError) as fault:
        raise ValidationError(UNREADABLE, code="unreadable") from fault


class _Scan:
    """One part of a workbook passing by the parser of openpyxl's reader: nothing of it is kept."""

    def __init__(self) -> None:
        self.root, self.most = "", MAX_ELEMENTS
        self.elements = self.cells = self.depth = 0

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        try:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk)
        except expat.ExpatError:
            # A picture, say; the reader proper stumbles at the same sign if it needs this part.
            return

    def doctype(self, *_: object) -> None:
        """A workbook has no use for a document type; it is how entities are smuggled in."""
        raise ValidationError(UNREADABLE, code="unreadable")

    def start(self, name: str, _: object) -> None:
        self.elements += 1
        self.depth += 1
        tag = name.rpartition(":")[2]
        if not self.root:
            self.root, self.most = tag, MOST.get(tag, MAX_ELEMENTS)
        self.cells = 0 if tag == "row" else self.cells + (tag == "c")
        if self.elements > self.most or self.depth > MAX_DEPTH or self.cells > MAX_ROW_CELLS:
            raise ValidationError(TOO_LARGE, code="size")

    def end(self, _: str) -> None:
        self.depth -= 1


def trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Drop the empty cells at the end of a row."""
    width = len(row)
    if row.count(None) == width:  # the gap before a stray cell: up to a million of these
        return ()
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]


def text_of(value: Any) -> str:
    """Write a cell as a person would type it; dates as 2026-06-03, since that is never misread."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "Yes" if value else "No"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
    return str(value)
