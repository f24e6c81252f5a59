"""Who leads a session: appointed where free, taken off while it has not been held."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from programmes.models import Session, SessionLead
from programmes.queries.sessions import led_besides
from programmes.rules.sessions import obstacles_to_leading, obstacles_to_removing


def lock_users(users: QuerySet[User]) -> list[User]:
    """Hold people's rows in one order, so that nobody is booked twice at the same time."""
    # no_key: rows that only name a person (an audit event) may be written meanwhile.
    locked = User.objects.select_for_update(of=("self",), no_key=True)
    return list(locked.filter(pk__in=users).order_by("pk"))


def appoint_lead(
    *, session: Session, user: User, part: str = SessionLead.Part.LEAD, by: User
) -> SessionLead:
    """Appoint somebody to lead a session.

    :raises ValidationError: when the person is not free then, or the session is cancelled.
    """
    return appoint_leads(sessions=[session], user=user, part=part, by=by)[0]


@transaction.atomic
def appoint_leads(
    *, sessions: Sequence[Session], user: User, part: str = SessionLead.Part.LEAD, by: User
) -> list[SessionLead]:
    """Appoint somebody to lead several sessions, all or none; where it is so, it stays so.

    :raises ValidationError: when the person is not free for all of them, or one is cancelled.
    """
    keys = [session.pk for session in sessions]
    rows = list(
        Session.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .order_by("pk")
    )
    (user,) = lock_users(User.objects.filter(pk=user.pk))
    already = list(
        SessionLead.objects.filter(session__in=rows, user=user).select_related("session")
    )
    led = {lead.session_id for lead in already}
    obstacles = obstacles_to_leading(
        user, rows, elsewhere=led_besides(user, rows), already=already, part=part
    )
    if obstacles:
        raise ValidationError(obstacles)
    new = SessionLead.objects.bulk_create(
        SessionLead(session=session, user=user, part=part)
        for session in rows
        if session.pk not in led
    )
    audit.record_many(
        "session.lead_appointed",
        by=by,
        changes=[(lead.session, {}, {"lead": user, "part": lead.part}) for lead in new],
    )
    return sorted([*already, *new], key=lambda lead: lead.session_id)


def remove_lead(*, lead: SessionLead, by: User) -> Session:
    """Take somebody off a session that has not been held.

    :raises ValidationError: when it has been held.
    """
    return remove_leads(leads=[lead], by=by)[0]


@transaction.atomic
def remove_leads(*, leads: Sequence[SessionLead], by: User) -> list[Session]:
    """Take people off sessions that have not been held, all or none.

    :raises ValidationError: when one of the sessions has been held.
    """
    keys = [lead.session_id for lead in leads]
    locked = Session.objects.select_for_update(of=("self",), no_key=True)
    sessions = {session.pk: session for session in locked.filter(pk__in=keys).order_by("pk")}
    for lead in leads:
        lead.session = sessions[lead.session_id]
    obstacles = [obstacle for lead in leads for obstacle in obstacles_to_removing(lead)]
    if obstacles:
        raise ValidationError(list(dict.fromkeys(obstacles)))
    audit.record_many(
        "session.lead_removed",
        by=by,
        changes=[(lead.session, {"lead": lead.user, "part": lead.part}, {}) for lead in leads],
    )
    SessionLead.objects.filter(pk__in=[lead.pk for lead in leads]).delete()
    return [lead.session for lead in leads]
