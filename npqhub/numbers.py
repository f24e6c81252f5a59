"""The numbers at the top of each home, for components/stats.html: each with a way to act on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import (
    DeliveryPartner,
    Hub,
    Invitation,
    Job,
    LeadProvider,
    Message,
    School,
    User,
)
from npqhub.queries import ATTENDANCE_WEEKS, CohortLine, HubLine

Items = list[dict[str, Any]]


def of_cohorts(lines: Sequence[CohortLine], *, this_week: int) -> Items:
    """What stands on the home of a hub or a delivery partner."""
    taken, capacity = sum(li.taken for li in lines), sum(li.cohort.capacity for li in lines)
    return [
        _number(len(lines), "cohorts open or running", address("programmes:cohorts")),
        _places(taken, capacity),
        _number(this_week, "sessions this week", address("programmes:cohorts", status="running")),
    ]


def to_do_in_cohorts(lines: Sequence[CohortLine], *, missing: int) -> Items:
    """What the leader of a hub should bring to 0."""
    groupless = sum(line.without_group for line in lines)
    accountless = sum(line.without_account for line in lines)
    return [
        _to_do(missing, "registers missing", "#registers"),
        _to_do(groupless, "participants without a group", "#cohorts"),
        _to_do(accountless, "participants without an account", "#cohorts"),
    ]


def of_applications(number: int) -> Items:
    """What whoever decides applications should bring to 0."""
    return [_to_do(number, "applications to decide", address("applications:applications"))]


def of_hubs(lines: Sequence[HubLine]) -> Items:
    """What stands on the home of those who look across a lead provider."""
    attended, marked = sum(li.attended for li in lines), sum(li.marked for li in lines)
    share = f"{100 * attended / marked:.0f}%" if marked else "None"
    cohorts = sum(line.cohorts for line in lines)
    return [
        _number(cohorts, "cohorts open or running", address("programmes:cohorts")),
        _places(sum(li.taken for li in lines), sum(li.capacity for li in lines)),
        _number(share, f"attendance in the last {ATTENDANCE_WEEKS} weeks"),
        _to_do(sum(line.missing for line in lines), "registers missing", "#registers"),
    ]


def of_upkeep(*, at: datetime) -> Items:
    """What an administrator keeps in order."""
    active = User.objects.filter(is_active=True).count()
    waiting = Invitation.objects.waiting(at).count()
    failed_jobs = Job.objects.filter(state=Job.State.FAILED).count()
    failed_letters = Message.objects.filter(failed_at__isnull=False).count()
    organisations = address("accounts:organisations")
    return [
        _number(LeadProvider.objects.count(), "lead providers", organisations),
        _number(Hub.objects.count(), "hubs", organisations),
        _number(DeliveryPartner.objects.count(), "delivery partners", organisations),
        _number(School.objects.count(), "schools", address("accounts:schools")),
        _number(active, "people who can sign in", address("accounts:people")),
        _number(waiting, "invitations waiting", address("accounts:invitations")),
        _to_do(failed_jobs, "jobs stopped with a fault", address("accounts:jobs")),
        _to_do(failed_letters, "letters that could not be sent"),
    ]


def address(name: str, **query: str) -> str:
    return reverse(name, query=query or None)


def _number(number: int | str, label: str, href: str = "") -> dict[str, Any]:
    shown = f"{number:,}" if isinstance(number, int) else number
    return {"number": shown, "label": label, "href": href}


def _places(taken: int, capacity: int) -> dict[str, Any]:
    active = address("participants:participants", status="active")
    return _number(f"{taken:,} of {capacity:,}", "places taken", active)


def _to_do(number: int, label: str, href: str = "") -> dict[str, Any]:
    """A number that should be 0, with a way to what it counts while it is not."""
    return _number(number, label, href if number else "") | {"warn": number > 0}
