"""The service navigation: what each role finds in the bar under the header."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission as P

# Text, URL name, the permission that opens it, other beginnings of addresses that belong to it.
ENTRIES = (
    ("My programme", "participants:my_programme", P.FOLLOW_PROGRAMME, ()),
    ("My sessions", "facilitators:my_sessions", P.LEAD_SESSIONS, ()),
    ("Cohorts", "programmes:cohorts", P.SEE_COHORTS, ("/groups/", "/sessions/", "/imports/")),
    ("Participants", "participants:participants", P.SEE_PARTICIPANTS, ("/places/",)),
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
    entries = []
    if not any(user.may(permission) for permission in AT_HOME_ELSEWHERE):
        entries.append(Entry("Home", reverse("npqhub:home"), request.path == "/"))
    for text, name, permission, beginnings in ENTRIES:
        if user.may(permission):
            href = reverse(name)
            entries.append(Entry(text, href, request.path.startswith((href, *beginnings))))
    return {"navigation": entries}
