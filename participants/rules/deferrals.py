"""How long somebody may pause, and which reminders of it are due on a day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from govuk.dates import date_text
from govuk.sentences import About
from participants.models import Deferral, DeferralNotice
from programmes.models import PlaceRule

Kind = DeferralNotice.Kind


@dataclass(frozen=True)
class Notice:
    """A reminder: of which kind, the day it is about, and how many days before it stands."""

    kind: str
    due_on: date
    days_before: int = 0


def limit_day(deferred_on: date, months: int | None) -> date | None:
    """Return the last day of a deferral: so many months later; None where no limit is set."""
    if months is None:
        return None
    year, month = divmod(deferred_on.year * 12 + deferred_on.month - 1 + months, 12)
    return date(year, month + 1, min(deferred_on.day, monthrange(year, month + 1)[1]))


def notices_due(deferral: Deferral, rule: PlaceRule, *, today: date) -> list[Notice]:
    """Return every reminder whose day has come, the most urgent of each kind first.

    After the limit nothing is said of a return: the one notice says that the limit is past.
    """
    limit = deferral.limit_on
    if limit is not None and today > limit:
        return [Notice(Kind.PAST_LIMIT, limit)]
    due: list[Notice] = []
    if limit is not None and today >= limit - timedelta(rule.last_call_days):
        due.append(Notice(Kind.LAST_CALL, limit, rule.last_call_days))
    if returns_on := deferral.returns_on:
        due += [
            Notice(Kind.RETURN, returns_on, days)
            for days in sorted(rule.return_reminder_days)
            if today >= returns_on - timedelta(days)
        ]
    return due


def to_write(due: Iterable[Notice], written: Iterable[Notice]) -> tuple[list[Notice], list[Notice]]:
    """Return which reminders are new, and those of them that get a letter: one of each kind.

    After an outage two reminders of one return may be due at once; the nearer one says it all.
    """
    known = set(written)
    new = [notice for notice in due if notice not in known]
    told = {(n.kind, n.due_on, n.days_before) for n in known}
    letters: dict[str, Notice] = {}
    for notice in new:
        nearer = any(
            kind == notice.kind and on == notice.due_on and days < notice.days_before
            for kind, on, days in told
        )
        if not nearer:
            letters.setdefault(notice.kind, notice)
    return new, list(letters.values())


def obstacles_to_planning(
    returns_on: date | None, *, deferred_on: date, today: date | None = None
) -> list[str]:
    """Say why a return cannot be planned for a day; no day is planned where none is known."""
    if returns_on is None:
        return []
    if returns_on <= deferred_on:
        return [About("returns_on", "The planned return must be after the day of the deferral.")]
    if today is not None and returns_on < today:
        return [About("returns_on", "The planned return must be today or later.")]
    return []


def past_the_limit(deferral: Deferral) -> str:
    """Say by how much a planned return is past the last day allowed; empty when it is not."""
    if not (deferral.returns_on and deferral.limit_on and deferral.returns_on > deferral.limit_on):
        return ""
    days = (deferral.returns_on - deferral.limit_on).days
    return (
        f"That is {days} day{'s' if days > 1 else ''} past the last day allowed,"
        f" {date_text(deferral.limit_on)}. Ask your lead provider to agree to it."
    )
