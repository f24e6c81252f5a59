"""Who leads the sessions of a cohort, and who might."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from facilitators.models import Facilitator
from facilitators.rules import clashes, obstacles_to_leading
from programmes.models import Cohort, Group, Session, SessionLead


@dataclass(frozen=True)
class Lead:
    """One person's share in leading a group."""

    user: User
    # The reference of the person's profile at the cohort's hub; empty for another hub's.
    profile: str
    part: str
    sessions: int
    removable: int


@dataclass(frozen=True)
class Row:
    """A group of a cohort, or the whole cohort where it meets as one, and who leads it."""

    group: Group | None
    sessions: int
    to_come: int
    without_lead: int
    leads: list[Lead] = field(default_factory=list)


@dataclass(frozen=True)
class Candidate:
    """A facilitator of the hub, why not if not, and what stands at the same time."""

    facilitator: Facilitator
    obstacles: list[str]
    warnings: list[str]

    @property
    def reason(self) -> str:
        """The first obstacle, to stand behind the person's name."""
        return self.obstacles[0].removeprefix(f"{self.facilitator} ")

    @property
    def summary(self) -> str:
        """How many sessions clash, to unfold the list of them."""
        count = len(self.warnings)
        return f"{self.facilitator}: {count} clash{'' if count == 1 else 'es'}"


def leadership_of(cohort: Cohort, *, at: datetime) -> list[Row]:
    """Return each group of a cohort with those who lead its sessions."""
    live = Q(status__in=[Session.Status.PLANNED, Session.Status.HELD])
    planned = Q(status=Session.Status.PLANNED)
    totals: dict[int | None, Mapping[str, Any]] = {
        row["group"]: row
        for row in cohort.sessions.order_by()
        .filter(live)
        .values("group")
        .annotate(
            sessions=Count("pk", distinct=True),
            to_come=Count("pk", filter=planned, distinct=True),
            led=Count("pk", filter=planned & Q(leads__part=SessionLead.Part.LEAD), distinct=True),
        )
    }
    leads = _leads_by_group(cohort, at)
    groups: list[Group | None] = list(cohort.groups.order_by("position", "name"))
    if None in totals:
        groups.insert(0, None)
    rows = []
    for group in groups:
        key = group.pk if group else None
        total = totals.get(key, {"sessions": 0, "to_come": 0, "led": 0})
        without_lead = total["to_come"] - total["led"]
        rows.append(Row(group, total["sessions"], total["to_come"], without_lead, leads[key]))
    return rows


def _leads_by_group(cohort: Cohort, at: datetime) -> dict[int | None, list[Lead]]:
    found = (
        SessionLead.objects.filter(session__cohort=cohort)
        .exclude(session__status=Session.Status.CANCELLED)
        .values("session__group", "user", "part")
        .annotate(
            sessions=Count("pk"),
            removable=Count(
                "pk", filter=Q(session__status=Session.Status.PLANNED, session__starts_at__gte=at)
            ),
        )
        .order_by("-part", "user__full_name", "user")
    )
    users = User.objects.in_bulk({row["user"] for row in found})
    profiles = dict(
        Facilitator.objects.filter(hub=cohort.hub_id, user__in=users).values_list(
            "user", "reference"
        )
    )
    by_group: dict[int | None, list[Lead]] = defaultdict(list)
    for row in found:
        part = SessionLead.Part(row["part"]).label
        by_group[row["session__group"]].append(
            Lead(
                users[row["user"]],
                profiles.get(row["user"], ""),
                part,
                row["sessions"],
                row["removable"],
            )
        )
    return by_group


def sessions_to_lead(cohort: Cohort, group: Group | None) -> QuerySet[Session]:
    """Return a group's sessions to which somebody may be appointed; None: the whole cohort's."""
    return (
        cohort.sessions.filter(group=group, status=Session.Status.PLANNED)
        .select_related("cohort", "group")
        .order_by("starts_at", "pk")
    )


def leads_to_remove(
    cohort: Cohort, group: Group | None, user: str, *, at: datetime
) -> QuerySet[SessionLead]:
    """Return a person's appointments to sessions of a group that are to come."""
    return SessionLead.objects.filter(
        session__cohort=cohort,
        session__starts_at__gte=at,
        session__group=group,
        session__status=Session.Status.PLANNED,
        user__reference=user,
    ).select_related("user", "session")


def candidates(cohort: Cohort, sessions: Sequence[Session]) -> list[Candidate]:
    """Return the hub's facilitators, those who may lead the sessions first."""
    facilitators = list(
        Facilitator.objects.filter(hub=cohort.hub_id)
        .select_related("user", "hub")
        .prefetch_related("clearances")
        .order_by("user__full_name", "pk")
    )
    ended = _without_role(cohort, facilitators, sessions)
    busy = _led_by([f.user_id for f in facilitators], sessions)
    first = timezone.localdate(sessions[0].starts_at) if sessions else cohort.ends_on
    found = [
        Candidate(
            facilitator,
            obstacles_to_leading(
                facilitator,
                cohort.programme.qualification,
                facilitator.clearances.all(),
                on=first,
                role_ended=facilitator.user_id in ended,
            ),
            clashes(facilitator, sessions, busy[facilitator.user_id]),
        )
        for facilitator in facilitators
    ]
    return sorted(found, key=lambda candidate: bool(candidate.obstacles))


def _without_role(
    cohort: Cohort, facilitators: Sequence[Facilitator], sessions: Sequence[Session]
) -> set[int]:
    """Return the users who are not facilitators at the hub until the last of the sessions."""
    staying = Q(memberships__ends_at=None)
    if sessions:
        staying |= Q(memberships__ends_at__gt=max(session.ends_at for session in sessions))
    holders = User.objects.filter(
        staying,
        memberships__role=Role.FACILITATOR,
        memberships__hub=cohort.hub_id,
        disabled_at=None,
    ).values_list("pk", flat=True)
    return {facilitator.user_id for facilitator in facilitators} - set(holders)


def _led_by(users: Sequence[int], sessions: Sequence[Session]) -> dict[int, list[Session]]:
    """Return what each user leads between the first and the last of the sessions, besides them."""
    led: dict[int, list[Session]] = defaultdict(list)
    if not sessions:
        return led
    leads = (
        SessionLead.objects.filter(
            user__in=users,
            session__starts_at__lt=max(session.ends_at for session in sessions),
            session__ends_at__gt=min(session.starts_at for session in sessions),
        )
        .exclude(session__in=sessions)
        .exclude(session__status=Session.Status.CANCELLED)
        .select_related("session__cohort", "session__group")
        .order_by("session__starts_at", "pk")
    )
    for lead in leads:
        led[lead.user_id].append(lead.session)
    return led
