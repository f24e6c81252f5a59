"""Lists as files to download: CSV, or XLSX where the address asks for it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from accounts.spreadsheets import CSV_TYPE, csv_chunks
from accounts.written_books import XLSX_TYPE, Sheet, book_chunks


def list_answer(
    request: HttpRequest,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    may_go_on: Callable[[], bool] = lambda: True,
    are_guarded: bool = False,
) -> StreamingHttpResponse:
    """Stream rows to the browser as the file that `?format=` asks for: "xlsx", or else CSV.

    `name` has no ending. `may_go_on` is asked every few thousand rows; when it says no, the
    download breaks off. Rows that `are_guarded` hold nothing but texts, and what somebody typed
    went through `guarded`.
    """
    if request.GET.get("format") == "xlsx":
        return book_answer(name, [Sheet("List", headings, rows, are_guarded)], may_go_on)
    written = csv_chunks(headings, rows, may_go_on, are_guarded=are_guarded)
    return _sent(f"{name}.csv", CSV_TYPE, written)


def book_answer(
    name: str, sheets: Sequence[Sheet], may_go_on: Callable[[], bool] = lambda: True
) -> StreamingHttpResponse:
    """Stream a workbook of several sheets."""
    return _sent(f"{name}.xlsx", XLSX_TYPE, book_chunks(sheets, may_go_on))


def _sent(name: str, kind: str, written: Iterable[str] | Iterable[bytes]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(written, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    # No proxy may hold the file back to make it smaller.
    answer["X-Accel-Buffering"] = "no"
    return answer
