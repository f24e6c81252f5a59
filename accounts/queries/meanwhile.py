"""What others changed while somebody had a form open: told to them, never overwritten (ADR 14)."""

import json
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from accounts import audit, verbs
from accounts.models import AuditEvent
from govuk.dates import datetime_text
from govuk.forms import CHANGED_MEANWHILE

Trail = QuerySet[AuditEvent]
# So many of the newest events are searched for who changed something.
MOST = 20


def fingerprint(values: audit.Values) -> str:
    """Return what a form carries of the values that it shows: a mark for each of them."""
    return ".".join(map(_mark, values.values()))


def changed_since(values: audit.Values, seen: str, trail: Trail) -> str:
    """Say what is not as it was `seen` on a form, and who changed it; empty when all is.

    `values` are those of now, the trail that of the record which has them.
    """
    marks = zip_longest(values, map(_mark, values.values()), seen.split("."))
    changed = [field for field, now, before in marks if now != before and field]
    if not changed:
        return ""
    now = [
        f"“{verbs.field_in_words(field)}” is now {verbs.value_in_words(audit.plain(values[field]))}"
        for field in changed
    ]
    return (
        f"{_who_and_when(set(changed), trail)}, while you had this page open: {', '.join(now)}."
        " Nothing of yours is saved. Check what stands now, then save again if yours is right."
    )


def refuse_changed(values: audit.Values, seen: str, trail: Trail) -> None:
    """Refuse what was sent from a form that shows something else. Call it while the row is held.

    :raises ValidationError: when the values are not as they were `seen`; where a sending does not
        say what was seen, nothing is refused.
    """
    if seen and (told := changed_since(values, seen, trail)):
        raise ValidationError(told, code=CHANGED_MEANWHILE)


def _mark(value: Any) -> str:
    # Two schools may have one name: a related row is told by its key.
    told = value.pk if isinstance(value, Model) else audit.plain(value)
    return sha256(json.dumps(told).encode()).hexdigest()[:8]


def _who_and_when(changed: set[str], trail: Trail) -> str:
    for event in trail.select_related("by").order_by("-pk")[:MOST]:
        if changed & {*event.before, *event.after}:
            who = event.by.full_name if event.by else "NPQ Hub"
            return f"{who} changed this on {datetime_text(event.at)}"
    return "Somebody changed this"
