"""Letters: written to the outbox with their cause, sent later, exactly one recipient each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from accounts.models import Message

MAX_ATTEMPTS = 8
log = structlog.get_logger(__name__)


@transaction.atomic
def write(
    *,
    kind: str,
    to_name: str,
    to_email: str,
    subject: str,
    body: str,
    at: datetime,
    link: str = "",
) -> Message:
    """Put a letter into the outbox, in the caller's transaction.

    "{link}" in the body stands for `link`.
    """
    return Message.objects.create(
        kind=kind,
        to_name=to_name,
        to_email=to_email,
        subject=subject,
        body=body,
        link=link,
        not_before=at,
    )


@transaction.atomic
def write_many(letters: Iterable[Message]) -> None:
    """Put many unsaved letters into the outbox, in one statement a thousand."""
    Message.objects.bulk_create(letters, batch_size=1000)


def send_next(*, at: datetime) -> bool:
    """Send the oldest waiting letter; return whether there was one.

    A letter that cannot be sent is tried again later and later, eight times in about two days.
    A secret link is forgotten once sent, except where letters are read in the product itself.
    """
    message = _take_next(at)
    if message is None:
        return False
    try:
        if settings.EMAIL_URL:
            text = message.body.replace("{link}", message.link)
            send_mail(message.subject, text, settings.DEFAULT_FROM_EMAIL, [message.to_email])
    except Exception as fault:  # one letter that cannot be sent must not hold up the others
        log.warning("letter_not_sent", letter=message.reference, fault=type(fault).__name__)
        message.error = type(fault).__name__
        if message.attempts >= MAX_ATTEMPTS:
            message.failed_at = at
    else:
        message.sent_at = at
        message.error = ""
        if settings.EMAIL_URL:
            message.link = ""
    message.save(update_fields=["sent_at", "failed_at", "error", "link"])
    return True


def _take_next(at: datetime) -> Message | None:
    """Take the oldest waiting letter for this worker: nobody else sees it until its next turn.

    The mail server is then asked outside of any transaction. Should this worker die meanwhile,
    the letter waits as if the attempt had failed.
    """
    for message in Message.objects.waiting(at).order_by("not_before", "pk")[:10]:
        attempts = message.attempts + 1
        again_at = at + timedelta(minutes=5 * 3 ** (attempts - 1))
        mine = Message.objects.waiting(at).filter(pk=message.pk, attempts=message.attempts)
        if mine.update(attempts=attempts, not_before=again_at):
            message.attempts, message.not_before = attempts, again_at
            return message
    return None
