"""Reading an XLSX workbook as text, having looked at its sizes before anything is unpacked."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
# What a worksheet can hold at most; a row number beyond it is a forgery.
MAX_SHEET_ROWS = 1_048_576
MAX_COLUMNS = 250
MAX_CELLS = 2_000_000

UNREADABLE = "The selected file cannot be opened. Open it in Excel and save it again as CSV or XLSX"
TOO_LARGE = "The selected file unpacks to more than 100MB. Save the sheet by itself as CSV"


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
    for row in sheet.iter_rows(max_row=MAX_SHEET_ROWS, max_col=MAX_COLUMNS, values_only=True):
        yield [text_of(value) for value in trimmed(row)]


def refuse_bombs(content: bytes) -> None:
    """Look at the archive's own list of parts and refuse what would unpack to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ValidationError(TOO_LARGE, code="size")
        # A workbook has no use for a document type; it is how entities are smuggled in.
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
                raise ValidationError(UNREADABLE, code="unreadable")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise ValidationError(UNREADABLE, code="unreadable") from fault


def trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Drop the empty cells at the end of a row."""
    width = len(row)
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
