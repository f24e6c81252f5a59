"""Letters about places, composed and not yet in the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts import letters
from accounts.models import Message


def letter(
    kind: str,
    to_name: str,
    to_email: str,
    told: Mapping[str, Any],
    *,
    at: datetime,
    link: str = "",
) -> Message:
    """Return a letter of templates/messages/<kind>.txt to one person."""
    subject, body = letters.compose(kind, name=to_name, **told)
    return Message(
        kind=kind,
        to_name=to_name,
        to_email=to_email,
        subject=subject,
        body=body,
        link=link,
        not_before=at,
    )
