"""The service navigation: what each role finds in the bar under the header."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from accounts.roles import Permission as P

# Text, URL name, the permission that opens it, other beginnings of addresses that belong to it.
ENTRIES = (
    ("My programme", "participants:my_programme", P.FOLLOW_PROGRAMME, ()),
    ("My sessions", "facilitators:my_sessions", P.LEAD_SESSIONS, ()),
    ("Cohorts", "programmes:cohorts", P.SEE_COHORTS, ("/groups/", "/sessions/", "/imports/")),
    ("Participants", "participants:participants", P.SEE_PARTICIPANTS, ("/places/",)),
    ("Applications", "applications:applications", P.DECIDE_APPLICATIONS, ()),
    ("Facilitators", "facilitators:facilitators", P.SEE_FACILITATORS, ()),
    ("Qualifications", "programmes:qualifications", P.SEE_PROGRAMMES, ("/programmes/",)),
    (
        "Organisations",
        "accounts:organisations",
        P.MANAGE_ORGANISATIONS,
        ("/lead-providers/", "/hubs/", "/delivery-partners/", "/schools/"),
    ),
    ("People", "accounts:people", P.INVITE_PEOPLE, ("/invitations/", "/held-roles/")),
)
# These roles' home is one of the pages above, so the bar has no other one.
AT_HOME_ELSEWHERE = (P.FOLLOW_PROGRAMME, P.LEAD_SESSIONS)


@dataclass(frozen=True, slots=True)
class Entry:
    text: str
    href: str
    active: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the entries that the role in force may open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    entries, path = [], request.path
    home, addresses = _addresses(get_script_prefix())
    if not any(user.may(permission) for permission in AT_HOME_ELSEWHERE):
        entries.append(Entry("Home", home, path == home))
    for (text, _, permission, _), (href, beginnings) in zip(ENTRIES, addresses, strict=True):
        if user.may(permission):
            entries.append(Entry(text, href, path.startswith(beginnings)))
    return {"navigation": entries}


@lru_cache(maxsize=1)
def _addresses(prefix: str) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """Return home, and each entry's address with the beginnings of those that belong to it.

    They change with the prefix alone under which the product is served.
    """
    entries = [(reverse(name), beginnings) for _, name, _, beginnings in ENTRIES]
    return reverse("npqhub:home"), [(href, (href, *others)) for href, others in entries]
