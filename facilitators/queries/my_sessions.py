"""A facilitator's own sessions: today's, the next, those whose register is missing, the past."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from programmes.models import Session

NEXT, RECENT = 3, 3


@dataclass(frozen=True)
class Diary:
    """What a facilitator sees first on a phone."""

    today: list[Session]
    next: list[Session]
    recent: list[Session]
    missing: int
    more: bool

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.next or self.recent)

    @property
    def missing_in_words(self) -> str:
        if self.missing == 1:
            return "1 session has no register"
        return f"{self.missing} sessions have no register" if self.missing else ""


def diary_of(sessions: QuerySet[Session], *, on: date) -> Diary:
    """Sort a person's sessions around a day; `more` says that further ones are to come."""
    starts, ends = _bounds(on)
    sessions = sessions.select_related("cohort", "group")
    around = list(sessions.filter(starts_at__gte=starts).order_by("starts_at", "pk")[: NEXT + 9])
    today = [session for session in around if session.starts_at < ends]
    to_come = [session for session in around if session.starts_at >= ends]
    return Diary(
        today=today,
        next=to_come[:NEXT],
        recent=list(past(sessions, on=on)[:RECENT]),
        missing=missing(sessions, on=on).count(),
        more=len(to_come) > NEXT,
    )


def to_come(sessions: QuerySet[Session], *, on: date) -> QuerySet[Session]:
    """Narrow to sessions of the day and after it, the nearest first."""
    return sessions.filter(starts_at__gte=_bounds(on)[0]).order_by("starts_at", "pk")


def past(sessions: QuerySet[Session], *, on: date) -> QuerySet[Session]:
    """Narrow to sessions before the day, the latest first."""
    return sessions.filter(starts_at__lt=_bounds(on)[0]).order_by("-starts_at", "-pk")


def missing(sessions: QuerySet[Session], *, on: date) -> QuerySet[Session]:
    """Narrow to past sessions that were not cancelled and whose register nobody took."""
    return past(sessions, on=on).filter(status=Session.Status.PLANNED)


def _bounds(on: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends in London, summer time or not."""
    begins, ends = (datetime.combine(day, time.min) for day in (on, on + timedelta(days=1)))
    return timezone.make_aware(begins), timezone.make_aware(ends)
