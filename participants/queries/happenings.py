"""What the tables know of a person's past, in rows of one form and one statement.

Twelve tables would be twelve statements; the page has room for seven besides its frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import AuditEvent, Message
from accounts.roles import Permission
from participants import access
from participants.models import (
    ActivityProgress,
    Adjustment,
    Attendance,
    ChangeRequest,
    Contact,
    Enrolment,
    GroupMembership,
    Merge,
    ParticipantImport,
    StatusChange,
    WaitingPlace,
)
from participants.queries.timeline import Asked

# Each column of a row, with what stands there when a table knows nothing of it.
COLUMNS: dict[str, Field[Any, Any]] = {
    "key": BigIntegerField(),
    "reference": CharField(),
    "at": DateTimeField(),
    "then": DateTimeField(),
    "on": DateField(),
    "until": DateField(),
    "what": CharField(),
    "why": CharField(),
    "note": CharField(),
    "state": CharField(),
    "by": CharField(),
    "whom": CharField(),
    "then_by": CharField(),
}


class Row(NamedTuple):
    """One fact: which table tells it, about what, when, up to three texts and three people."""

    source: str
    key: int | None
    reference: str | None
    at: datetime | None
    then: datetime | None
    on: date | None
    until: date | None
    what: str | None
    why: str | None
    note: str | None
    state: str | None
    by: str | None
    # Whom it falls to, and who did what came later.
    whom: str | None
    then_by: str | None


def day_of(row: Row) -> date:
    """Return the day of a row by the clock of the country."""
    return timezone.localdate(row.at) if row.at else row.on or date.min


def rows_of(asked: Asked) -> list[Row]:
    """Return the facts that the reader may see, in one statement."""
    first, *others = _branches(asked)
    return [Row(*row) for row in first.union(*others, all=True)]


def _told(source: str, rows: QuerySet[Any], columns: dict[str, str]) -> QuerySet[Any]:
    values: dict[str, Any] = {
        f"told_{name}": F(columns[name]) if name in columns else Cast(Value(None), field)
        for name, field in COLUMNS.items()
    }
    values = {"told_source": Value(source, CharField())} | values
    return rows.order_by().annotate(**values).values_list(*values)


def _branches(asked: Asked) -> Iterator[QuerySet[Any]]:
    yield from _of_places(asked)
    if asked.may(Permission.MANAGE_ENROLMENTS):
        yield _requests(asked)
        yield _imports(asked)
    if asked.may(Permission.SEE_HISTORY):
        yield _merges(asked)
        yield _letters(asked)
    if asked.reader.may(Permission.SEE_CONTACTS):
        yield _contacts(asked)
    if asked.may(Permission.SEE_ADJUSTMENTS):
        yield _adjustments(asked)


def _contacts(asked: Asked) -> QuerySet[Any]:
    """Tell of conversations; the key of a row says that it is corrected by another."""
    columns = {
        "key": "corrected_by",
        "at": "written_at",
        "then": "done_at",
        "on": "on",
        "until": "due_on",
        "what": "way",
        "why": "summary",
        "note": "next_action",
        "by": "written_by__full_name",
        "whom": "owner__full_name",
        "then_by": "finisher",
    }
    contacts = access.contacts_for(asked.reader).filter(participant=asked.person)
    finisher = _who(Contact, "contact.action_done")
    return _told("contact", contacts.annotate(finisher=finisher), columns)


def _adjustments(asked: Asked) -> QuerySet[Any]:
    columns = {
        "at": "written_at",
        "on": "starts_on",
        "until": "ends_on",
        "what": "need",
        "why": "arrangement",
        "by": "written_by__full_name",
        "then_by": "ender",
    }
    own, others = access.own_adjustments, access.adjustments_for
    seen = own(asked.reader) if asked.is_own else others(asked.reader)
    seen = seen.filter(participant=asked.person).annotate(
        ender=_who(Adjustment, "adjustment.ended")
    )
    return _told("adjustment", seen, columns)


def _who(model: type[Contact] | type[Adjustment], verb: str) -> Subquery:
    """Return who did something to the row of the outer query, as the trail has it."""
    events = AuditEvent.objects.filter(
        subject_type=model._meta.label_lower,
        subject_key=Cast(OuterRef("pk"), CharField()),
        verb=verb,
    )
    return Subquery(events.order_by("-pk").values("by__full_name")[:1])


def _of_places(asked: Asked) -> Iterator[QuerySet[Any]]:
    """Tell what the places hold; their statuses first, of whose columns the union takes types."""
    keys = [place.pk for place in asked.places]
    columns = {
        "key": "enrolment",
        "at": "at",
        "on": "on",
        "what": "status",
        "why": "reason__label",
        "by": "by__full_name",
    }
    # What was said in confidence is for those who act on it, and for the person.
    if asked.may(Permission.MANAGE_ENROLMENTS):
        columns["note"] = "note"
    yield _told("status", StatusChange.objects.filter(enrolment__in=keys), columns)
    if not asked.may(Permission.SEE_HISTORY):  # for others the trail tells it, with who did it
        yield _told(
            "group",
            GroupMembership.objects.filter(enrolment__in=keys),
            {"key": "enrolment", "on": "starts_on", "until": "ends_on", "what": "group__name"},
        )
    yield _told(
        "attendance",
        Attendance.objects.filter(enrolment__in=keys).annotate(
            register=Cast("session__register", CharField())
        ),
        {
            "key": "enrolment",
            "reference": "register",
            "at": "session__starts_at",
            "until": "caught_up_on",
            "what": "mark",
            "why": "session__title",
        },
    )
    yield _told(
        "activity",
        ActivityProgress.objects.filter(enrolment__in=keys),
        {"key": "enrolment", "on": "done_on", "what": "activity__title"},
    )
    yield _waiting(asked)


def _waiting(asked: Asked) -> QuerySet[Any]:
    columns = {
        "key": "pk",
        "at": "joined_at",
        "then": "answered_at",
        "state": "state",
        "what": "cohort__name",
    }
    return _told("waiting", waiting_of(asked), columns)


def waiting_of(asked: Asked) -> QuerySet[WaitingPlace]:
    """Return where the person waits or waited, as far as the reader may see it."""
    waiting = WaitingPlace.objects.filter(participant=asked.person)
    return waiting if asked.is_own else waiting & access.waiting_for(asked.reader)


def _requests(asked: Asked) -> QuerySet[Any]:
    keys = [place.pk for place in asked.places]
    return _told(
        "request",
        ChangeRequest.objects.filter(enrolment__in=keys),
        {
            "key": "enrolment",
            "reference": "reference",
            "at": "asked_at",
            "then": "answered_at",
            "on": "from_on",
            "until": "answer_by",
            "what": "kind",
            "why": "why",
            "state": "state",
            "note": "answer",
            "by": "enrolment__participant__full_name",
            "then_by": "answered_by__full_name",
        },
    )


def _imports(asked: Asked) -> QuerySet[Any]:
    """Tell which files brought the person: somebody's steps written while their import ran."""
    keys = [place.pk for place in asked.places]
    brought = StatusChange.objects.filter(
        enrolment__in=keys,
        enrolment__cohort=OuterRef("cohort"),
        by=OuterRef("uploaded_by"),
        at__gte=OuterRef("job__started_at"),
        at__lte=OuterRef("job__finished_at"),
    )
    return _told(
        "import",
        ParticipantImport.objects.filter(Exists(brought)),
        {
            "reference": "reference",
            "at": "uploaded_at",
            "what": "stored_file__name",
            "why": "cohort__name",
            "by": "uploaded_by__full_name",
        },
    )


def _merges(asked: Asked) -> QuerySet[Any]:
    return _told(
        "merge",
        Merge.objects.filter(kept=asked.person).annotate(brought=KeyTextTransform("told", "moved")),
        {
            "at": "at",
            "then": "undone_at",
            "what": "gone__full_name",
            "why": "brought",
            "by": "by__full_name",
            "then_by": "undone_by__full_name",
        },
    )


def _letters(asked: Asked) -> QuerySet[Any]:
    """Tell of letters; not where the person has places that the reader must not hear of."""
    user = asked.person.user
    addresses = {asked.person.email, user.email if user else asked.person.email}
    letters = Message.objects.filter(to_email__in=addresses)
    if not asked.is_own:
        keys = [place.pk for place in asked.places]
        elsewhere = Enrolment.objects.filter(Q(participant=asked.person), ~Q(pk__in=keys))
        letters = letters.filter(~Exists(elsewhere))
    return _told(
        "letter",
        letters,
        {
            "reference": "reference",
            "at": "created_at",
            "then": "sent_at",
            "what": "subject",
            "why": "error",
        },
    )
