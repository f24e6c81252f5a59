"""Deferrals: who has paused and until when, and changing the planned return."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import allow, still_acts
from accounts.downloads import list_answer
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt, carried, seen_in
from govuk.pages import link, paginate, sort_by, tell
from participants import access
from participants.actions import deferrals as actions
from participants.forms.changes import DeferralFilters, ReturnForm
from participants.queries import changes
from participants.queries import deferrals as queries
from participants.rules.deferrals import past_the_limit
from participants.views.cohort_participants import visible_enrolment

COLUMNS = {
    "urgency": ("urgency", "first_due", "pk"),
    "name": ("enrolment__participant__sort_name", "pk"),
    "deferred": ("deferred_on", "pk"),
    "return": ("returns_on", "pk"),
}


@allow(Permission.SEE_PARTICIPANTS)
def deferrals(request: Request) -> HttpResponse:
    """List who has paused: past the limit first, then by the planned return."""
    today = timezone.localdate()
    filters = _filters(request)
    sort = sort_by(request, COLUMNS, default="urgency")
    seen = access.deferrals_for(request.user)
    found = queries.narrowed(seen, today=today, **filters.answers).order_by(*sort.fields)
    page = paginate(request, found.values_list("pk", flat=True))
    context = {
        "page": replace(page, rows=queries.lines(page.rows, today=today)),
        "counts": queries.counts(seen, today=today),
        "filters": filters,
        "sort": sort,
        "q": filters.answers.get("q", ""),
        "chosen": [
            {"text": text, "href": link(request.GET, **{name: "", "page": ""})}
            for name, text in filters.chosen
        ],
        "kept": [(name, request.GET[name]) for name, _ in filters.chosen],
        "may_manage": request.user.may(Permission.MANAGE_ENROLMENTS),
        "may_export": request.user.may(Permission.EXPORT_PARTICIPANTS),
    }
    return render(request, "participants/deferrals.html", context)


@allow(Permission.EXPORT_PARTICIPANTS)
def export_deferrals(request: Request) -> HttpResponseBase:
    """Send the list as it is narrowed."""
    today = timezone.localdate()
    sort = sort_by(request, COLUMNS, default="urgency")
    seen = access.deferrals_for(request.user)
    found = queries.narrowed(seen, today=today, **_filters(request).answers)
    acts = request.user.may(Permission.MANAGE_ENROLMENTS)
    return list_answer(
        request,
        f"deferrals-{today.isoformat()}",
        queries.EXPORT_HEADINGS if acts else queries.EXPORT_HEADINGS[:-1],
        queries.export(found.order_by(*sort.fields), today=today, with_evidence=acts),
        may_go_on=lambda: still_acts(request.user, at=timezone.now()),
    )


@allow(Permission.MANAGE_ENROLMENTS)
def change_return(request: Request, reference: str) -> HttpResponse:
    """Ask when somebody who paused plans to return, and keep it."""
    place = visible_enrolment(request, reference)
    pause = queries.pause_of(place)
    known: dict[str, Any] = {}
    if pause:
        known = {"returns_on": pause.returns_on, "evidence": pause.evidence}
    form = ReturnForm(request.POST or None, initial=known)
    given = {"seen": seen_in(request), "at": timezone.now(), "by": request.user}
    if changed := attempt(form, actions.change_return, enrolment=place, **given):
        day = changed.returns_on
        heading = f"Planned return: {date_text(day)}" if day else "No return planned"
        then = past_the_limit(changed) or "They and you get a letter before that day."
        tell(request, heading, then if day else "No reminder goes out until a day is set.")
        return redirect("participants:deferrals")
    seen = carried(request, form, lambda: changes.version_of(place))
    context = {"enrolment": place, "pause": pause, "form": form, "seen": seen}
    return render(request, "participants/change_return.html", context)


def _filters(request: Request) -> DeferralFilters:
    """Return the filters, with the hubs and cohorts where somebody has paused."""
    places = queries.where_paused(access.deferrals_for(request.user))
    hubs = sorted({(hub, name) for hub, name, _, _ in places}, key=lambda hub: hub[1])
    chosen = request.GET.get("hub")
    cohorts = [(cohort, name) for hub, _, cohort, name in places if chosen in (None, "", hub)]
    return DeferralFilters(request.GET, hubs=hubs, cohorts=cohorts)
