"""The review queue, one application, and each decision about it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import allow, hubs_for, still_acts
from accounts.downloads import list_answer
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.queries.saved_views import views_of
from accounts.roles import Permission
from applications.access import applications_for
from applications.actions import applications as actions
from applications.forms.applications import (
    AcceptForm,
    FundedPlaceForm,
    HubForm,
    QueueFilters,
    RejectForm,
    WaitForm,
)
from applications.models import Application
from applications.queries import agreements, exports, one, queue
from applications.queries.changes import version_of
from applications.queries.decisions import plan_of
from govuk.forms import Form, attempt
from govuk.pages import link, paginate, sort_by, tell
from participants.views.changes import carried
from programmes.access import sees_several_hubs

COLUMNS = {
    "applied": ("applied_at", "pk"),
    "name": ("sort_name", "pk"),
    "school": ("workplace", "sort_name", "pk"),
}


@allow(Permission.DECIDE_APPLICATIONS)
def applications(request: Request) -> HttpResponse:
    """List applications in scope, narrowed, sorted and searched, to decide one or many."""
    user, heaps = request.user, queue.heaps_for(request.user)
    filters = QueueFilters(request.GET, heaps=heaps)
    wanted, scope = filters.wanted, applications_for(user)
    sort = sort_by(request, COLUMNS, default="applied")
    found = queue.in_order(queue.matching(scope, wanted), sort.fields)
    head = queue.head_of(user, heaps, wanted, on=timezone.localdate())
    chosen = [(n, text, link(request.GET, **{n: "", "page": ""})) for n, text in filters.chosen]
    context = {
        "page": paginate(request, queue.lines(scope, found)),
        "sort": sort,
        "filters": filters,
        "wanted": wanted,
        "head": head,
        "chosen": [{"text": text, "href": href} for _, text, href in chosen],
        "kept": [(name, request.GET[name]) for name, _, _ in chosen],
        "narrowed": bool(chosen or wanted.q),
        "saved": views_of(request, "applications:applications"),
        "any_at_all": bool(heaps),
        "several_hubs": sees_several_hubs(user),
        "has_states": wanted.status in (queue.WAITING, queue.EVERY),
    }
    return render(request, "applications/applications.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def export_applications(request: Request) -> HttpResponseBase:
    """Send the queue as it is narrowed and sorted, under the headings of a file that comes in."""
    filters = QueueFilters(request.GET, heaps=queue.heaps_for(request.user))
    found = queue.matching(applications_for(request.user), filters.wanted)
    sort = sort_by(request, COLUMNS, default="applied")
    return list_answer(
        request,
        f"applications-{timezone.localdate().isoformat()}",
        exports.HEADINGS,
        exports.rows(queue.in_order(found, sort.fields)),
        may_go_on=lambda: still_acts(request.user, at=timezone.now()),
    )


@allow(Permission.DECIDE_APPLICATIONS)
def application(request: Request, reference: str) -> HttpResponse:
    """Show everything known of an application; accept it with one press of the button."""
    row = _application(request, reference)
    others = one.others_like(row, request.user)
    plan = plan_of([row], user=request.user, on=timezone.localdate(), others=others)
    [proposal] = plan.proposals
    form = AcceptForm(request.POST or None, proposal=proposal)
    accept = actions.accept
    if done := attempt(form, accept, application=row, at=timezone.now(), by=request.user):
        cohort = done.enrolment.cohort if done.enrolment else ""
        return _next(request, row, f"Accepted: {row}, {cohort}")
    context = {
        "application": row,
        "form": form,
        "wait_form": WaitForm(proposal=proposal),
        "proposal": proposal,
        "doubles": one.doubles_of(row, others, request.user),
        "history": history_of(row),
        "agreements": agreements.cells_on(row, today=timezone.localdate()),
        "several_hubs": sees_several_hubs(request.user),
    }
    return render(request, "applications/application.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def reject_application(request: Request, reference: str) -> HttpResponse:
    """Ask why an application is turned down, and say so to the applicant."""
    row = _application(request, reference)
    form = RejectForm(request.POST or None)
    given = {"application": row, "seen": request.POST.get("seen", ""), "by": request.user}
    if attempt(form, actions.reject, **given, at=timezone.now()):
        return _next(request, row, f"Rejected: {row}")
    return _ask(request, row, form, "applications/reject_application.html")


@allow(Permission.DECIDE_APPLICATIONS)
def wait_application(request: Request, reference: str) -> HttpResponse:
    """Ask for which full cohort somebody is to wait, and put them on its list."""
    row = _application(request, reference)
    [proposal] = plan_of([row], user=request.user, on=timezone.localdate()).proposals
    form = WaitForm(request.POST or None, proposal=proposal)
    wait = actions.put_on_waiting_list
    if attempt(form, wait, application=row, at=timezone.now(), by=request.user):
        return _next(request, row, f"On the waiting list: {row}")
    return _ask(request, row, form, "applications/wait_application.html", proposal=proposal)


@allow(Permission.DECIDE_APPLICATIONS)
def fund_application(request: Request, reference: str) -> HttpResponse:
    """Ask whether an accepted applicant has a funded place, and change it."""
    row = _application(request, reference)
    form = FundedPlaceForm(
        request.POST or None, initial={"funded_place": "yes" if row.funded_place else "no"}
    )
    given = {"application": row, "seen": request.POST.get("seen", ""), "by": request.user}
    if attempt(form, actions.change_funded_place, **given):
        tell(request, "Funded place changed", "The participant’s place says the same.")
        return redirect("applications:application", reference)
    return _ask(request, row, form, "applications/fund_application.html")


@allow(Permission.DECIDE_APPLICATIONS)
def give_application(request: Request, reference: str) -> HttpResponse:
    """Ask which hub decides an application, and give it there."""
    row = _application(request, reference)
    form = HubForm(request.POST or None, hubs=hubs_for(request.user), initial={"hub": row.hub})
    given = {"application": row, "seen": request.POST.get("seen", ""), "by": request.user}
    if done := attempt(form, actions.give_to_hub, **given):
        tell(request, f"Given to {done.hub}", "Its leaders see the application in their queue.")
        return redirect("applications:application", reference)
    return _ask(request, row, form, "applications/give_application.html")


def _application(request: Request, reference: str) -> Application:
    return get_object_or_404(one.visible(request.user), reference=reference)


def _ask(
    request: Request, row: Application, form: Form, template: str, **more: Any
) -> HttpResponse:
    seen = carried(request, form, lambda: version_of(row))
    return render(request, template, {"application": row, "form": form, "seen": seen} | more)


def _next(request: Request, row: Application, heading: str) -> HttpResponse:
    """Go on with the next one that is to be decided in the queue that one came from."""
    heaps = queue.heaps_for(request.user)
    filters = QueueFilters(request.GET, heaps=heaps)
    found = queue.matching(applications_for(request.user), filters.wanted)
    found = queue.with_status(found, Application.Status.PENDING)
    kept = f"?{query}" if (query := request.GET.urlencode()) else ""
    left = found.count()
    if not left:
        tell(request, heading, "Nothing is left to decide here.")
        return redirect(reverse("applications:applications") + kept)
    fields = sort_by(request, COLUMNS, default="applied").fields
    tell(request, heading, f"{left} to go. This is the next one.")
    following = queue.next_after(row, found, fields)
    return redirect(reverse("applications:application", args=[following]) + kept)
