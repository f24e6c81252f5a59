"""Sessions: planned, moved, cancelled, restored, held and noted; each change is one action."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.queries.meanwhile import refuse_changed
from govuk.sentences import About
from programmes.actions.cohorts import lock as lock_cohort
from programmes.actions.leads import (
    appoint_lead,
    appoint_leads,
    lock_users,
    remove_lead,
    remove_leads,
)
from programmes.actions.timetables import stamp
from programmes.models import Activity, Cohort, Group, Session
from programmes.queries.sessions import holiday_on, leads_meanwhile, meanwhile
from programmes.rules.sessions import (
    obstacles_to_cancelling,
    obstacles_to_marking_held,
    obstacles_to_meeting,
    obstacles_to_moving,
    obstacles_to_planning,
    obstacles_to_restoring,
)
from programmes.rules.wall_time import day_of

# What other floors reach through this module, wherever it is written.
__all__ = [
    "appoint_lead",
    "appoint_leads",
    "cancel",
    "mark_held",
    "move",
    "plan",
    "remove_lead",
    "remove_leads",
    "restore",
    "stamp",
    "write_note",
]

WHEN_AND_WHERE = ("starts_at", "ends_at", "place", "joining_link")
STANDING = ("status", "cancelled_because")
# What the pages show that move, cancel or restore a session.
SHOWN = (*WHEN_AND_WHERE, "status")


@transaction.atomic
def plan(
    *,
    cohort: Cohort,
    group: Group | None,
    activity: Activity | None,
    title: str,
    mode: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    joining_link: str = "",
    by: User,
) -> Session:
    """Plan one session of a group, or of the whole cohort where no group is given.

    :raises ValidationError: when the people cannot meet then.
    """
    cohort = lock_cohort(cohort)
    session = Session(
        cohort=cohort,
        group=group,
        activity=activity,
        title=title,
        mode=mode,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        joining_link=joining_link,
    )
    obstacles = obstacles_to_planning(cohort, group, activity) or _obstacles_to_time(session)
    if obstacles:
        raise ValidationError(obstacles)
    session.save()
    after = audit.snapshot(session, "group", "title", "mode", *WHEN_AND_WHERE)
    audit.record("session.planned", by=by, subject=session, after=after)
    return session


@transaction.atomic
def move(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    joining_link: str,
    seen: str = "",
    by: User,
) -> Session:
    """Give a session another time, place or link; those who lead it must be free then.

    :raises ValidationError: when it has been held or cancelled, somebody cannot meet then, or
        somebody changed it since it was `seen`.
    """
    session = _lock(session)
    _refuse_changed(session, seen)
    if obstacles := obstacles_to_moving(session):
        raise ValidationError(obstacles)
    before = audit.snapshot(session, *WHEN_AND_WHERE)
    session.starts_at, session.ends_at = starts_at, ends_at
    session.place, session.joining_link = place, joining_link
    if obstacles := _obstacles_to_time(session):
        raise ValidationError(obstacles)
    return _write("session.moved", session, WHEN_AND_WHERE, before=before, by=by)


@transaction.atomic
def cancel(*, session: Session, because: str, seen: str = "", by: User) -> Session:
    """Cancel a planned session; it stays on the timetable, marked, and can be restored.

    :raises ValidationError: when it is not planned, no reason is given, or somebody changed it
        since it was `seen`.
    """
    session = _lock(session)
    _refuse_changed(session, seen)
    if obstacles := obstacles_to_cancelling(session, because):
        raise ValidationError(obstacles)
    before = audit.snapshot(session, "status")
    session.status, session.cancelled_because = Session.Status.CANCELLED, because.strip()
    return _write(
        "session.cancelled", session, STANDING, before=before, by=by, reason=because.strip()
    )


@transaction.atomic
def restore(*, session: Session, seen: str = "", by: User) -> Session:
    """Plan a cancelled session again, at the time it had.

    :raises ValidationError: when it is not cancelled, somebody is called elsewhere by now, or
        somebody changed it since it was `seen`.
    """
    session = _lock(session)
    _refuse_changed(session, seen)
    obstacles = obstacles_to_restoring(session) or _obstacles_to_time(session)
    if obstacles:
        raise ValidationError(obstacles)
    before = audit.snapshot(session, *STANDING)
    session.status, session.cancelled_because = Session.Status.PLANNED, ""
    return _write("session.restored", session, STANDING, before=before, by=by)


@transaction.atomic
def mark_held(*, session: Session, by: User) -> Session:
    """Say that a session took place; said again, nothing changes.

    :raises ValidationError: when it is cancelled.
    """
    session = _lock(session, with_cohort=False)
    if obstacles := obstacles_to_marking_held(session):
        raise ValidationError(obstacles)
    if session.status == Session.Status.HELD:
        return session
    before = audit.snapshot(session, "status")
    session.status = Session.Status.HELD
    return _write("session.held", session, ("status",), before=before, by=by)


@transaction.atomic
def write_note(*, session: Session, note: str, seen: str = "", by: User) -> Session:
    """Write what happened in a session, in place of what was noted before; none takes it away.

    :raises ValidationError: when there is nothing to write and nothing to take away, or somebody
        wrote another note since it was `seen`.
    """
    session, note = _lock(session, with_cohort=False), note.strip()
    before = audit.snapshot(session, "note")
    refuse_changed(before, seen, audit.events_about(session))
    if not note and not session.note:
        raise ValidationError([About("note", "Enter the note")])
    if note == session.note:
        return session
    session.note = note
    return _write("session.noted", session, ("note",), before=before, by=by)


def _refuse_changed(session: Session, seen: str) -> None:
    refuse_changed(audit.snapshot(session, *SHOWN), seen, audit.events_about(session))


def _lock(session: Session, *, with_cohort: bool = True) -> Session:
    """Hold the session; its cohort first where its people must be free. Always in this order."""
    if with_cohort:
        lock_cohort(session.cohort)
    locked = Session.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("cohort", "group").get(pk=session.pk)


def _obstacles_to_time(session: Session) -> list[str]:
    """Ask whether all who are called to the session, leads included, are free at its time."""
    cohort, starts_at, ends_at = session.cohort, session.starts_at, session.ends_at
    if session.pk:
        lock_users(User.objects.filter(led_sessions__session=session))
    return obstacles_to_meeting(
        cohort,
        starts_at=starts_at,
        ends_at=ends_at,
        meanwhile=meanwhile(cohort, session.group, starts_at, ends_at, besides=session),
        holiday=holiday_on(day_of(starts_at)),
        leads_meanwhile=leads_meanwhile(session, starts_at, ends_at) if session.pk else [],
    )


def _write(
    verb: str,
    session: Session,
    fields: tuple[str, ...],
    *,
    before: audit.Values,
    by: User,
    reason: str = "",
) -> Session:
    session.save(update_fields=fields)
    after = audit.snapshot(session, *before)
    audit.record(verb, by=by, subject=session, before=before, after=after, reason=reason)
    return session
