"""Which state of a person's details a form was made for, and what others made of it since."""

from django.db.models import QuerySet

from accounts import audit
from accounts.models import AuditEvent
from accounts.queries.history import item_of
from govuk.dates import datetime_text
from participants.models import Participant

# What stands for a person of whom no change is recorded.
UNCHANGED = "-"
# The code of the refusal that somebody else was quicker.
CHANGED_MEANWHILE = "changed-meanwhile"
# These say nothing of the details.
OTHER_VERBS = ("participant.invited", "participant.registered")


def version_of(person: Participant) -> str:
    """Return what a form carries of the details it was made for: the newest change of them."""
    newest = _changes_of(person).values_list("reference", flat=True).first()
    return newest or UNCHANGED


def changed_since(person: Participant, seen: str) -> str:
    """Say who changed the details since a form was made, and to what; empty when nobody did."""
    later: list[AuditEvent] = []
    for event in _changes_of(person)[:20]:
        if event.reference == seen:
            break
        later.append(event)
    if not later:
        return ""
    changes: dict[str, str] = {}
    for item in map(item_of, later):
        for change in item.changes:
            changes.setdefault(change.label, change.after)
    newest = item_of(later[0])
    values = ", ".join(f"{label.lower()} is now {value}" for label, value in changes.items())
    return (
        f"{newest.by} changed these details on {datetime_text(newest.at)}, while you had this page"
        f" open: {values}. Nothing of yours is saved. Save again if yours is right."
    )


def _changes_of(person: Participant) -> QuerySet[AuditEvent]:
    events = audit.events_about(person).filter(verb__startswith="participant.")
    return events.exclude(verb__in=OTHER_VERBS).order_by("-pk")
