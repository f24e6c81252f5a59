"""What happens to registers: taken on the day, amended later, never overwritten unseen."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
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

COLUMNS = ("reference", "pk", "saved_mark", "participant__full_name")


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
    # This holds the session's row, so that two people who save at once come one after the other.
    session = sessions.mark_held(session=session, by=by)
    if obstacles := obstacles_to_taking(session, on=today):
        raise ValidationError(obstacles)
    register = Register.objects.filter(session=session).first()
    rows = list(rosters.register_of(session).values_list(*COLUMNS))
    saved = {reference: mark for reference, _, mark, _ in rows if mark}
    if register and saved == marks:
        return register
    if version != (register.version if register else 0):
        raise ValidationError(conflict_of(register), code="conflict")
    if obstacles := obstacles_to_marking(marks, {reference: name for reference, *_, name in rows}):
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


def _write_marks(session: Session, marks: Mapping[int, str]) -> None:
    """Insert or replace the marks, by the keys of enrolments, in one statement."""
    Attendance.objects.bulk_create(
        [Attendance(session=session, enrolment_id=key, mark=mark) for key, mark in marks.items()],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["mark"],
    )


def _write_register(
    session: Session, register: Register | None, *, at: datetime, by: User
) -> tuple[Register, str]:
    """Open the session's register, or raise the version of the one that stands."""
    if register is None:
        return Register.objects.create(session=session, taken_at=at, taken_by=by), "register.taken"
    register.version += 1
    register.save(update_fields=["version"])
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
