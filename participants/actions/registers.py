"""What happens to registers: taken on the day, amended later, never overwritten unseen."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigAutoField
from django.utils import timezone

from accounts import audit, bulk
from accounts.models import User
from accounts.statements import Statement, given
from govuk.dates import datetime_text
from participants.models import Attendance, Register
from participants.queries import rosters
from participants.rules.registers import (
    obstacles_to_amending,
    obstacles_to_marking,
    obstacles_to_taking,
)
from programmes.actions import sessions
from programmes.models import Session

# Two people who save at once come one after the other.
_HELD = Statement(
    lambda: Session.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=given("session", BigAutoField())
    )
)


@transaction.atomic
def take(
    *,
    session: Session,
    marks: Mapping[str, str],
    version: int,
    at: datetime,
    by: User,
    reason: str = "",
) -> Register:
    """Save who was there: a mark for each person on the roster of the day, by their reference.

    `version` is the register's when the person opened it, 0 before it was first taken. Saving
    what stands already changes nothing, so a second press of the button has no effect.

    :raises ValidationError: when the session has no register to take now, when a mark is missing
        or unknown, when a late change has no reason, or, with the code "conflict", when somebody
        else saved the register meanwhile.
    """
    today = timezone.localdate(at)
    if obstacles := obstacles_to_taking(session, on=today):
        raise ValidationError(obstacles)
    session = _hold(session, by=by)
    if obstacles := obstacles_to_taking(session, on=today):
        raise ValidationError(obstacles)
    register, rows = rosters.register_itself(session), rosters.register_rows(session)
    saved = {reference: mark for reference, _, mark, *_ in rows if mark}
    if register and saved == marks:
        return register
    if version != (register.version if register else 0):
        raise ValidationError(conflict_of(register), code="conflict")
    if obstacles := obstacles_to_marking(marks, {row[0]: row[3] for row in rows}):
        raise ValidationError(obstacles)
    if register and (obstacles := obstacles_to_amending(session, reason, on=today)):
        raise ValidationError({"reason": obstacles})
    changed = {r: mark for r, mark in marks.items() if mark != saved.get(r)}
    _write_marks(session, {key: changed[r] for r, key, *_ in rows if r in changed})
    register, verb = _write_register(session, register, at=at, by=by)
    audit.record(
        verb,
        by=by,
        subject=register,
        before={r: saved[r] for r in changed if r in saved},
        after=changed,
        reason=reason.strip(),
    )
    return register


def _hold(session: Session, *, by: User) -> Session:
    """Hold the session's row; the first register says that the session took place."""
    if session.status != Session.Status.HELD:
        return sessions.mark_held(session=session, by=by)
    [held] = _HELD.objects(session=session.pk)
    return held


def _write_marks(session: Session, marks: Mapping[int, str]) -> None:
    """Insert or replace the marks, by the keys of enrolments, in one statement."""
    bulk.insert(
        Attendance,
        ("enrolment", "mark"),
        list(marks.items()),
        alike={"session": session},
        instead=("session", "enrolment"),
    )


def _write_register(
    session: Session, register: Register | None, *, at: datetime, by: User
) -> tuple[Register, str]:
    """Open the session's register, or raise the version of the one that stands."""
    if register is None:
        return Register.objects.create(session=session, taken_at=at, taken_by=by), "register.taken"
    register.version += 1
    Register.objects.filter(pk=register.pk).update(version=register.version)
    return register, "register.amended"


def conflict_of(register: Register | None) -> str:
    """Say who saved the register after it was opened."""
    if register is None:
        return "The register has changed since you opened it. Check the marks and save again."
    last = audit.events_about(register).first()
    who = last.by if last and last.by else register.taken_by
    when = last.at if last else register.taken_at
    return (
        f"{who} saved this register on {datetime_text(when)}, after you opened it."
        " Your changes are not saved. Check the marks below and save again."
    )
