"""XLSX workbooks as they go out: what somebody typed is guarded in them as in CSV."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from accounts.spreadsheets import CONTROL, guarded

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, headings and rows."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def book_of(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook; texts stay texts, so that nothing loses its zeros or becomes a formula."""
    book = Workbook(write_only=True)
    for each in sheets:
        sheet = book.create_sheet(each.name)
        sheet.freeze_panes = "A2"
        for place in range(len(each.headings)):
            sheet.column_dimensions[get_column_letter(place + 1)].width = WIDTH
        sheet.append([_written(cell) for cell in each.headings])
        for row in each.rows:
            sheet.append([_written(cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def book_answer(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Send a workbook to the browser."""
    answer = HttpResponse(book_of(sheets), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _written(cell: Any) -> Any:
    kept = guarded(cell)
    return CONTROL.sub("\ufffd", kept) if isinstance(kept, str) else kept
