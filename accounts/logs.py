"""What never reaches a log line: secret links, query strings and email addresses."""

import re
from collections.abc import MutableMapping
from typing import Any

SECRET_PATH = re.compile(r"(/(?:join|password/reset/key)/)[^/\s\"'?]+")
# Searches for people stand in query strings.
QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']+")
# What PostgreSQL adds to a refusal: the values of a key, or the whole row.
DETAIL = re.compile(r"DETAIL:.*")
EMAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+\.[A-Za-z]{2,}")


def without_secrets(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank out secrets and addresses in every text of a log event, as a structlog processor."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = blanked(value)
    return event


def blanked(text: str) -> str:
    """Return a text with what must not be read replaced."""
    text = SECRET_PATH.sub(r"\1[secret]", text)
    text = DETAIL.sub("DETAIL: [row]", text)
    text = QUERY.sub(r"\1?[query]", text)
    return EMAIL.sub("[email]", text)
