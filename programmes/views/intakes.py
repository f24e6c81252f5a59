"""The DfE's intakes with their schedules and milestones, and the calendar of school weeks."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.forms import attempt, carried, seen_in
from govuk.pages import tell
from programmes import access
from programmes.actions import calendar as actions
from programmes.forms.calendar import BankHolidayForm, HalfTermDaysForm, HalfTermForm
from programmes.models import HalfTerm, Intake
from programmes.queries import intakes as queries


@allow(Permission.SEE_PROGRAMMES)
def intakes(request: Request) -> HttpResponse:
    """List the intakes with their funding."""
    return render(request, "programmes/intakes.html", {"intakes": queries.intakes()})


@allow(Permission.SEE_PROGRAMMES)
def intake(request: Request, identifier: str) -> HttpResponse:
    """Show an intake's schedules, the milestones that are published, and what is offered."""
    found = get_object_or_404(Intake, identifier=identifier)
    context = {
        "intake": found,
        "schedules": queries.schedules_of(found),
        "programmes": queries.programmes_in(found, access.programmes_for(request.user)),
        "may_set": request.user.may(Permission.SET_PLACES),
    }
    return render(request, "programmes/intake.html", context)


@allow(Permission.SEE_PROGRAMMES)
def calendar(request: Request) -> HttpResponse:
    """Show the half terms and bank holidays of one school year."""
    years = queries.school_years()
    shown = queries.year_to_show(years, request.GET.get("year", ""), timezone.localdate())
    context = {
        "years": years,
        "shown": shown,
        "may_change": request.user.may(Permission.MANAGE_ORGANISATIONS),
    }
    return render(request, "programmes/calendar.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def add_half_term(request: Request) -> HttpResponse:
    """Add a stretch of school weeks."""
    form = HalfTermForm(request.POST or None)
    if added := attempt(form, actions.add_half_term, by=request.user):
        tell(request, f"{added} added", "New timetables use these weeks from now on.")
        return redirect("programmes:calendar")
    return render(request, "programmes/add_half_term.html", {"form": form})


@allow(Permission.MANAGE_ORGANISATIONS)
def change_half_term(request: Request, slug: str) -> HttpResponse:
    """Change the first and last day of a half term."""
    half_term = next((each for each in HalfTerm.objects.all() if each.slug == slug), None)
    if half_term is None:
        raise Http404
    days = {field: getattr(half_term, field) for field in actions.DAYS}
    form = HalfTermDaysForm(request.POST or None, initial=days)
    given = {"half_term": half_term, "seen": seen_in(request), "by": request.user}
    if changed := attempt(form, actions.change_half_term, **given):
        tell(request, f"{changed} changed", "Sessions that are planned stay where they are.")
        return redirect("programmes:calendar")
    context = {"form": form, "half_term": half_term, "history": history_of(half_term, limit=10)}
    context["seen"] = carried(request, form, lambda: fingerprint(days))
    return render(request, "programmes/change_half_term.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def add_bank_holiday(request: Request) -> HttpResponse:
    """Add a day on which no session is planned."""
    form = BankHolidayForm(request.POST or None)
    if added := attempt(form, actions.add_bank_holiday, by=request.user):
        tell(request, f"{added} added", "New timetables leave this day out from now on.")
        return redirect("programmes:calendar")
    return render(request, "programmes/add_bank_holiday.html", {"form": form})
