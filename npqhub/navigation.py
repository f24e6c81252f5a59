"""The service navigation: what each role finds in the bar under the header."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission as P

# Text, URL name, the permission that opens it.
ENTRIES = (
    ("Cohorts", "programmes:cohorts", P.SEE_COHORTS),
    ("Participants", "participants:participants", P.SEE_PARTICIPANTS),
    ("Facilitators", "facilitators:facilitators", P.SEE_FACILITATORS),
    ("My sessions", "facilitators:my_sessions", P.LEAD_SESSIONS),
    ("My programme", "participants:my_programme", P.FOLLOW_PROGRAMME),
    ("Qualifications", "programmes:qualifications", P.SEE_PROGRAMMES),
    ("Organisations", "accounts:organisations", P.MANAGE_ORGANISATIONS),
    ("People", "accounts:people", P.INVITE_PEOPLE),
)


@dataclass(frozen=True)
class Entry:
    text: str
    href: str
    active: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the entries that the role in force may open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    entries = [Entry("Home", reverse("npqhub:home"), request.path == "/")]
    for text, name, permission in ENTRIES:
        if user.may(permission):
            href = reverse(name)
            entries.append(Entry(text, href, request.path.startswith(href)))
    return {"navigation": entries}
