"""Sessions read for pages and for the questions that actions ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from programmes.models import BankHoliday, Cohort, Group, Session, SessionLead


def outside(cohort: Cohort, starts_on: date, ends_on: date) -> QuerySet[Session]:
    """Return the cohort's sessions that are not between two days, these included."""
    return cohort.sessions.standing().exclude(starts_at__date__range=(starts_on, ends_on))


def meanwhile(
    cohort: Cohort,
    group: Group | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    besides: Session | None = None,
) -> list[Session]:
    """Return what else the people of a group, or of the whole cohort, are called to then."""
    others = Session.objects.of_people_in(cohort, group).standing()
    others = others.overlapping(starts_at, ends_at).select_related("group")
    if besides and besides.pk:
        others = others.exclude(pk=besides.pk)
    return list(others.order_by("starts_at", "pk"))


def leads_meanwhile(session: Session, starts_at: datetime, ends_at: datetime) -> list[SessionLead]:
    """Return what the leads of a session lead elsewhere in a stretch of time."""
    elsewhere = SessionLead.objects.filter(
        user__in=session.leads.values("user"),
        session__in=Session.objects.standing().overlapping(starts_at, ends_at),
    )
    found = elsewhere.exclude(session=session).select_related("user", "session")
    return list(found.order_by("session__starts_at", "pk"))


def led_besides(user: User, sessions: Sequence[Session]) -> list[Session]:
    """Return the sessions that the user leads besides these, over the time that they span."""
    others = Session.objects.standing().filter(leads__user=user)
    if sessions:
        earliest = min(session.starts_at for session in sessions)
        latest = max(session.ends_at for session in sessions)
        others = others.overlapping(earliest, latest)
    keys = {session.pk for session in sessions}
    return [other for other in others.order_by("starts_at", "pk") if other.pk not in keys]


def holiday_on(day: date) -> BankHoliday | None:
    """Return the bank holiday that a day is, if it is one."""
    return BankHoliday.objects.filter(on=day).first()


@dataclass(frozen=True)
class Month:
    """The sessions of one month, under its name."""

    name: str
    sessions: list[Session]


def listed(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return sessions with their groups and those who lead them."""
    leads = SessionLead.objects.select_related("user").order_by("-part", "user__full_name", "pk")
    return sessions.select_related("group").prefetch_related(Prefetch("leads", queryset=leads))


def by_month(sessions: Iterable[Session]) -> list[Month]:
    """Put sessions, in order already, under the names of their months in London."""

    def month(session: Session) -> str:
        return f"{timezone.localtime(session.starts_at):%B %Y}"

    return [Month(name, list(rows)) for name, rows in groupby(sessions, month)]


def past_or_coming(sessions: QuerySet[Session], *, past: bool, at: datetime) -> QuerySet[Session]:
    """Narrow to sessions that are over, the latest first, or to the others, the next first."""
    if past:
        return sessions.filter(ends_at__lt=at).order_by("-starts_at", "-pk")
    return sessions.filter(ends_at__gte=at).order_by("starts_at", "pk")


def counts(sessions: QuerySet[Session], *, at: datetime) -> dict[str, int]:
    """Count the sessions that are over and those to come."""
    return sessions.aggregate(
        past=Count("pk", filter=Q(ends_at__lt=at)), coming=Count("pk", filter=Q(ends_at__gte=at))
    )
