"""A cohort's progress in one table, on screen and as a CSV file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import allow
from accounts.downloads import list_answer
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.pages import link
from participants import access
from participants.forms.progress import ProgressFilter
from participants.models import Enrolment
from participants.queries.progress.by_module import own_work
from participants.queries.progress.by_session import attendance
from participants.queries.progress.matrix import Matrix, shown
from participants.rules.progress import Count
from participants.views.cohort_participants import visible_cohort
from participants.views.progress_rows import (
    MARKER,
    MODULE_STATES,
    SESSION_CELLS,
    SESSION_STATES,
    ModuleCells,
    with_rows,
)
from programmes.models import Cohort

# Both tables: the name of its columns, what a row's number counts, and the other's name.
VIEWS = {"sessions": "Live sessions", "modules": "Activities by module"}


@allow(Permission.SEE_PARTICIPANTS)
def progress(request: Request, reference: str) -> HttpResponse:
    """Show everybody in a cohort by session or by module, on one page."""
    cohort = visible_cohort(request, reference)
    view, filters, matrix = _asked_for(request, cohort)
    by_module = view == "modules"
    context = {
        "cohort": cohort,
        "view": view,
        "views": [
            {"text": text, "href": link(request.GET, view=name), "active": name == view}
            for name, text in VIEWS.items()
        ],
        "filters": filters,
        "is_filtered": any(filters.answers.values()),
        "columns": matrix.columns,
        "count": len(matrix.lines),
        "rows": MARKER,
        "total": _total(matrix),
        "legend": _legend(by_module),
        "may_export": request.user.may(Permission.EXPORT_PARTICIPANTS),
    }
    page = render(request, "participants/progress.html", context)
    return with_rows(page, matrix.lines, ModuleCells() if by_module else SESSION_CELLS)


@allow(Permission.EXPORT_PARTICIPANTS)
def export_progress(request: Request, reference: str) -> StreamingHttpResponse:
    """Send the table that is on the screen as a file."""
    cohort = visible_cohort(request, reference)
    view, _, matrix = _asked_for(request, cohort)
    heads = ["Name", "Email", "Group", "Status", "Done", "Of"]
    heads += [f"{column.title} ({column.note})" for column in matrix.columns]
    name = f"{cohort.name} {VIEWS[view].lower()}"
    return list_answer(request, name, heads, _written(matrix, by_module=view == "modules"))


def _asked_for(request: Request, cohort: Cohort) -> tuple[str, ProgressFilter, Matrix]:
    """Return which table, its filters, and the table itself in the order asked for."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "sessions"
    groups = cohort.groups.filter(kind="seminar").order_by("position", "name", "pk")
    filters = ProgressFilter(request.GET, groups=groups)
    answers = dict(filters.answers)
    order = answers.pop("sort")
    places = access.enrolments_for(request.user).filter(cohort=cohort)
    matrix = _table(view, shown(places, **answers), cohort, at=timezone.now())
    if order == "least":
        matrix = matrix.sorted(lambda line: line.count.share)
    return view, filters, matrix


def _table(view: str, places: Any, cohort: Cohort, *, at: datetime) -> Matrix:
    if view == "modules":
        return own_work(places, cohort, on=timezone.localdate(at))
    return attendance(places, cohort, at=at)


def _total(matrix: Matrix) -> Count:
    return Count(
        sum(line.count.done for line in matrix.lines), sum(line.count.of for line in matrix.lines)
    )


def _legend(by_module: bool) -> Sequence[tuple[str, str, str]]:
    """Return class, sign and words of each kind of cell."""
    if by_module:
        return [
            (css, f"{2 if key == 'done' else 1}/2{sign}", word)
            for key, (word, sign, css) in MODULE_STATES.items()
        ]
    return [(css, sign, word) for word, sign, css in SESSION_STATES.values()]


def _written(matrix: Matrix, *, by_module: bool) -> Iterator[list[Any]]:
    statuses = dict(Enrolment.Status.choices)
    words = {state: word for state, (word, _, _) in SESSION_STATES.items()}
    for line in matrix.lines:
        start = [line.name, line.email, line.group_name, statuses[line.status]]
        cells = (
            [f"{done} of {of}" for done, of, _ in line.cells]
            if by_module
            else [words[state] for state in line.cells]
        )
        yield [*start, line.count.done, line.count.of, *cells]
