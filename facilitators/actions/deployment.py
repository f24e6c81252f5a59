"""Who leads which sessions: appointments of facilitators, and their ends."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from facilitators.models import Facilitator
from facilitators.rules import obstacles_to_appointing, obstacles_to_removing
from programmes.actions import sessions as programme_sessions
from programmes.models import Session, SessionLead


@transaction.atomic
def appoint(
    *, facilitator: Facilitator, sessions: Sequence[Session], part: str, by: User
) -> list[SessionLead]:
    """Let a facilitator lead sessions, as lead or as co-facilitator.

    Sessions that the person leads already stay as they are.

    Two appointments of one person at once are told apart by programmes, which holds the rows.

    :raises ValidationError: when the facilitator is not cleared, or leads something else then.
    """
    user = facilitator.user
    wanted = list(
        Session.objects.filter(pk__in=[session.pk for session in sessions])
        .exclude(leads__user=user)
        .select_related("cohort__programme__qualification", "group")
        .order_by("starts_at", "pk")
    )
    obstacles = obstacles_to_appointing(
        facilitator,
        wanted,
        _led_meanwhile(user, wanted),
        list(facilitator.clearances.all()),
        role_ends_on=_role_ends_on(facilitator),
    )
    if obstacles:
        raise ValidationError(obstacles)
    return programme_sessions.appoint_leads(sessions=wanted, user=user, part=part, by=by)


@transaction.atomic
def remove(*, leads: Sequence[SessionLead], by: User) -> list[SessionLead]:
    """Take people off sessions that are still to come.

    :raises ValidationError: when one of the sessions has been held.
    """
    obstacles = [obstacle for lead in leads for obstacle in obstacles_to_removing(lead)]
    if obstacles:
        raise ValidationError(obstacles)
    programme_sessions.remove_leads(leads=leads, by=by)
    return list(leads)


def _led_meanwhile(user: User, wanted: Sequence[Session]) -> list[Session]:
    """Return what the person leads between the first and the last of the wanted sessions."""
    if not wanted:
        return []
    return list(
        Session.objects.filter(
            leads__user=user,
            starts_at__lt=max(session.ends_at for session in wanted),
            ends_at__gt=min(session.starts_at for session in wanted),
        )
        .exclude(status=Session.Status.CANCELLED)
        .select_related("cohort", "group")
        .order_by("starts_at", "pk")
    )


def _role_ends_on(facilitator: Facilitator) -> date | None:
    """Return the day on which the person stops being a facilitator at the hub; None if never."""
    roles = facilitator.user.memberships.filter(role=Role.FACILITATOR, hub=facilitator.hub_id)
    ends = list(roles.values_list("ends_at", flat=True))
    if not ends:
        return date.min
    return None if None in ends else timezone.localdate(max(end for end in ends if end))
