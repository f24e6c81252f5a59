"""Who is on the register of a session: the people of its own day, whoever moves later."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from accounts.queries.history import Change, HistoryItem, item_of
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
COLUMNS = ("reference", "saved_mark", "participant__full_name", "participant__school__name")


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
    return _in_name_order(_belonging_to(session).filter(_expected_at(session)))


def register_of(session: Session) -> QuerySet[Enrolment]:
    """Return the roster and whoever has a mark already, each with `saved_mark` or None.

    A register that was saved keeps its people, even when a change with an earlier date took
    somebody off the roster afterwards.
    """
    marks = Attendance.objects.filter(session=session, enrolment=OuterRef("pk"))
    rows = _belonging_to(session).annotate(saved_mark=Subquery(marks.values("mark")[:1]))
    return _in_name_order(rows.filter(_expected_at(session) | Q(saved_mark__isnull=False)))


def sheet_of(
    session: Session, *, chosen: Mapping[str, str] | None = None, version: int | None = None
) -> Sheet:
    """Return the register as it stands, or as somebody filled in one of its versions.

    Before the first save everybody is present. When another version was saved meanwhile, what
    was saved stands selected, and what was chosen instead is told beside it.
    """
    register = Register.objects.filter(session=session).select_related("taken_by").first()
    rows = list(register_of(session).values_list(*COLUMNS))
    names = Counter(name for _, _, name, _ in rows)
    is_stale = version != (register.version if register else 0)
    lines = []
    for reference, saved_mark, name, school in rows:
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


def _belonging_to(session: Session) -> QuerySet[Enrolment]:
    """Return the cohort's places, each with the status that was in force on the session's day."""
    changes = StatusChange.objects.filter(enrolment=OuterRef("pk"), on__lte=day_of(session))
    latest = changes.order_by("-on", "-at", "-pk").values("status")[:1]
    return Enrolment.objects.filter(cohort=session.cohort_id).alias(
        status_then=Coalesce(Subquery(latest), Value(Enrolment.Status.ACTIVE.value))
    )


def _expected_at(session: Session) -> Q:
    """Return the condition that a place was active and its person in the group on the day."""
    day = day_of(session)
    expected = Q(status_then=Enrolment.Status.ACTIVE, joined_on__lte=day)
    if session.group_id:
        members = GroupMembership.objects.on(day).filter(group=session.group_id)
        expected &= Q(Exists(members.filter(enrolment=OuterRef("pk"))))
    return expected


def _in_name_order(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.select_related("participant").order_by("participant__sort_name", "pk")


def _word(mark: str | None) -> str:
    return Mark(mark).label.lower() if mark else "not marked"
