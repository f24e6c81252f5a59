"""The words of letters: templates/messages/<kind>.txt, the subject on the first line."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse


def compose(kind: str, **context: Any) -> tuple[str, str]:
    """Return a letter's subject and body; "{link}" stays in it until the letter is sent."""
    text = render_to_string(f"messages/{kind}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def address(name: str, *args: str) -> str:
    """Return the public address of a page: never from the request, whose host can be forged."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)
