"""Which state of a person's details a form was made for, and what others made of it since."""

from accounts import audit
from accounts.queries import meanwhile
from participants.models import Participant

DETAILS = ("full_name", "email", "trn", "date_of_birth", "school")


def version_of(person: Participant) -> str:
    """Return what a form carries of the details that it shows."""
    return meanwhile.fingerprint(audit.snapshot(person, *DETAILS))


def changed_since(person: Participant, seen: str) -> str:
    """Say who changed the details since a form was made, and to what; empty when nobody did."""
    now = audit.snapshot(person, *DETAILS)
    return meanwhile.changed_since(now, seen, audit.events_about(person))


def refuse_changed(person: Participant, seen: str) -> None:
    """Refuse what was sent from a form that shows other details than the held row has.

    :raises ValidationError: when the details are not as they were `seen`.
    """
    now = audit.snapshot(person, *DETAILS)
    meanwhile.refuse_changed(now, seen, audit.events_about(person))
