"""When a register may be taken or amended, and which marks it accepts."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from govuk.dates import date_text
from participants.models import Attendance
from programmes.models import Session


def obstacles_to_taking(session: Session, *, on: date) -> list[str]:
    """Say why nobody can save this session's register; empty when it is open."""
    day = timezone.localdate(session.starts_at)
    if session.status == Session.Status.CANCELLED:
        return ["This session was cancelled, so it has no register."]
    if on < day:
        return [f"You can take this register on {date_text(day)}, the day of the session."]
    return []


def obstacles_to_marking(marks: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Say what is wrong with the marks, by enrolment reference, for the people on the register."""
    if not names:
        return [
            "Nobody is on this register, so there is nothing to save."
            " Nobody had a place in the group on the day of the session."
        ]
    if marks.keys() - names.keys():
        return ["The register has changed since you opened it. Check the names and save again."]
    known = set(Attendance.Mark.values)
    return [
        f"Select a mark for {name}"
        for reference, name in names.items()
        if marks.get(reference) not in known
    ]


def needs_a_reason(session: Session, *, on: date) -> bool:
    """Say whether a saved register is amended so late that the change must be explained."""
    return on > timezone.localdate(session.starts_at)


def obstacles_to_amending(session: Session, reason: str, *, on: date) -> list[str]:
    """Say why a saved register cannot be changed; empty when it can."""
    if needs_a_reason(session, on=on) and not reason.strip():
        return ["Enter why you are changing the register"]
    return []
