"""What allows a session to be planned, moved, cancelled, held and led."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from govuk.dates import date_text, datetime_text, range_text
from govuk.sentences import About
from programmes.models import Activity, BankHoliday, Cohort, Group, Session, SessionLead
from programmes.rules.wall_time import day_of


def obstacles_to_planning(
    cohort: Cohort, group: Group | None, activity: Activity | None
) -> list[str]:
    """Say why a session of this group for this activity is not the cohort's; empty when it is."""
    obstacles = []
    if group and group.cohort_id != cohort.pk:
        obstacles.append(f"{group} is not a group of {cohort}.")
    if activity and activity.module.curriculum_id != cohort.curriculum_id:
        obstacles.append(f"“{activity}” is not in the curriculum of {cohort}.")
    return obstacles


def obstacles_to_meeting(
    cohort: Cohort,
    *,
    starts_at: datetime,
    ends_at: datetime,
    meanwhile: Sequence[Session],
    holiday: BankHoliday | None,
    leads_meanwhile: Sequence[SessionLead] = (),
) -> list[str]:
    """Say why people of a cohort cannot meet then; empty when they can.

    `meanwhile` are the sessions of the same people that overlap, `leads_meanwhile` what those
    who lead the session lead elsewhere at the time.
    """
    if cohort.status == Cohort.Status.CANCELLED:
        return ["This cohort is cancelled."]
    if ends_at <= starts_at:
        return [About("to_time", "The end time must be after the start time.")]
    about_the_day = []
    on = day_of(starts_at)
    if not cohort.starts_on <= on <= cohort.ends_on:
        about_the_day.append(
            f"The date must be between {date_text(cohort.starts_on)} and"
            f" {date_text(cohort.ends_on)}, the dates of the cohort."
        )
    if holiday:
        about_the_day.append(f"{date_text(on)} is a bank holiday: {holiday}. Choose another day.")
    about_the_time = [
        f"{other.group or 'The whole cohort'} has “{other}” on {date_text(other.starts_at)}"
        f" from {range_text(other.starts_at, other.ends_at)}. Choose another time."
        for other in meanwhile
    ]
    about_the_time += [busy_sentence(lead.user, lead.session) for lead in leads_meanwhile]
    return [
        *(About("on", obstacle) for obstacle in about_the_day),
        *(About("from_time", obstacle) for obstacle in about_the_time),
    ]


def busy_sentence(user: User, session: Session) -> str:
    """Say that somebody leads elsewhere; the other session's name may belong to another hub."""
    return (
        f"{user} leads another session on {date_text(session.starts_at)}"
        f" from {range_text(session.starts_at, session.ends_at)}."
    )


def obstacles_to_moving(session: Session) -> list[str]:
    """Say why a session cannot be given another time or place; empty when it can."""
    if session.status == Session.Status.HELD:
        return ["This session has been held, so its time and place stay as they were."]
    if session.status == Session.Status.CANCELLED:
        return ["This session is cancelled. Restore it first."]
    return []


def obstacles_to_cancelling(session: Session, because: str) -> list[str]:
    """Say why a session cannot be cancelled; empty when it can."""
    if Session.Status.CANCELLED not in Session.TRANSITIONS[Session.Status(session.status)]:
        return [f"This session is {session.get_status_display().lower()} already."]
    if not because.strip():
        return ["Enter the reason for cancelling."]
    return []


def obstacles_to_restoring(session: Session) -> list[str]:
    """Say why a cancelled session cannot be planned again; empty when it can."""
    if session.status != Session.Status.CANCELLED:
        return ["This session is not cancelled."]
    return []


def obstacles_to_marking_held(session: Session) -> list[str]:
    """Say why a session cannot count as held; empty when it can, or does already."""
    if session.status == Session.Status.CANCELLED:
        return ["This session is cancelled. Restore it first."]
    return []


def obstacles_to_leading(
    user: User,
    sessions: Sequence[Session],
    *,
    elsewhere: Sequence[Session],
    already: Sequence[SessionLead],
    part: str,
) -> list[str]:
    """Say why somebody cannot lead these sessions; empty when they can.

    `elsewhere` are the sessions that the person leads besides, in time order.
    """
    if user.disabled_at:
        return [f"{user}’s account is disabled."]
    obstacles = [
        f"“{session}” on {datetime_text(session.starts_at)} is cancelled."
        for session in sessions
        if session.status == Session.Status.CANCELLED
    ]
    obstacles += [
        f"{user} is {lead.get_part_display().lower()} of “{lead.session}” already."
        for lead in already
        if lead.part != part
    ]
    return obstacles + _overlaps(user, sessions, elsewhere)


def obstacles_to_removing(lead: SessionLead) -> list[str]:
    """Say why somebody cannot be taken off a session; empty when they can."""
    if lead.session.status == Session.Status.HELD:
        return ["This session has been held, so those who led it stay."]
    return []


def _overlaps(user: User, sessions: Sequence[Session], elsewhere: Sequence[Session]) -> list[str]:
    """Name each of the sessions that overlaps another one, in one pass over all by time."""
    wanted = {session.pk for session in sessions}
    everything = sorted([*sessions, *elsewhere], key=lambda s: (s.starts_at, s.pk))
    found = []
    latest: Session | None = None
    for session in everything:
        if latest and session.starts_at < latest.ends_at and {session.pk, latest.pk} & wanted:
            other = latest if latest.pk not in wanted else session
            found.append(busy_sentence(user, other))
        if latest is None or session.ends_at > latest.ends_at:
            latest = session
    return found
