"""XLSX workbooks as they go out, written as they are sent: guarded like CSV, and never held whole.

A sheet is little XML; writing it here costs a fifth of what a library takes that knows styles and
formulas, neither of which a list has.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.core.exceptions import PermissionDenied

from accounts.spreadsheets import CHUNKS_A_LOOK, ROWS_A_CHUNK, guarded

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24
# What Excel takes in one cell.
LONGEST = 32_767
# What no XML can hold, not even written as a number.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    f'</sheetView></sheetViews><cols><col min="1" max="{{}}" width="{WIDTH}" customWidth="1"/>'
    "</cols><sheetData>"
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, headings and rows, whose texts may be `guarded` already."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    are_guarded: bool = False


def book_chunks(
    sheets: Sequence[Sheet], may_go_on: Callable[[], bool] = lambda: True
) -> Iterator[bytes]:
    """Yield a workbook; texts stay texts, so that nothing loses its zeros or becomes a formula.

    :raises PermissionDenied: when the reader may not have the rest.
    """
    sent = _Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _frame(sheets).items():
            archive.writestr(name, text)
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for text in _sheet(sheet, may_go_on):
                    part.write(text.encode())
                    yield sent.taken()
    yield sent.taken()


class _Sent:
    """Where an archive is written to, piece by piece; what was taken from here is on its way."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, b: bytes) -> int:
        self._waiting += b
        return len(b)

    def flush(self) -> None:
        """Keep what there is until it is taken."""

    close = flush

    def taken(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def _frame(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the parts of a workbook that say where its sheets are."""
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n in numbers
    )
    named = "".join(
        f'<sheet name={quoteattr(sheet.name[:31])} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override'
            f' PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>{kinds}</Types>'
        ),
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        ),
    }


def _sheet(sheet: Sheet, may_go_on: Callable[[], bool]) -> Iterator[str]:
    yield _HEAD.format(max(1, len(sheet.headings))) + _row(map(_safe, sheet.headings))
    remaining = iter(sheet.rows)
    chunks = iter(lambda: list(islice(remaining, ROWS_A_CHUNK)), [])
    for number, chunk in enumerate(chunks, start=1):
        if number % CHUNKS_A_LOOK == 0 and not may_go_on():
            raise PermissionDenied("The role ended while the list was being sent.")
        rows = chunk if sheet.are_guarded else (map(_safe, row) for row in chunk)
        yield "".join(map(_row, rows))
    yield "</sheetData></worksheet>"


def _safe(cell: Any) -> Any:
    """Guard a cell, without the signs that hide a formula but cannot be written anyway."""
    return guarded(UNWRITABLE.sub("\ufffd", cell) if isinstance(cell, str) else cell)


def _row(cells: Iterable[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if value == "":
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = UNWRITABLE.sub("\ufffd", value[:LONGEST])
    # A carriage return stays one only when it is written as a number.
    written = escape(text, {"\r": "&#13;"})
    return f'<c t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'
