"""The audit trail: who changed what, when, in which role, before and after, and why."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts import bulk
from accounts.models import AuditEvent, User, new_reference

Values = Mapping[str, Any]
_story_moment: ContextVar[datetime | None] = ContextVar("story_moment", default=None)


@contextmanager
def dated(moment: datetime) -> Iterator[None]:
    """Date the events inside by the demo world's story; an installation without it cannot."""
    if not settings.DEMO:
        raise RuntimeError("Only the demo world may date its own history.")
    token = _story_moment.set(moment)
    try:
        yield
    finally:
        _story_moment.reset(token)


def snapshot(row: Model, *fields: str) -> dict[str, Any]:
    """Return the named fields of a row as they are, for `before` and `after`."""
    return {field: getattr(row, field) for field in fields}


def record(
    verb: str,
    *,
    by: User | None,
    subject: Model,
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one event, in the transaction of the change; unchanged fields are left out."""
    event = _event(verb, _frame(by), subject=subject, before=before, after=after, reason=reason)
    event.save(force_insert=True)
    return event


def record_many(
    verb: str,
    *,
    by: User | None,
    changes: Iterable[tuple[Model, Values, Values]],
    reason: str = "",
) -> None:
    """Write an event for each (subject, before, after), in as few statements as there can be."""
    rows = [
        (new_reference(), subject._meta.label_lower, str(subject.pk), *_told(before, after))
        for subject, before, after in changes
    ]
    fields = ("reference", "subject_type", "subject_key", "before", "after")
    alike = _frame(by) | {"verb": verb, "reason": reason}
    bulk.insert(AuditEvent, fields, rows, alike=alike)


def events_about(*subjects: Model) -> QuerySet[AuditEvent]:
    """Return the events whose subject is one of the rows, newest first, with who did them."""
    about = Q(pk__in=[])
    for label in {subject._meta.label_lower for subject in subjects}:
        keys = [str(s.pk) for s in subjects if s._meta.label_lower == label]
        about |= Q(subject_type=label, subject_key__in=keys)
    return AuditEvent.objects.filter(about).select_related("by").order_by("-at", "-pk")


def _frame(by: User | None) -> dict[str, Any]:
    """What the events of one change have in common: who, in which role, when, by which request."""
    return {
        "at": _story_moment.get() or timezone.now(),
        "by": by,
        "acting_as": by.acting.label if by and by.acting else "",
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }


def _event(
    verb: str,
    frame: Values,
    *,
    subject: Model,
    before: Values | None,
    after: Values | None,
    reason: str,
) -> AuditEvent:
    old, new = _told(before or {}, after or {})
    return AuditEvent(
        **frame,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_key=str(subject.pk),
        before=old,
        after=new,
        reason=reason,
    )


def _told(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the trail keeps of two snapshots: what is not the same in both."""
    old = {key: plain(value) for key, value in before.items()}
    new = {key: plain(value) for key, value in after.items()}
    same = {key for key in old if key in new and old[key] == new[key]}
    if same:
        old = {key: value for key, value in old.items() if key not in same}
        new = {key: value for key, value in new.items() if key not in same}
    return old, new


def plain(value: Any) -> Any:
    """Turn a value into what JSON holds and a person can read: a related row by its name."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return timezone.localtime(value).isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case list() | tuple() | set():
            return [plain(item) for item in value]
    return str(value)
