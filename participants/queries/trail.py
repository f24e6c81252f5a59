"""What the trail of changes tells of a person: their record, places, waiting and registers."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from accounts import audit
from accounts.models import AuditEvent
from accounts.queries.history import Change, HistoryItem, item_of
from accounts.roles import Permission
from govuk.dates import date_text
from participants.models import Attendance, Register, WaitingPlace
from participants.queries.happenings import Row, day_of, waiting_of
from participants.queries.timeline import Asked, Kind, Moment

# Verbs of the trail that rows of tables tell better.
TOLD_BY_ROWS = {"activity.done", "activity.minutes"}
KINDS_OF_VERBS = {"participant": Kind.DETAILS, "activity": Kind.ACTIVITIES}
MARKS = dict(Attendance.Mark.choices)
REGISTER = Register._meta.label_lower
WAITING = WaitingPlace._meta.label_lower
# Who only reads a place is not told what was seen of somebody's illness.
PRIVATE = {"Evidence", "Note"}


def events_of(asked: Asked) -> list[AuditEvent]:
    """Return the events about a person that the reader may see, in one statement."""
    if not asked.may(Permission.SEE_HISTORY):
        return []
    keys = [place.pk for place in asked.places]
    own = audit.events_about(asked.person, *asked.places).exclude(verb__in=TOLD_BY_ROWS)
    amended = Register.objects.filter(session__attendances__enrolment__in=keys, version__gt=1)
    others = (
        _about(WAITING, waiting_of(asked)),
        _about(REGISTER, amended).filter(verb="register.amended"),
    )
    # Each by its index; under one OR the database would walk through the whole trail.
    return list(own.order_by().union(*others, all=True).order_by("-at", "-pk"))


def _about(label: str, rows: QuerySet[Register] | QuerySet[WaitingPlace]) -> QuerySet[AuditEvent]:
    keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
    about = Q(subject_type=label, subject_key__in=keys)
    return AuditEvent.objects.filter(about).select_related("by").order_by()


def told_of(event: AuditEvent, asked: Asked) -> Moment:
    """Put an event about the person's record or a place into a moment."""
    item = item_of(event)
    reads_all = asked.may(Permission.MANAGE_ENROLMENTS)
    return _moment(
        item,
        title=item.title,
        kind=KINDS_OF_VERBS.get(event.verb.partition(".")[0], Kind.PLACES),
        because=item.reason,
        changes=tuple(c for c in item.changes if reads_all or c.label not in PRIVATE),
    )


def told_of_waiting(
    events: Sequence[AuditEvent], rows: Sequence[Row], asked: Asked
) -> Iterator[Moment]:
    """Tell what happened on waiting lists; why, not to the person: it is about others as well."""
    cohorts = {str(row.key): row.what for row in rows}
    for event in events:
        item = item_of(event)
        yield _moment(
            item,
            title=f"{item.title}: {cohorts.get(event.subject_key, '')}",
            kind=Kind.PLACES,
            because="" if asked.is_own else item.reason,
            changes=tuple(c for c in item.changes if c.label != "Cohort"),
        )


def told_of_registers(
    events: Sequence[AuditEvent], rows: Sequence[Row], asked: Asked
) -> Iterator[Moment]:
    """Tell whose mark was changed after the day: the person's own mark alone."""
    sessions = {row.reference: f"{row.why}, {date_text(day_of(row))}" for row in rows}
    references = {place.reference for place in asked.places}
    for event in events:
        for reference in references & set(event.after):
            before, after = _mark(event.before, reference), _mark(event.after, reference)
            # A reason for several people's marks may name the others.
            is_theirs = len(event.after) == 1
            yield _moment(
                item_of(event),
                title=f"Register changed: {sessions.get(event.subject_key, '')}",
                kind=Kind.SESSIONS,
                because=event.reason if is_theirs or not asked.is_own else "",
                changes=(Change("Mark", before, after),),
            )


def _mark(marks: Mapping[str, str], reference: str) -> str:
    return MARKS[marks[reference]].lower() if marks.get(reference) else "not marked"


def _moment(
    item: HistoryItem, *, title: str, kind: Kind, because: str, changes: tuple[Change, ...]
) -> Moment:
    return Moment(
        at=item.at,
        title=title,
        kind=kind,
        by=item.by,
        acting_as=item.acting_as,
        because=because,
        changes=changes,
    )
