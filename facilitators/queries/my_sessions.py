"""A facilitator's own sessions: today's, the next, those whose register is missing, the past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from govuk.dates import range_text, relative_text
from programmes.models import Session

NEXT, RECENT = 3, 3


@dataclass(frozen=True)
class Meeting:
    """A session as its lead sees it on a day: what to do about its register."""

    session: Session
    today: date

    @property
    def when(self) -> str:
        day = relative_text(self.session.starts_at, self.today)
        hours = range_text(self.session.starts_at, self.session.ends_at)
        return f"{day[:1].upper()}{day[1:]}, {hours}"

    @property
    def facts(self) -> list[str]:
        group = f", {self.session.group}" if self.session.group else ""
        return [f"{self.session.cohort}{group}", *filter(None, [self.session.place])]

    @property
    def days_ago(self) -> int:
        return (self.today - timezone.localdate(self.session.starts_at)).days

    @property
    def status(self) -> str:
        """What a tag says; nothing of a session to come."""
        match self.session.status:
            case Session.Status.CANCELLED:
                return "Cancelled"
            case Session.Status.HELD:
                return "Register taken"
        return "Register missing" if self.days_ago > 0 else ""

    @property
    def colour(self) -> str:
        return {"Cancelled": "grey", "Register taken": "green", "Register missing": "red"}.get(
            self.status, ""
        )

    @property
    def action(self) -> str:
        """What the card's button says: the register opens on the day."""
        if self.session.status == Session.Status.PLANNED and self.days_ago >= 0:
            return "Take register"
        if self.session.status == Session.Status.HELD and self.days_ago == 0:
            return "Change the register"
        return ""

    @property
    def correction(self) -> str:
        """What a link on the card says when the day of a register is over."""
        is_over = self.session.status == Session.Status.HELD and self.days_ago > 0
        return "Change the register" if is_over else ""


@dataclass(frozen=True)
class Diary:
    """What a facilitator sees first on a phone."""

    today: list[Meeting]
    next: list[Meeting]
    recent: list[Meeting]
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
    to_come = [session for session in around if session.starts_at >= ends]
    return Diary(
        today=meetings((session for session in around if session.starts_at < ends), on=on),
        next=meetings(to_come[:NEXT], on=on),
        recent=meetings(past(sessions, on=on)[:RECENT], on=on),
        missing=missing(sessions, on=on).count(),
        more=len(to_come) > NEXT,
    )


def meetings(sessions: Iterable[Session], *, on: date) -> list[Meeting]:
    """Return sessions as their lead sees them on a day."""
    return [Meeting(session, on) for session in sessions]


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
