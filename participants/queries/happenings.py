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
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from accounts.access import in_scope
from accounts.models import Message
from accounts.roles import Permission
from participants import access
from participants.models import (
    ActivityProgress,
    Attendance,
    ChangeRequest,
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
}


class Row(NamedTuple):
    """One fact: which table tells it, about what, when, and up to three texts."""

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
    }
    contacts = access.contacts_for(asked.reader)
    return _told("contact", contacts.filter(participant=asked.person), columns)


def _adjustments(asked: Asked) -> QuerySet[Any]:
    columns = {
        "at": "written_at",
        "on": "starts_on",
        "until": "ends_on",
        "what": "need",
        "why": "arrangement",
        "by": "written_by__full_name",
    }
    own, others = access.own_adjustments, access.adjustments_for
    seen = own(asked.reader) if asked.is_own else others(asked.reader)
    return _told("adjustment", seen.filter(participant=asked.person), columns)


def _of_places(asked: Asked) -> Iterator[QuerySet[Any]]:
    """Tell what the places hold; their statuses first, of whose columns the union takes types."""
    keys = [place.pk for place in asked.places]
    yield _told(
        "status",
        StatusChange.objects.filter(enrolment__in=keys),
        {
            "key": "enrolment",
            "at": "at",
            "on": "on",
            "what": "status",
            "why": "reason__label",
            "note": "note",
            "by": "by__full_name",
        },
    )
    if not asked.may(Permission.SEE_HISTORY):  # for others the trail tells it, with who did it
        yield _told(
            "group",
            GroupMembership.objects.filter(enrolment__in=keys),
            {"key": "enrolment", "on": "starts_on", "until": "ends_on", "what": "group__name"},
        )
    yield _told(
        "attendance",
        Attendance.objects.filter(enrolment__in=keys),
        {
            "key": "enrolment",
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
    columns = {"at": "joined_at", "then": "answered_at", "state": "state", "what": "cohort__name"}
    waiting = WaitingPlace.objects.filter(participant=asked.person)
    if not asked.is_own:
        scope = {"hub": "cohort__hub", "delivery_partner": "cohort__delivery_partner"}
        waiting = waiting.filter(in_scope(asked.reader, **scope))
    return _told("waiting", waiting, columns)


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
            "by": "answered_by__full_name",
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
            "note": "undone_by__full_name",
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
