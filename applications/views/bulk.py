"""Many applications decided at once: one page that says what would happen, then what did."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from applications.actions import selections as actions
from applications.actions.selections import Choice, Outcome
from applications.forms.applications import AcceptManyForm, QueueFilters, RejectManyForm
from applications.models import Application
from applications.queries import one, queue
from applications.queries.decisions import Plan, plan_of
from applications.rules.applications import obstacles_to_rejecting
from govuk.forms import attempt
from govuk.pages import link, paginate, tell

ACCEPTED_ALONE = "Accepted already. Reject it on its own page, which says what follows."
# More than these would keep somebody waiting for the answer.
MOST = 100


@allow(Permission.DECIDE_APPLICATIONS)
def accept_applications(request: Request) -> HttpResponse:
    """Say to which cohort each would go and who cannot be accepted; accept the rest."""
    rows, more = _picked(request)
    plan = plan_of(rows, user=request.user, on=timezone.localdate(), each_is_looked_at=False)
    form = AcceptManyForm(request.POST or None, digest=_digest(_told_of(plan)))
    if form.is_valid():
        now = timezone.now()
        outcomes = actions.accept(choices=_choices(plan), at=now, by=request.user)
        return _told(request, outcomes, "Accepted", now)
    context = {"plan": plan, "form": form, "more": more, "back": _back(request)}
    return render(request, "applications/accept_applications.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def reject_applications(request: Request) -> HttpResponse:
    """Ask why many applications are turned down, and say so to the applicants."""
    rows, more = _picked(request)
    possible = [row for row in rows if row.status == Application.Status.PENDING]
    form = RejectManyForm(request.POST or None, digest=_digest(row.reference for row in possible))
    now = timezone.now()
    outcomes = attempt(form, actions.reject, selected=possible, at=now, by=request.user)
    if outcomes is not None:
        return _told(request, outcomes, "Rejected", now)
    context = {
        "form": form,
        "possible": possible,
        "impossible": [
            (row, " ".join(obstacles_to_rejecting(row)) or ACCEPTED_ALONE)
            for row in rows
            if row not in possible
        ],
        "more": more,
        "back": _back(request),
    }
    return render(request, "applications/reject_applications.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def decided_applications(request: Request) -> HttpResponse:
    """List what one decided at one moment: the result of deciding many."""
    at = _moment(request.GET.get("at", ""))
    decided = one.visible(request.user).filter(decided_by=request.user, decided_at=at)
    page = paginate(request, decided.order_by("status", "sort_name", "pk"))
    context = {"page": page, "back": _back(request)}
    return render(request, "applications/decided_applications.html", context)


def _picked(request: Request) -> tuple[list[Application], int]:
    """Return the applications that were ticked, or all that match; and how many were too many."""
    scope = one.visible(request.user)
    if request.GET.get("everything"):
        filters = QueueFilters(request.GET, heaps=queue.heaps_for(request.user))
        found = queue.matching(scope, filters.wanted)
    else:
        found = scope.filter(reference__in=request.GET.getlist("pick")[:MOST])
    rows = list(found.order_by("applied_at", "pk")[: MOST + 1])
    more = found.count() - MOST if len(rows) > MOST else 0
    return rows[:MOST], more


def _choices(plan: Plan) -> list[Choice]:
    return [
        Choice(each.application, each.room.cohort, each.funded_place, each.schedule)
        for each in plan.possible
        if each.room
    ]


def _told_of(plan: Plan) -> list[str]:
    return [
        f"{c.application.reference} {c.cohort.reference} {c.funded_place}" for c in _choices(plan)
    ]


def _digest(told: Iterable[str]) -> str:
    """Return a mark of what the page says would happen."""
    return hashlib.sha256(";".join(told).encode()).hexdigest()[:16]


def _told(request: Request, outcomes: list[Outcome], verb: str, at: datetime) -> HttpResponse:
    done = [each for each in outcomes if each.is_decided]
    refused = [f"{each.application}: {each.sentence}" for each in outcomes if not each.is_decided]
    number = f"{len(done)} application{'' if len(done) == 1 else 's'}"
    then = " ".join(["Each applicant gets an email.", *refused])
    tell(request, f"{verb} {number}", then)
    query = link(request.GET, at=at.isoformat(), pick="", everything="")
    return redirect(reverse("applications:decided_applications") + query)


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None


def _back(request: Request) -> str:
    query = link(request.GET, at="", pick="", everything="", page="")
    return reverse("applications:applications") + (query if query != "?" else "")
