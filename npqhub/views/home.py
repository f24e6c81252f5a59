"""The page that each role starts its day with."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import acts_as, allow, allow_everyone_signed_in
from accounts.middleware import Request
from accounts.roles import Permission, Role
from govuk.pages import paginate
from npqhub import queries, upkeep

# How much of a list stands on a home page.
FEW = 10


@allow_everyone_signed_in
def home(request: Request) -> HttpResponse:
    """Show what the role in force should see first."""
    user = request.user
    if user.acting is None:
        return render(request, "npqhub/home_without_role.html")
    if user.may(Permission.FOLLOW_PROGRAMME):
        return redirect("participants:my_programme")
    if user.may(Permission.LEAD_SESSIONS):
        return redirect("facilitators:my_sessions")
    if acts_as(user, Role.ADMINISTRATOR):
        items = upkeep.numbers(at=timezone.now())
        return render(request, "npqhub/home_of_administrator.html", {"items": items})
    if user.acting.lead_provider_id:
        return render(request, "npqhub/home_of_provider.html", _provider(request))
    return render(request, "npqhub/home_of_hub.html", _hub(request))


@allow(Permission.SEE_REGISTERS)
def missing_registers(request: Request) -> HttpResponse:
    """List every session that is over and has no register."""
    found = queries.missing_registers(request.user, at=timezone.now())
    page = paginate(request, queries.to_chase(found))
    return render(request, "npqhub/missing_registers.html", {"page": page})


def _hub(request: Request) -> dict[str, Any]:
    """What the leader of one hub, or a delivery partner, sees: cohort by cohort."""
    user, now = request.user, timezone.now()
    missing = queries.missing_by_cohort(user, at=now)
    lines = queries.cohort_lines(user, missing)
    total = queries.totals(lines)
    context = _shared(request, missing=sum(missing.values()))
    capacity = sum(line.cohort.capacity for line in lines)
    items = [
        _number(len(lines), "cohorts open or running", _url("programmes:cohorts")),
        _number(
            f"{total.get('taken', 0):,} of {capacity:,}",
            "places taken",
            _url("participants:participants", status="active"),
        ),
        _number(
            queries.sessions_this_week(user, at=now),
            "sessions this week",
            _url("programmes:cohorts", status="running"),
        ),
    ]
    if context["chases"]:
        items += [
            _to_do(context["missing"], "registers missing", "#registers"),
            _to_do(total.get("without_group", 0), "participants without a group", "#cohorts"),
            _to_do(total.get("without_account", 0), "participants without an account", "#cohorts"),
        ]
    return context | {"items": items, "lines": lines}


def _provider(request: Request) -> dict[str, Any]:
    """What those who look across a lead provider's hubs see: hub by hub."""
    lines = queries.hub_lines(request.user, at=timezone.now())
    total = queries.totals(lines)
    context = _shared(request, missing=total.get("missing", 0))
    attended, marked = total.get("attended", 0), total.get("marked", 0)
    weeks = f"in the last {queries.ATTENDANCE_WEEKS} weeks"
    items = [
        _number(
            f"{total.get('cohorts', 0):,}", "cohorts open or running", _url("programmes:cohorts")
        ),
        _number(
            f"{total.get('taken', 0):,} of {total.get('capacity', 0):,}",
            "places taken",
            _url("participants:participants", status="active"),
        ),
        _number(f"{100 * attended / marked:.0f}%" if marked else "None", f"attendance {weeks}"),
        _to_do(total.get("missing", 0), "registers missing", "#registers"),
    ]
    bars = [
        {
            "label": line.hub.name,
            "value": line.attendance,
            "text": f"{line.attendance}%",
            "href": _url("programmes:cohorts", hub=line.hub.reference),
        }
        for line in lines
        if line.attendance is not None
    ]
    return context | {"items": items, "lines": lines, "bars": bars, "weeks": weeks}


def _shared(request: Request, *, missing: int) -> dict[str, Any]:
    """What both show below their table: registers to chase and imports to look at."""
    user, now = request.user, timezone.now()
    sees_registers = user.may(Permission.SEE_REGISTERS)
    chased = queries.to_chase(queries.missing_registers(user, at=now))
    may_enrol = user.may(Permission.MANAGE_ENROLMENTS)
    return {
        "chases": sees_registers,
        "chased": list(chased[:FEW]) if sees_registers and missing else [],
        "missing": missing,
        "imports": list(queries.imports_with_errors(user, at=now)[:FEW]) if may_enrol else [],
        "may_enrol": may_enrol,
        "may_create": user.may(Permission.MANAGE_COHORTS),
        "window": user.acting if acts_as(user, Role.INSPECTOR) else None,
    }


def _number(number: int | str, label: str, href: str = "") -> dict[str, Any]:
    """Return a number for components/stats.html."""
    return {"number": number, "label": label, "href": href}


def _to_do(number: int, label: str, href: str) -> dict[str, Any]:
    """Return a number that should be 0, with a way to what it counts while it is not."""
    return _number(f"{number:,}", label, href if number else "") | {"warn": number > 0}


def _url(name: str, **query: str) -> str:
    return reverse(name, query=query or None)
