"""Who is on the register of a session: the people of its own day, whoever moves later."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import (
    BigAutoField,
    DateField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from accounts.queries.history import Change, HistoryItem, item_of
from accounts.statements import Statement, given
from participants.models import (
    Attendance,
    Enrolment,
    GroupMembership,
    Register,
    StatusChange,
)
from programmes.models import Session

Mark = Attendance.Mark
# Tuples, since wide rows of models cost more than all else on the page.
COLUMNS = ("reference", "pk", "saved_mark", "participant__full_name", "participant__school__name")


@dataclass(frozen=True)
class Line:
    """One person on the page of a register; `mark` is the one that stands selected."""

    reference: str
    name: str
    # The school, where two people on the register have the same name.
    detail: str
    mark: str
    # What this person's own screen had, when somebody else saved something different meanwhile.
    instead_of: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to say of it: neither a mark missing nor two that differ."""
        return bool(self.mark) and not self.instead_of

    @property
    def mark_in_words(self) -> str:
        return Mark(self.mark).label if self.mark else "Not marked"

    @property
    def problem(self) -> str:
        return "" if self.mark else f"Select a mark for {self.name}"


@dataclass(frozen=True)
class Sheet:
    """A register as a page shows it: who took it, and a line for each person."""

    register: Register | None
    lines: list[Line]

    @property
    def version(self) -> int:
        return self.register.version if self.register else 0

    @property
    def attended(self) -> int:
        return sum(line.mark in Attendance.ATTENDED for line in self.lines)


def day_of(session: Session) -> date:
    """Return the session's date on London's calendar."""
    return timezone.localdate(session.starts_at)


def roster_of(session: Session) -> QuerySet[Enrolment]:
    """Return the places that were active, and in the session's group, on the session's day."""
    asked = _Asked(session.pk, session.cohort_id, session.group_id, day_of(session))
    return _in_name_order(_belonging_to(asked).filter(_expected_at(asked)))


def register_of(session: Session) -> QuerySet[Enrolment]:
    """Return the roster and whoever has a mark already, each with `saved_mark` or None.

    A register that was saved keeps its people, even when a change with an earlier date took
    somebody off the roster afterwards.
    """
    return _register_of(_Asked(session.pk, session.cohort_id, session.group_id, day_of(session)))


def register_rows(session: Session) -> list[tuple[str, int, str | None, str, str | None]]:
    """Return the register as tuples: reference and key of the place, mark, name, school."""
    asked = {"session": session.pk, "cohort": session.cohort_id, "day": day_of(session)}
    if session.group_id is None:
        return _OF_COHORT.rows(**asked)
    return _OF_GROUP.rows(**asked, group=session.group_id)


def register_itself(session: Session) -> Register | None:
    """Return the register that was taken of a session, with who took it."""
    return next(iter(_REGISTER.objects(session=session.pk)), None)


def sheet_of(
    session: Session, *, chosen: Mapping[str, str] | None = None, version: int | None = None
) -> Sheet:
    """Return the register as it stands, or as somebody filled in one of its versions.

    Before the first save everybody is present. When another version was saved meanwhile, what
    was saved stands selected, and what was chosen instead is told beside it.
    """
    register, rows = register_itself(session), register_rows(session)
    names = Counter(name for *_, name, _ in rows)
    is_stale = version != (register.version if register else 0)
    lines = []
    for reference, _, saved_mark, name, school in rows:
        mark = saved = saved_mark or ("" if register else Mark.PRESENT)
        mine = (chosen or {}).get(reference, "")
        mine = mine if mine in Mark.values else ""
        if chosen is not None and not is_stale:
            mark = mine
        lines.append(
            Line(
                reference=reference,
                name=name,
                detail=school if school and names[name] > 1 else "",
                mark=mark,
                instead_of=Mark(mine).label if is_stale and mine and mine != saved else "",
            )
        )
    return Sheet(register, lines)


def history_of(sheet: Sheet) -> list[HistoryItem]:
    """Return each time that a register was saved, newest first, with the marks it changed."""
    if sheet.register is None:
        return []
    names = {line.reference: line.name for line in sheet.lines}
    return [
        replace(item_of(event), changes=tuple(_changes(event, names)))
        for event in audit.events_about(sheet.register)
    ]


def _changes(event: AuditEvent, names: Mapping[str, str]) -> list[Change]:
    """Name the changed marks; the first save is told by its number of people alone."""
    if event.verb == "register.taken":
        came = sum(mark in Attendance.ATTENDED for mark in event.after.values())
        return [Change("Attended", "", f"{came} of {len(event.after)}")]
    return [
        Change(names.get(r, "Somebody"), _word(event.before.get(r)), _word(mark))
        for r, mark in event.after.items()
    ]


class _Asked(NamedTuple):
    """What a register is asked for by; the group is None where the whole cohort meets."""

    session: int
    cohort: int
    group: int | None
    day: date


def _register_of(asked: _Asked) -> QuerySet[Enrolment]:
    marked = Attendance.objects.filter(session=asked.session)
    saved = marked.filter(enrolment=OuterRef("pk")).values("mark")[:1]
    rows = _belonging_to(asked).annotate(saved_mark=Subquery(saved))
    return _in_name_order(rows.filter(Q(pk__in=marked.values("enrolment")) | _expected_at(asked)))


def _belonging_to(asked: _Asked) -> QuerySet[Enrolment]:
    """Return the cohort's places, each with the status that was in force on the session's day."""
    changes = StatusChange.objects.filter(enrolment=OuterRef("pk"), on__lte=asked.day)
    latest = changes.order_by("-on", "-at", "-pk").values("status")[:1]
    return Enrolment.objects.filter(cohort=asked.cohort).alias(
        status_then=Coalesce(Subquery(latest), Value(Enrolment.Status.ACTIVE.value))
    )


def _expected_at(asked: _Asked) -> Q:
    """Return the condition that a place was active and its person in the group on the day.

    The group comes first and is asked for once: its people are few in a cohort of a thousand.
    """
    active = Q(joined_on__lte=asked.day) & Q(status_then=Enrolment.Status.ACTIVE)
    if asked.group is None:
        return active
    members = GroupMembership.objects.on(asked.day).filter(group=asked.group)
    return Q(pk__in=members.values("enrolment")) & active


def _in_name_order(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.select_related("participant").order_by("participant__sort_name", "pk")


_KEY = BigAutoField()
_GIVEN = _Asked(
    session=given("session", _KEY),
    cohort=given("cohort", _KEY),
    group=given("group", _KEY),
    day=given("day", DateField()),
)
_OF_GROUP = Statement(lambda: _register_of(_GIVEN).values_list(*COLUMNS))
_OF_COHORT = Statement(lambda: _register_of(_GIVEN._replace(group=None)).values_list(*COLUMNS))
_REGISTER = Statement(
    lambda: Register.objects.filter(session=given("session", _KEY)).select_related("taken_by")
)


def _word(mark: str | None) -> str:
    return Mark(mark).label.lower() if mark else "not marked"
