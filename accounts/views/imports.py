"""The steps that every file on its way in goes through, for the pages of the apps above."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actions import imports as actions
from accounts.actions.imports import Kind
from accounts.downloads import book_answer, list_answer
from accounts.import_forms import ColumnsForm
from accounts.middleware import Request
from accounts.models import FileImport
from accounts.queries import imports as queries
from accounts.written_books import Sheet
from govuk.forms import attempt
from govuk.pages import tell


def confirmed(request: Request, kind: Kind, row: FileImport, form: ColumnsForm) -> bool:
    """Start the import if that was pressed, and say so; "look again" only shows the page anew."""
    if "look" in request.POST:
        return False
    started = attempt(form, actions.confirm, kind=kind, row=row, at=timezone.now(), by=request.user)
    if started:
        tell(request, "The import has started", "You can leave this page: the import goes on.")
    return bool(started)


def form_of(request: Request, kind: Kind, row: FileImport) -> ColumnsForm:
    """Return the form that says what the columns of an unconfirmed file are."""
    plan = row.plan
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        layout=kind.layout,
        headings=plan["headings"],
        guessed=plan["columns"],
    )


def looked_at(kind: Kind, row: FileImport, form: ColumnsForm) -> dict[str, Any]:
    """Return what the page shows of an unconfirmed file, read by the columns of the form."""
    sample = queries.sample_of(row, kind.layout, form.chosen)
    faults = form.layout.faults(form.chosen)
    wrong = {} if faults else kind.look(row, sample.columns, sample.rows, timezone.now())
    return {
        "form": form,
        "lines": [
            (heading, queries.examples(sample, place), form[f"column_{place}"])
            for place, heading in enumerate(row.plan["headings"])
        ],
        "faults": [] if form.is_bound else faults,
        "first_rows": [] if faults else queries.shown(sample, kind.layout, wrong),
        "sentence": "" if faults else queries.in_the_sample(sample, wrong),
    }


def cancelled(request: Request, kind: Kind, row: FileImport, to: str, *of: str) -> HttpResponse:
    """Forget an unconfirmed file, and go back to where one is uploaded."""
    actions.forget(kind=kind, row=row, by=request.user)
    tell(request, "Import cancelled", "Nothing was changed and the file is forgotten.")
    return redirect(to, *of)


def errors_answer(request: Request, row: FileImport) -> HttpResponseBase:
    """Send the rows that were refused, each with what is wrong, to mend and upload again."""
    return list_answer(request, "rows-to-mend", queries.error_headings(row), queries.errors(row))


def template_answer(request: Request, kind: Kind, name: str) -> HttpResponseBase:
    """Send a file to fill in: our headings, one example, and what each column is."""
    fields = kind.layout.asked
    headings, example = [f.heading for f in fields], [f.example for f in fields]
    if request.GET.get("format") == "xlsx":
        explained = [(f.heading, f.name, f.explains, f.example) for f in fields]
        about = ("Column", "Name in the DfE’s files", "What it holds", "Example")
        sheets = [
            Sheet("Rows", headings, [example]),
            Sheet("What each column is", about, explained),
        ]
        return book_answer(name, sheets)
    return list_answer(request, name, headings, [example])
