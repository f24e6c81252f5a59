"""What the verbs and fields of the audit trail are called on screen.

"cohort.created" reads "Cohort created" by itself; apps register only what should read otherwise.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from govuk import dates

_WORDS: dict[str, str] = {}
_FIELDS: dict[str, str] = {}
_SLUG = re.compile(r"[a-z]+([-_][a-z]+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def register(
    *, words: Mapping[str, str] | None = None, fields: Mapping[str, str] | None = None
) -> None:
    """Give verbs ("user.disabled") and fields ("trn") a better wording than their own."""
    _WORDS.update(words or {})
    _FIELDS.update(fields or {})


def in_words(verb: str) -> str:
    """Cohort created"""
    return _WORDS.get(verb) or _sentence(verb.replace(".", " "))


def said_with(words: str) -> list[str]:
    """Return the verbs whose own wording holds all of the words."""
    wanted = words.lower().split()
    return [verb for verb, text in _WORDS.items() if all(each in text.lower() for each in wanted)]


def field_in_words(field: str) -> str:
    """Joining link"""
    return _FIELDS.get(field) or _sentence(field)


def value_in_words(value: Any) -> str:
    """Write a value of the trail as people read it: dates, yes and no, slugs without hyphens."""
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value_in_words(item) for item in value)
        case str() if _DAY.fullmatch(value):
            return dates.date_text(date.fromisoformat(value))
        case str() if _MOMENT.fullmatch(value):
            return dates.datetime_text(datetime.fromisoformat(value))
        case str() if _SLUG.fullmatch(value):
            return value.replace("-", " ").replace("_", " ")
    return str(value)


def _sentence(words: str) -> str:
    text = words.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


register(
    words={
        "membership.added": "Role given",
        "membership.ended": "Role ended",
        "saved_view.kept": "View of a list saved",
        "saved_view.removed": "Saved view removed",
        "user.invited": "Invited",
        "user.invited_again": "Invitation sent again",
        "user.invitation_withdrawn": "Invitation withdrawn",
        "user.joined": "Invitation accepted",
        "user.disabled": "Account disabled",
        "user.enabled": "Account opened again",
        "user.sign_in_failed": "Sign-in failed",
        "user.signed_in": "Signed in",
        "user.password_changed": "Password changed",
        "user.second_factor_added": "Two-step sign-in set up",
        "user.second_factor_removed": "Two-step sign-in turned off",
        "user.second_factor_made_anew": "Recovery codes made anew",
        "schools.loaded": "Register of schools loaded",
    },
    fields={
        "trn": "Teacher reference number",
        "dfe_id": "DfE’s number",
        "urn": "School’s number (URN)",
        "email": "Email address",
        "is_funded": "Funded by the DfE",
    },
)
