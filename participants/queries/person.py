"""What stands at the head of a person's pages, in the statement that loads the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.roles import Permission
from participants import access
from participants.models import ChangeRequest, Participant
from participants.queries.contacts import in_force, open_actions


def with_glance(people: QuerySet[Participant], reader: User, *, on: date) -> QuerySet[Participant]:
    """Add what a leader needs at a glance; nothing that the reader may not see."""
    about = {"participant": OuterRef("pk")}
    actions = open_actions(access.contacts_for(reader)).select_related(None).filter(**about)
    asked = access.requests_for(reader).filter(
        enrolment__participant=OuterRef("pk"), state=ChangeRequest.State.OPEN
    )
    needs = in_force(access.adjustments_for(reader), on).filter(**about)
    return people.select_related("school", "user").annotate(
        glance_action=Subquery(actions.values("next_action")[:1]),
        glance_due=Subquery(actions.values("due_on")[:1]),
        glance_owner=Subquery(actions.values("owner__full_name")[:1]),
        glance_request=Subquery(asked.values("reference")[:1]),
        glance_adjusted=Exists(needs),
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """The next action that is due, the request that waits, and whether adjustments are in force."""

    action: str
    owner: str
    due_on: date | None
    is_overdue: bool
    request: str
    is_adjusted: bool


def glance_of(person: Any, *, on: date) -> Glance:
    """Return what `with_glance` added."""
    due = person.glance_due
    return Glance(
        action=person.glance_action or "",
        owner=person.glance_owner or "",
        due_on=due,
        is_overdue=bool(due and due < on),
        request=person.glance_request or "",
        is_adjusted=person.glance_adjusted,
    )


def tabs_open_to(reader: User) -> list[tuple[str, str]]:
    """Return the pages of a person that the reader may open: URL name and words."""
    tabs = [("participant", "Places"), ("participant_timeline", "Timeline")]
    if reader.may(Permission.SEE_CONTACTS):
        tabs.append(("participant_contacts", "Contacts and adjustments"))
    return tabs
