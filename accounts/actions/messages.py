"""Letters: written to the outbox with their cause, sent later, exactly one recipient each."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction

from accounts.models import Message

MAX_ATTEMPTS = 8


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
    """Put a letter into the outbox, in the caller's transaction; "{link}" in the body stands for `link`."""
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
def send_next(*, at: datetime) -> bool:
    """Send the oldest waiting letter; return whether there was one.

    A letter that cannot be sent is tried again later and later, eight times in about two days.
    A secret link is forgotten once sent, except where letters are read in the product itself.
    """
    waiting = Message.objects.waiting(at).order_by("not_before", "pk")
    skip = connection.features.has_select_for_update_skip_locked
    message = waiting.select_for_update(skip_locked=skip).first()
    if message is None:
        return False
    message.attempts += 1
    try:
        if settings.EMAIL_URL:
            send_mail(
                message.subject,
                message.body.replace("{link}", message.link),
                settings.DEFAULT_FROM_EMAIL,
                [message.to_email],
            )
    except OSError as fault:
        message.error = type(fault).__name__
        message.not_before = at + timedelta(minutes=5 * 3 ** (message.attempts - 1))
        if message.attempts >= MAX_ATTEMPTS:
            message.failed_at = at
    else:
        message.sent_at = at
        message.error = ""
        if settings.EMAIL_URL:
            message.link = ""
    message.save()
    return True
