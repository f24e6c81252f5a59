"""What happens to the contact log: a conversation written, corrected, its action done.

The trail of changes names no word of a conversation: others read it too.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from participants.models import Contact, Participant
from participants.rules.contacts import (
    obstacles_to_correcting,
    obstacles_to_finishing,
    obstacles_to_writing,
)

TOLD = ("participant", "way", "on", "owner", "due_on")


@transaction.atomic
def write(
    *,
    participant: Participant,
    way: str,
    on: date,
    summary: str,
    next_action: str = "",
    owner: User | None = None,
    due_on: date | None = None,
    at: datetime,
    by: User,
    corrects: Contact | None = None,
) -> Contact:
    """Keep what was said with or about a participant, and who does what next by when.

    :raises ValidationError: when a day is wrong, or a next action lacks its owner or day.
    """
    next_action = next_action.strip()
    if obstacles := obstacles_to_writing(
        on=on,
        today=timezone.localdate(at),
        next_action=next_action,
        has_owner=owner is not None,
        due_on=due_on,
    ):
        raise ValidationError(obstacles)
    contact = Contact.objects.create(
        participant=participant,
        way=way,
        on=on,
        summary=summary.strip(),
        next_action=next_action,
        owner=owner if next_action else None,
        due_on=due_on,
        written_at=at,
        written_by=by,
        corrects=corrects,
    )
    verb = "contact.corrected" if corrects else "contact.written"
    audit.record(verb, by=by, subject=contact, after=audit.snapshot(contact, *TOLD))
    return contact


@transaction.atomic
def correct(
    *,
    contact: Contact,
    way: str,
    on: date,
    summary: str,
    next_action: str = "",
    owner: User | None = None,
    due_on: date | None = None,
    at: datetime,
    by: User,
) -> Contact:
    """Put one's entry right by a new one that names it; the old one stays to be read.

    :raises ValidationError: when it is somebody else's or corrected already, or an answer is wrong.
    """
    contact = _held(contact)
    is_corrected = Contact.objects.filter(corrects=contact).exists()
    if obstacles := obstacles_to_correcting(
        is_own=contact.written_by_id == by.pk, is_corrected=is_corrected
    ):
        raise ValidationError(obstacles)
    return write(
        participant=contact.participant,
        way=way,
        on=on,
        summary=summary,
        next_action=next_action,
        owner=owner,
        due_on=due_on,
        at=at,
        by=by,
        corrects=contact,
    )


@transaction.atomic
def finish(*, contact: Contact, at: datetime, by: User) -> Contact:
    """Mark the next action of a conversation as done.

    :raises ValidationError: when there is none, it is done, or a newer entry has it.
    """
    contact = _held(contact)
    if obstacles := obstacles_to_finishing(
        next_action=contact.next_action,
        done_at=contact.done_at,
        is_corrected=Contact.objects.filter(corrects=contact).exists(),
    ):
        raise ValidationError(obstacles)
    contact.done_at = at
    contact.save(update_fields=["done_at"])
    audit.record("contact.action_done", by=by, subject=contact, after={"done_at": at})
    return contact


def _held(contact: Contact) -> Contact:
    rows = Contact.objects.select_for_update(of=("self",)).select_related("participant", "owner")
    return rows.get(pk=contact.pk)
