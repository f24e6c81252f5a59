"""What happened to one thing, in words: for templates/accounts/_history.html."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet

from accounts import audit, verbs
from accounts.models import AuditEvent, User


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; `before` is empty where the thing is new."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One event: what was done, when, by whom and in which role, and why."""

    title: str
    at: datetime
    by: str
    acting_as: str
    reason: str
    changes: tuple[Change, ...]


def history_of(*subjects: Model, limit: int = 50) -> list[HistoryItem]:
    """Return the newest events about the rows, in one query."""
    return [item_of(event) for event in audit.events_about(*subjects)[:limit]]


def item_of(event: AuditEvent) -> HistoryItem:
    """Put an event into words."""
    return HistoryItem(
        title=verbs.in_words(event.verb),
        at=event.at,
        by=event.by.full_name if event.by else "NPQ Hub",
        acting_as=event.acting_as,
        reason=event.reason,
        changes=tuple(_changes(event)),
    )


def narrowed(
    trail: QuerySet[AuditEvent],
    *,
    q: str = "",
    what: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    loads: bool = False,
) -> QuerySet[AuditEvent]:
    """Narrow the trail to a person's changes, to a kind of change, and to days.

    Reference data is loaded by the hundred, and stays out unless it is asked for.
    """
    for word in q.split():
        trail = trail.filter(Q(by__full_name__icontains=word) | Q(by__email__icontains=word))
    if what.strip():
        by_verb = Q()
        for word in what.split():
            by_verb &= Q(verb__icontains=word)
        trail = trail.filter(by_verb | Q(verb__in=verbs.said_with(what)))
    if from_on:
        trail = trail.filter(at__date__gte=from_on)
    if to_on:
        trail = trail.filter(at__date__lte=to_on)
    return trail if loads else trail.exclude(verb__endswith=".loaded")


def _changes(event: AuditEvent) -> list[Change]:
    fields = dict.fromkeys([*event.before, *event.after])
    return [
        Change(
            label=verbs.field_in_words(field),
            before=verbs.value_in_words(event.before[field]) if field in event.before else "",
            after=verbs.value_in_words(event.after[field]) if field in event.after else "",
        )
        for field in fields
        # A new thing's empty fields say nothing.
        if field in event.before or event.after[field] not in (None, "", [])
    ]


def history_of_person(
    person: User, *, roles: set[str] | None, limit: int = 50
) -> list[HistoryItem]:
    """Return the newest events about a person: all, or those about the named roles alone.

    A leader must not learn from the trail what a person does elsewhere.
    """
    events = audit.events_about(person)
    if roles is not None:
        told = Q(after__role__in=roles) | Q(before__role__in=roles)
        events = events.filter(told)
    return [item_of(event) for event in events[:limit]]
