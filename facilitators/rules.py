"""Who may be registered, cleared and appointed: reasons why not, in sentences."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations

from django.utils import timezone

from accounts.models import Hub, User
from facilitators.models import Clearance, Facilitator
from govuk.dates import date_text, range_text
from govuk.sentences import About
from programmes.models import Qualification, Session, SessionLead

SHOWN_CLASHES = 3


def obstacles_to_registering(
    user: User, hub: Hub, *, has_role: bool, is_registered: bool
) -> list[str]:
    """Say why a person cannot join a hub's facilitators; empty when they can."""
    if not has_role:
        return [f"{user} does not have the role of facilitator at {hub}. Invite them first."]
    if is_registered:
        return [f"{user} is a facilitator of {hub} already."]
    return []


def obstacles_to_clearing(
    facilitator: Facilitator, qualification: Qualification, clearances: Iterable[Clearance]
) -> list[str]:
    """Say why a clearance cannot be recorded; empty when it can."""
    for clearance in clearances:
        if clearance.qualification_id == qualification.pk:
            since = date_text(clearance.cleared_on)
            return [f"{facilitator} has been cleared for {qualification} since {since}."]
    return []


def obstacles_to_leading(
    facilitator: Facilitator,
    qualification: Qualification,
    clearances: Iterable[Clearance],
    *,
    on: date,
    role_ended: bool = False,
) -> list[str]:
    """Say why a facilitator cannot lead sessions of a qualification on a day."""
    if role_ended:
        return [f"{facilitator} is no longer a facilitator at {facilitator.hub}."]
    cleared = {c.qualification_id: c.cleared_on for c in clearances}.get(qualification.pk)
    if cleared is None:
        return [f"{facilitator} is not cleared for {qualification}."]
    if cleared > on:
        return [f"{facilitator} is cleared for {qualification} only from {date_text(cleared)}."]
    return []


def obstacles_to_appointing(
    facilitator: Facilitator,
    sessions: Sequence[Session],
    led: Sequence[Session],
    clearances: Collection[Clearance],
    *,
    role_ends_on: date | None,
) -> list[str]:
    """Say why a facilitator cannot be appointed to sessions; empty when they can.

    `led` are the other sessions that the person leads, at any hub; `role_ends_on` is the day on
    which the role of facilitator ends.
    """
    if not sessions:
        return [About("sessions", f"{facilitator} leads all of these sessions already.")]
    obstacles: list[str] = []
    for session in sessions:
        day = timezone.localdate(session.starts_at)
        if session.status == Session.Status.CANCELLED:
            cancelled = f"“{session}” on {date_text(day)} was cancelled."
            obstacles.append(About("sessions", cancelled))
        if session.cohort.hub_id != facilitator.hub_id:
            elsewhere = f"{facilitator} is a facilitator at {facilitator.hub} only."
            obstacles.append(About("facilitator", elsewhere))
        about_the_person = obstacles_to_leading(
            facilitator,
            session.cohort.programme.qualification,
            clearances,
            on=day,
            role_ended=role_ends_on is not None and role_ends_on <= day,
        )
        obstacles += [About("facilitator", each) for each in about_the_person]
    return list(dict.fromkeys(obstacles)) or first_of(clashes(facilitator, sessions, led))


def clashes(
    facilitator: Facilitator, sessions: Sequence[Session], led: Sequence[Session]
) -> list[str]:
    """Name what a facilitator already leads at the time of new sessions."""
    return [
        f"{facilitator} already leads {_named(other, to=facilitator.hub_id)}."
        for session in sessions
        for other in led
        if _overlap(session, other)
    ] + [
        f"{facilitator} cannot lead both {_named(one, to=one.cohort.hub_id)}"
        f" and {_named(two, to=two.cohort.hub_id)}."
        for one, two in combinations(sessions, 2)
        if _overlap(one, two)
    ]


def first_of(found: Sequence[str]) -> list[str]:
    """Return the first few clashes as refusals, and how many more there are."""
    rest = len(found) - SHOWN_CLASHES
    more = [f"There {'is 1 more clash' if rest == 1 else f'are {rest} more clashes'} like this."]
    told = [*found[:SHOWN_CLASHES], *(more if rest > 0 else [])]
    return [About("facilitator", sentence) for sentence in told]


def _overlap(one: Session, two: Session) -> bool:
    """Say whether two sessions share time; one that starts when the other ends does not."""
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at


def _named(session: Session, *, to: int) -> str:
    """Name a session to a hub; what stands at another hub is none of its business."""
    when = (
        f"on {date_text(session.starts_at)} from {range_text(session.starts_at, session.ends_at)}"
    )
    if session.cohort.hub_id != to:
        return f"another session {when}"
    where = f"{session.cohort}, {session.group}" if session.group else str(session.cohort)
    return f"“{session}” ({where}) {when}"


def obstacles_to_removing(lead: SessionLead) -> list[str]:
    """Say why somebody cannot be taken off a session; empty when they can."""
    if lead.session.status == Session.Status.HELD:
        return [f"“{lead.session}” has been held, so who led it stays on record."]
    return []
