"""A cohort's timetable: its sessions by month, and a first one stamped from the curriculum."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt, refuse
from govuk.pages import paginate, tell
from programmes.actions.drafts import Draft, draft
from programmes.actions.sessions import stamp
from programmes.forms.timetable import StampTimetableForm
from programmes.models import Cohort, Group
from programmes.queries import sessions as queries
from programmes.queries.cohorts import groups_of
from programmes.views.cohorts import visible_cohort

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from programmes.queries.cohorts import Counted


@allow(Permission.SEE_COHORTS)
def timetable(request: Request, reference: str) -> HttpResponse:
    """List a cohort's sessions by month: those to come, or those that are over."""
    cohort = visible_cohort(request, reference)
    groups = list(groups_of(cohort))
    group = next((g for g in groups if g.reference == request.GET.get("group")), None)
    shows_past = request.GET.get("show") == "past"
    rows = cohort.sessions.of_people_in(cohort, group)
    counts = queries.counts(rows, at=timezone.now())
    found = queries.listed(queries.past_or_coming(rows, past=shows_past, at=timezone.now()))
    page = paginate(request, found, per_page=100)
    context = {
        "cohort": cohort,
        "groups": groups,
        "group": group,
        "shows_past": shows_past,
        "counts": counts,
        "page": page,
        "months": queries.by_month(page),
        "may_manage": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "programmes/timetable.html", context)


@allow(Permission.MANAGE_COHORTS)
def stamp_timetable(request: Request, reference: str) -> HttpResponse:
    """Ask for a weekly slot, show what it makes, and make it when that is confirmed."""
    cohort = visible_cohort(request, reference)
    groups = groups_of(cohort)
    form = StampTimetableForm(
        request.POST or None, groups=groups, initial=_suggested(cohort, groups)
    )
    step, drafted = request.POST.get("step", "preview"), None
    if step != "change" and form.is_valid():
        drafted = _draft(form, cohort)
    if drafted and step == "confirm" and drafted.token == request.POST.get("token"):
        if made := attempt(form, stamp, cohort=cohort, by=request.user):
            tell(request, f"Timetable of {len(made)} sessions made", "Next, appoint their leads.")
            return redirect("programmes:timetable", reference)
        drafted = None
    context = {"cohort": cohort, "form": form, "draft": drafted, "is_stale": step == "confirm"}
    name = "preview_timetable" if drafted else "stamp_timetable"
    return render(request, f"programmes/{name}.html", context)


def _suggested(
    cohort: Cohort, groups: "Iterable[WithAnnotations[Group, Counted]]"
) -> dict[str, Any]:
    """Begin with every group that has no sessions, on the cohort's first day or today."""
    without = [group.reference for group in groups if not group.session_count]
    return {"groups": without, "first_on": max(cohort.starts_on, timezone.localdate())}


def _draft(form: StampTimetableForm, cohort: Cohort) -> Draft | None:
    """Lay the timetable out; what stands in its way goes on the form."""
    try:
        drafted = draft(cohort=cohort, **form.slot)
    except ValidationError as refusal:
        form.add_error("starts_at", refusal)
        return None
    if drafted.obstacles and not drafted.made:
        refuse(form, ValidationError(drafted.obstacles))
        return None
    return drafted
