"""The contact log, next actions and adjustments as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.access import hubs_for, lead_providers_for
from accounts.models import Hub, Membership, User
from accounts.roles import Role
from participants.models import (
    Adjustment,
    ChangeRequest,
    Contact,
    Enrolment,
    Participant,
    WaitingPlace,
)
from participants.queries import rosters
from programmes.models import Session

# More lines than these stand on the lists of their own.
MOST = 100


def leaders_of(hub: Hub, *, at: datetime) -> list[User]:
    """Return who leads a hub now, by name."""
    held = Membership.objects.live(at).filter(user=OuterRef("pk"), role=Role.HUB_LEADER, hub=hub)
    return list(User.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk"))


def leaders_about(person: Participant, *, at: datetime) -> list[User]:
    """Return who leads the hubs where a person has a place under way or waits for one, by name."""
    places = Enrolment.objects.filter(participant=person, status__in=Enrolment.OPEN)
    turns = WaitingPlace.objects.open().filter(participant=person)
    there = Q(hub__in=places.values("cohort__hub")) | Q(hub__in=turns.values("cohort__hub"))
    held = Membership.objects.live(at).filter(there, user=OuterRef("pk"), role=Role.HUB_LEADER)
    return list(User.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk"))


def owners_for(user: User, *, at: datetime) -> QuerySet[User]:
    """Return who can own a next action: the user first, then who leads in the same scope."""
    leads = Membership.objects.live(at).filter(user=OuterRef("pk"))
    of_hub = Q(role=Role.HUB_LEADER, hub__in=hubs_for(user))
    national = Q(role=Role.NATIONAL_LEADER, lead_provider__in=lead_providers_for(user))
    people = User.objects.filter(Exists(leads.filter(of_hub | national)) | Q(pk=user.pk))
    mine_first = Case(When(pk=user.pk, then=Value(0)), default=Value(1))
    return people.filter(is_active=True).order_by(mine_first, "full_name", "pk")


def log_of(contacts: QuerySet[Contact], person: Participant) -> QuerySet[Contact]:
    """Return what was said with a person, newest first, with who wrote it and what corrects it."""
    rows = contacts.filter(participant=person).select_related(
        "written_by", "owner", "corrects", "corrected_by__written_by"
    )
    return rows.order_by("-on", "-pk")


def open_actions(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Return the next actions that nobody has done, by the day they are due."""
    rows = contacts.filter(done_at=None, corrected_by=None).exclude(next_action="")
    return rows.select_related("participant", "owner").order_by("due_on", "pk")


def adjustments_of(adjustments: QuerySet[Adjustment], person: Participant) -> QuerySet[Adjustment]:
    """Return what a person needs or needed: what is in force first, then the newest."""
    rows = adjustments.filter(participant=person).select_related("written_by")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")


def in_force(adjustments: QuerySet[Adjustment], on: date) -> QuerySet[Adjustment]:
    """Narrow to the adjustments of a day or later; the day of the end is outside."""
    return adjustments.filter(Q(ends_on=None) | Q(ends_on__gt=on))


def at_session(adjustments: QuerySet[Adjustment], session: Session) -> QuerySet[Adjustment]:
    """Return what the people on a session's roster need, by name."""
    people = rosters.roster_of(session).values("participant")
    rows = in_force(adjustments, on=rosters.day_of(session)).filter(participant__in=people)
    return rows.select_related("participant").order_by("participant__sort_name", "starts_on", "pk")


@dataclass(frozen=True, slots=True)
class ToDo:
    """A line on a leader's home: an action of theirs, or a request that waits for an answer."""

    is_request: bool
    reference: str
    text: str
    due_on: date
    person: str
    person_reference: str


def to_do(contacts: QuerySet[Contact], requests: QuerySet[ChangeRequest], user: User) -> list[ToDo]:
    """Return the requests to answer and a leader's own actions, the first due first, at once."""
    asked = requests.filter(state=ChangeRequest.State.OPEN).values_list(
        Value(True, BooleanField()),
        *("reference", "kind", "answer_by"),
        *("enrolment__participant__full_name", "enrolment__participant__reference"),
    )
    actions = open_actions(contacts).filter(owner=user).order_by()
    owned = actions.values_list(
        Value(False, BooleanField()),
        *("reference", "next_action", "due_on"),
        *("participant__full_name", "participant__reference"),
    )
    kinds = dict(ChangeRequest.Kind.choices)
    rows = asked.order_by().union(owned, all=True).order_by("answer_by", "reference")
    return [
        ToDo(bool(is_request), reference, kinds.get(text, text) if is_request else text, *rest)
        for is_request, reference, text, *rest in rows[:MOST]
    ]
