"""Lists of participants: uploaded, followed while a worker takes them in, and what was wrong."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from accounts.spreadsheets import csv_answer
from govuk.forms import attempt
from govuk.pages import paginate, tell
from participants import access
from participants.actions import imports as actions
from participants.forms.imports import ImportForm
from participants.models import ParticipantImport
from participants.queries import imports as queries
from participants.rules.imports import EXAMPLE, HEADINGS
from participants.views.cohort_participants import visible_cohort


@allow(Permission.MANAGE_ENROLMENTS)
def import_participants(request: Request, reference: str) -> HttpResponse:
    """Ask for a list of participants, and have a worker take it in."""
    cohort = visible_cohort(request, reference)
    first_day = max(cohort.starts_on, timezone.localdate())
    form = ImportForm(request.POST or None, request.FILES or None, initial={"joined_on": first_day})
    if form.is_valid():
        uploaded = attempt(form, actions.upload, cohort=cohort, at=timezone.now(), by=request.user)
        if uploaded:
            tell(request, "List uploaded", "You can leave this page: the import goes on.")
            return redirect("participants:participant_import", uploaded.reference)
    context = {"cohort": cohort, "form": form, "headings": HEADINGS.values()}
    return render(request, "participants/import_participants.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def import_template(request: Request, reference: str) -> HttpResponseBase:
    """Send an empty list with our headings and one example."""
    visible_cohort(request, reference)
    return csv_answer("participants-template.csv", list(HEADINGS.values()), [EXAMPLE])


@allow(Permission.MANAGE_ENROLMENTS)
def participant_import(request: Request, reference: str) -> HttpResponse:
    """Show how far an import is; when it is over, what became of the rows."""
    uploaded = _uploaded(request, reference)
    if request.htmx:
        if uploaded.job.is_over:
            return HttpResponseClientRefresh()
        return render(request, "participants/_import_state.html", {"uploaded": uploaded})
    context: dict[str, Any] = {"uploaded": uploaded, "cohort": uploaded.cohort}
    if uploaded.job.is_over:
        rows = queries.rows_to_look_at(uploaded)
        context |= {"counts": queries.counts_of(uploaded), "page": paginate(request, rows)}
    return render(request, "participants/participant_import.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def import_errors(request: Request, reference: str) -> HttpResponseBase:
    """Send the rows that were refused, each with what is wrong, to mend and upload again."""
    uploaded = _uploaded(request, reference)
    headings = [*queries.ERROR_HEADINGS, *uploaded.job.params.get("headings", [])]
    return csv_answer("rows-to-mend.csv", headings, queries.errors(uploaded))


def _uploaded(request: Request, reference: str) -> ParticipantImport:
    visible = access.imports_for(request.user).select_related(
        "job", "cohort__programme", "cohort__hub", "uploaded_by"
    )
    return get_object_or_404(visible.defer("stored_file"), reference=reference)
