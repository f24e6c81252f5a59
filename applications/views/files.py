"""Files of applications: uploaded, looked at, followed while a worker takes them in."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import allow, hubs_for, lead_providers_for
from accounts.middleware import Request
from accounts.roles import Permission
from accounts.views import imports as steps
from applications.access import imports_for
from applications.actions import files as actions
from applications.forms.files import ApplicationsForm
from applications.models import ApplicationImport
from applications.queries import files as queries
from applications.rules.files import LAYOUT
from govuk.forms import attempt
from govuk.pages import paginate
from programmes.access import sees_several_hubs


@allow(Permission.DECIDE_APPLICATIONS)
def add_applications(request: Request) -> HttpResponse:
    """Ask for a file of applications, and lead to a look at its columns."""
    user = request.user
    hubs = list(hubs_for(user).order_by("name", "pk"))
    form = ApplicationsForm(
        request.POST or None, request.FILES or None, hubs=hubs, may_choose=sees_several_hubs(user)
    )
    if form.is_valid():
        provider = get_object_or_404(lead_providers_for(user))
        given = {"lead_provider": provider, "at": timezone.now(), "by": user}
        if uploaded := attempt(form, actions.upload, **given):
            return redirect("applications:check_applications", uploaded.reference)
    context = {"form": form, "fields": LAYOUT.asked, "newest": queries.newest(user)[:5]}
    return render(request, "applications/add_applications.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def applications_template(request: Request) -> HttpResponseBase:
    """Send a file to fill in, with the headings that are read and one example."""
    return steps.template_answer(request, actions.FILES, "applications-template")


@allow(Permission.DECIDE_APPLICATIONS)
def check_applications(request: Request, reference: str) -> HttpResponse:
    """Show what the columns of a file are taken for and its first rows; start, or cancel."""
    uploaded = _uploaded(request, reference)
    if uploaded.job:
        return redirect("applications:application_import", reference)
    if "cancel" in request.POST:
        return steps.cancelled(request, actions.FILES, uploaded, "applications:add_applications")
    form = steps.form_of(request, actions.FILES, uploaded)
    if steps.confirmed(request, actions.FILES, uploaded, form):
        return redirect("applications:application_import", reference)
    context = {"uploaded": uploaded} | steps.looked_at(actions.FILES, uploaded, form)
    return render(request, "applications/check_applications.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def application_import(request: Request, reference: str) -> HttpResponse:
    """Show how far a file is; when it is over, what became of the rows."""
    uploaded = _uploaded(request, reference)
    if uploaded.job is None:
        return redirect("applications:check_applications", reference)
    if request.htmx:
        if uploaded.job.is_over:
            return HttpResponseClientRefresh()
        return render(request, "applications/_import_state.html", {"uploaded": uploaded})
    context: dict[str, Any] = {"uploaded": uploaded}
    if uploaded.job.is_over:
        rows = queries.rows_to_look_at(uploaded)
        context |= {"counts": queries.counts_of(uploaded), "page": paginate(request, rows)}
    return render(request, "applications/application_import.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def application_errors(request: Request, reference: str) -> HttpResponseBase:
    """Send the rows that were refused, each with what is wrong, to mend and upload again."""
    return steps.errors_answer(request, _uploaded(request, reference))


def _uploaded(request: Request, reference: str) -> ApplicationImport:
    visible = imports_for(request.user).select_related("job", "lead_provider", "hub", "uploaded_by")
    return get_object_or_404(visible, reference=reference)
