"""Cohorts: the list, one's overview, creating, changing and moving one on."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import audit
from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt, carried, pressed, seen_in
from govuk.pages import link, paginate, sort_by, tell
from programmes import access
from programmes.actions import cohorts as actions
from programmes.forms.cohorts import CohortFilter, CohortForm, OfferForm
from programmes.models import Cohort
from programmes.queries import cohorts as queries
from programmes.queries import sessions as session_queries
from programmes.rules.cohorts import last_day
from programmes.rules.moves import MOVES, moves_from

COLUMNS = {
    "name": ("name", "pk"),
    "hub": ("hub__name", "name", "pk"),
    "starts": ("starts_on", "name", "pk"),
    "capacity": ("capacity", "name", "pk"),
}


@allow(Permission.SEE_COHORTS)
def cohorts(request: Request) -> HttpResponse:
    """List the cohorts in the user's scope."""
    visible = access.cohorts_for(request.user)
    several = access.sees_several_hubs(request.user)
    filters = CohortFilter(request.GET, has_several_hubs=several, **queries.choices(visible))
    filters.is_valid()
    sort = sort_by(request, COLUMNS, default="-starts")
    found = queries.matching(visible, **filters.cleaned_data).order_by(*sort.fields)
    context = {
        "page": paginate(request, queries.listed(found, at=timezone.now())),
        "sort": sort,
        "filters": filters,
        "chosen": [
            {"text": text, "href": link(request.GET, **{name: "", "page": ""})}
            for name, text in filters.chosen.items()
        ],
        "kept": [(name, request.GET[name]) for name in filters.chosen],
        "several": several,
        "may_manage": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "programmes/cohorts.html", context)


@allow(Permission.SEE_COHORTS)
def cohort(request: Request, reference: str) -> HttpResponse:
    """Show a cohort's facts, what comes next, its groups and its history."""
    cohort = visible_cohort(request, reference)
    standing = session_queries.listed(cohort.sessions.standing())
    following = session_queries.past_or_coming(standing, past=False, at=timezone.now())
    sees_history = request.user.may(Permission.SEE_HISTORY)
    context = {
        "cohort": cohort,
        "groups": queries.groups_of(cohort),
        "facts": facts_of(cohort),
        "months": session_queries.by_month(following[:5]),
        "moves": moves_from(cohort),
        "history": history_of(cohort, limit=10) if sees_history else [],
        "sees_history": sees_history,
        "may_manage": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "programmes/cohort.html", context)


@allow(Permission.MANAGE_COHORTS)
def create_cohort(request: Request) -> HttpResponse:
    """Ask what is to be taught and where, then for the facts, suggested."""
    offerings = queries.offerings_of(access.programmes_to_run(request.user))
    hubs = access.hubs_to_run_at(request.user).order_by("name", "pk")
    today = timezone.localdate()
    choice = OfferForm(
        request.GET if request.GET.keys() - {"past"} else None,
        offerings=offerings,
        hubs=hubs,
        today=today,
        initial={"past": request.GET.get("past", "")},
    )
    if not choice.is_valid():
        context = {"form": choice, "has_offers": bool(offerings)}
        return render(request, "programmes/choose_offer.html", context)
    offer = choice.cleaned_data
    partners = queries.partners_in(offer["intake"], offer["hub"])
    form = CohortForm(request.POST or None, partners=partners, initial=_suggested(offer))
    if made := attempt(form, actions.create, **offer, by=request.user):
        tell(request, "Cohort created", "Next, add its groups and make its timetable.")
        return redirect("programmes:cohort", made.reference)
    return render(request, "programmes/create_cohort.html", {"form": form, **offer})


@allow(Permission.MANAGE_COHORTS)
def change_cohort(request: Request, reference: str) -> HttpResponse:
    """Change a cohort's facts."""
    cohort = visible_cohort(request, reference)
    facts = {name: getattr(cohort, name) for name in actions.FACTS}
    if cohort.delivery_partner:
        facts["delivery_partner"] = cohort.delivery_partner.reference
    partners = queries.partners_in(cohort.intake, cohort.hub)
    form = CohortForm(request.POST or None, partners=partners, initial=facts)
    given = {"cohort": cohort, "seen": seen_in(request), "by": request.user}
    if attempt(form, actions.change, **given):
        tell(request, "Cohort changed", "Everybody who sees it reads the new facts now.")
        return redirect("programmes:cohort", reference)
    seen = carried(request, form, lambda: fingerprint(audit.snapshot(cohort, *actions.FACTS)))
    context = {"form": form, "cohort": cohort, "seen": seen}
    return render(request, "programmes/change_cohort.html", context)


@allow(Permission.MANAGE_COHORTS)
def move_cohort(request: Request, reference: str, status: str) -> HttpResponse:
    """Say what follows when a cohort moves to another status, and move it."""
    cohort = visible_cohort(request, reference)
    move = MOVES.get(status)
    if move is None:
        raise Http404
    form = pressed(request)
    given = {"cohort": cohort, "status": status, "seen": seen_in(request), "by": request.user}
    if attempt(form, actions.move_to, **given):
        tell(request, move.done, move.follows)
        return redirect("programmes:cohort", reference)
    seen = carried(request, form, lambda: fingerprint(audit.snapshot(cohort, *actions.STANDING)))
    context = {"cohort": cohort, "form": form, "move": move, "seen": seen}
    return render(request, "programmes/move_cohort.html", context)


def visible_cohort(request: Request, reference: str) -> Cohort:
    """Load a cohort in the user's scope; another one is not found."""
    visible = queries.with_everything(access.cohorts_for(request.user))
    return get_object_or_404(visible, reference=reference)


def facts_of(cohort: Cohort) -> list[dict[str, str]]:
    """Return a cohort's facts as rows of a summary list."""
    dates = f"{date_text(cohort.starts_on)} to {date_text(cohort.ends_on)}"
    facts = {
        "Programme": f"{cohort.programme} ({cohort.programme.qualification.code})",
        "Intake": str(cohort.intake),
        "Dates": dates,
        "Places": f"{cohort.capacity:,}",
        "Curriculum": f"Version {cohort.curriculum.version}",
        "Delivery partner": str(cohort.delivery_partner or "None"),
    }
    return [{"key": key, "value": value} for key, value in facts.items()]


def _suggested(offer: dict[str, Any]) -> dict[str, Any]:
    """Return what a new cohort's form begins with."""
    proposed = queries.suggestion(**offer, today=timezone.localdate())
    months = offer["programme"].qualification.months
    return {
        "name": proposed.name,
        "starts_on": proposed.starts_on,
        "ends_on": last_day(proposed.starts_on, months),
        "capacity": proposed.capacity,
    }
