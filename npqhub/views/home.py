"""The page that each role starts its day with."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import acts_as, allow, allow_everyone_signed_in
from accounts.middleware import Request
from accounts.roles import Permission, Role
from applications.queries.queue import to_decide
from govuk.pages import paginate
from npqhub import numbers, queries

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
        items = numbers.of_upkeep(at=timezone.now())
        return render(request, "npqhub/home_of_administrator.html", {"items": items})
    if user.acting.lead_provider_id:
        return render(request, "npqhub/home_of_provider.html", _provider(request))
    return render(request, "npqhub/home_of_hub.html", _hub(request))


@allow(Permission.SEE_REGISTERS)
def missing_registers(request: Request) -> HttpResponse:
    """List every session that is over and has no register."""
    found = queries.missing_registers(request.user, at=timezone.now())
    page = paginate(request, queries.to_chase(found))
    context = {"page": page, "may_cancel": request.user.may(Permission.MANAGE_COHORTS)}
    return render(request, "npqhub/missing_registers.html", context)


def _hub(request: Request) -> dict[str, Any]:
    """What the leader of one hub, or a delivery partner, sees: cohort by cohort."""
    user, now = request.user, timezone.now()
    by_cohort = queries.missing_by_cohort(user, at=now)
    missing = sum(by_cohort.values())
    lines = queries.cohort_lines(user, by_cohort)
    items = numbers.of_cohorts(lines, this_week=queries.sessions_this_week(user, at=now))
    if user.may(Permission.SEE_REGISTERS):
        items += numbers.to_do_in_cohorts(lines, missing=missing)
    if user.may(Permission.DECIDE_APPLICATIONS):
        items += numbers.of_applications(to_decide(user))
    return _shared(request, missing=missing) | {"items": items, "lines": lines}


def _provider(request: Request) -> dict[str, Any]:
    """What those who look across a lead provider's hubs see: hub by hub."""
    lines = queries.hub_lines(request.user, at=timezone.now())
    bars = [
        {
            "label": line.hub.name,
            "value": line.attendance,
            "text": f"{line.attendance}%",
            "href": numbers.address("programmes:cohorts", hub=line.hub.reference),
        }
        for line in lines
        if line.attendance is not None
    ]
    items = numbers.of_hubs(lines)
    if request.user.may(Permission.DECIDE_APPLICATIONS) and lines:
        items += numbers.of_applications(lines[0].all_to_decide)
    context = {
        "items": items,
        "lines": lines,
        "bars": bars,
        "weeks": f"in the last {queries.ATTENDANCE_WEEKS} weeks",
    }
    return _shared(request, missing=sum(line.missing for line in lines)) | context


def _shared(request: Request, *, missing: int) -> dict[str, Any]:
    """What both show below: registers to chase and imports to look at."""
    user, now = request.user, timezone.now()
    sees_registers = user.may(Permission.SEE_REGISTERS)
    may_enrol = user.may(Permission.MANAGE_ENROLMENTS)
    to_do = queries.to_do(user) if user.may(Permission.SEE_CONTACTS) else []
    chased = queries.to_chase(queries.missing_registers(user, at=now))
    return {
        "chases": sees_registers,
        "chased": list(chased[:FEW]) if sees_registers and missing else [],
        "missing": missing,
        "imports": list(queries.imports_with_errors(user, at=now)[:FEW]) if may_enrol else [],
        "may_enrol": may_enrol,
        "may_contact": user.may(Permission.SEE_CONTACTS),
        "requests": [each for each in to_do if each.is_request],
        "actions": [each for each in to_do if not each.is_request],
        "today": timezone.localdate(now),
        "may_create": user.may(Permission.MANAGE_COHORTS),
        "window": user.acting if acts_as(user, Role.INSPECTOR) else None,
    }
