"""Lists of participants: uploaded, looked at, followed while a worker takes them in."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from accounts.views import imports as steps
from govuk.forms import attempt
from govuk.pages import paginate
from participants import access
from participants.actions import imports as actions
from participants.forms.imports import ImportForm
from participants.models import ParticipantImport
from participants.queries import imports as queries
from participants.rules.imports import HEADINGS
from participants.views.cohort_participants import visible_cohort


@allow(Permission.MANAGE_ENROLMENTS)
def import_participants(request: Request, reference: str) -> HttpResponse:
    """Ask for a list of participants, and lead to a look at its columns."""
    cohort = visible_cohort(request, reference)
    first_day = max(cohort.starts_on, timezone.localdate())
    form = ImportForm(request.POST or None, request.FILES or None, initial={"joined_on": first_day})
    if form.is_valid():
        uploaded = attempt(form, actions.upload, cohort=cohort, at=timezone.now(), by=request.user)
        if uploaded:
            return redirect("participants:check_import", uploaded.reference)
    context = {"cohort": cohort, "form": form, "headings": HEADINGS.values()}
    return render(request, "participants/import_participants.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def import_template(request: Request, reference: str) -> HttpResponseBase:
    """Send an empty list with our headings and one example."""
    visible_cohort(request, reference)
    return steps.template_answer(request, actions.LISTS, "participants-template")


@allow(Permission.MANAGE_ENROLMENTS)
def check_import(request: Request, reference: str) -> HttpResponse:
    """Show what the columns of a list are taken for and its first rows; start, or cancel."""
    uploaded = _uploaded(request, reference)
    if uploaded.job:
        return redirect("participants:participant_import", reference)
    cohort = uploaded.cohort
    if "cancel" in request.POST:
        to = ("participants:import_participants", cohort.reference)
        return steps.cancelled(request, actions.LISTS, uploaded, *to)
    form = steps.form_of(request, actions.LISTS, uploaded)
    if steps.confirmed(request, actions.LISTS, uploaded, form):
        return redirect("participants:participant_import", reference)
    looked = steps.looked_at(actions.LISTS, uploaded, form)
    context = {"uploaded": uploaded, "cohort": cohort} | looked
    return render(request, "participants/check_import.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def participant_import(request: Request, reference: str) -> HttpResponse:
    """Show how far an import is; when it is over, what became of the rows."""
    uploaded = _uploaded(request, reference)
    if uploaded.job is None:
        return redirect("participants:check_import", reference)
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
    return steps.errors_answer(request, _uploaded(request, reference))


def _uploaded(request: Request, reference: str) -> ParticipantImport:
    visible = access.imports_for(request.user).select_related(
        "job", "cohort__programme", "cohort__hub", "uploaded_by"
    )
    return get_object_or_404(visible, reference=reference)
