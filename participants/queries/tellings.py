"""How what happened to a person is put into words: rows of tables, and the trail of changes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain, groupby

from django.conf import settings
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from accounts import verbs
from accounts.models import AuditEvent
from accounts.queries.history import Change, item_of
from govuk.dates import date_text
from participants.models import Attendance, ChangeRequest, Contact, Enrolment, WaitingPlace
from participants.queries import trail
from participants.queries.happenings import Row, rows_of
from participants.queries.timeline import Asked, Kind, Moment, told_by

Status = Enrolment.Status
STATUS_TITLES = {
    Status.ACTIVE: "Took up the place again in",
    Status.DEFERRED: "Deferred from",
    Status.WITHDRAWN: "Withdrawn from",
    Status.COMPLETED: "Completed",
    Status.TRANSFERRED: "Transferred from",
}
MARKS = dict(Attendance.Mark.choices)
STATES = dict(ChangeRequest.State.choices)
WAYS = dict(Contact.Way.choices)
ASKED = {"defer": "to defer", "transfer": "to transfer", "withdraw": "to withdraw"}


@told_by
def past(asked: Asked) -> Iterator[Moment]:
    """Tell what the tables and the trail know, in two statements."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(asked):
        rows[row.source].append(row)
    events: dict[str, list[AuditEvent]] = defaultdict(list)
    for event in trail.events_of(asked):
        events[event.subject_type].append(event)
    waits, amended = events.pop(trail.WAITING, []), events.pop(trail.REGISTER, [])
    yield from _places(asked, rows["status"], list(chain.from_iterable(events.values())))
    yield from trail.told_of_registers(amended, rows["attendance"], asked)
    yield from trail.told_of_waiting(waits, rows["waiting"], asked)
    told = {event.subject_key for event in waits}
    rows["waiting"] = [row for row in rows["waiting"] if str(row.key) not in told]
    for source, tell in _TELLERS.items():
        for row in rows[source]:
            yield from tell(row)
    yield from _groups(asked, rows["group"])
    yield from _by_month(rows["attendance"], Kind.SESSIONS)
    yield from _by_month(rows["activity"], Kind.ACTIVITIES)


def _places(asked: Asked, rows: Sequence[Row], events: Sequence[AuditEvent]) -> Iterator[Moment]:
    """Tell each step of a place, with the role it was done in as the trail has it."""
    steps: dict[tuple[str, str], list[AuditEvent]] = defaultdict(list)
    for each in events:
        steps[each.subject_key, str(each.after.get("status", ""))].append(each)
    places = {place.pk: place for place in asked.places}
    told, begun = set(), set()
    for row in sorted(rows, key=lambda row: (_moment(row), row.key)):
        pairs = steps.get((str(row.key), str(row.what)), [])
        event = pairs.pop() if pairs else None
        if event:
            told.add(event.pk)
        yield _step(row, places[int(row.key or 0)], event, is_first=row.key not in begun)
        begun.add(row.key)
    for other in events:
        if other.pk not in told:
            yield trail.told_of(other, asked)


def _step(row: Row, place: Enrolment, event: AuditEvent | None, *, is_first: bool) -> Moment:
    item = item_of(event) if event else None
    title = STATUS_TITLES[Status(str(row.what))]
    if is_first and row.what == Status.ACTIVE:
        title = "Transferred to" if place.continues_id else "Joined"
    return Moment(
        at=_moment(row),
        on=_other_day(row),
        title=f"{title} {place.cohort.name}",
        kind=Kind.PLACES,
        detail=row.note or "",
        because=row.why or "",
        by=row.by or (item.by if item else ""),
        acting_as=item.acting_as if item else "",
        changes=tuple(c for c in item.changes if c.after and _is_worth_telling(c)) if item else (),
    )


def _is_worth_telling(change: Change) -> bool:
    """Say whether a step tells of a field: one that it changed, or when somebody plans to return.

    What a new place begins with stands in its title.
    """
    return bool(change.before) or change.label == verbs.field_in_words("returns_on")


def _groups(asked: Asked, rows: Sequence[Row]) -> Iterator[Moment]:
    places = {place.pk: place for place in asked.places}
    for row in rows:
        title = f"Joined {row.what} of {places[int(row.key or 0)].cohort.name}"
        yield Moment(at=_moment(row), title=title, kind=Kind.PLACES, is_day=True)
        if row.until:
            left = f"Left {row.what} of {places[int(row.key or 0)].cohort.name}"
            yield Moment(at=_midday(row.until), title=left, kind=Kind.PLACES, is_day=True)


def _by_month(rows: Sequence[Row], kind: Kind) -> Iterator[Moment]:
    """Fold the sessions, or the activities, of a month into one moment that can be unfolded."""
    ordered = sorted(rows, key=_moment)
    for name, found in groupby(
        ordered, key=lambda row: f"{timezone.localtime(_moment(row)):%B %Y}"
    ):
        month = list(found)
        number = len(month)
        if kind == Kind.SESSIONS:
            attended = sum(row.what in Attendance.ATTENDED or bool(row.until) for row in month)
            what = f"Attended {attended} of {number} session{pluralize(number)}"
        else:
            what = f"Did {number} activit{pluralize(number, 'y,ies')}"
        parts = tuple(_part(row, kind) for row in reversed(month))
        yield Moment(
            at=_moment(month[-1]), title=f"{what} in {name}", kind=kind, is_day=True, parts=parts
        )


def _part(row: Row, kind: Kind) -> str:
    day = date_text(timezone.localdate(_moment(row)))
    if kind == Kind.ACTIVITIES:
        return f"{day}: {row.what}"
    caught_up = f", caught up on {date_text(row.until)}" if row.until else ""
    return f"{day}: {row.why}, {MARKS[str(row.what)].lower()}{caught_up}"


def _contact(row: Row) -> Iterator[Moment]:
    corrected = " (corrected later)" if row.key else ""
    yield Moment(
        at=_moment(row),
        on=_other_day(row),
        title=f"{WAYS[str(row.what)]}{corrected}",
        kind=Kind.CONTACTS,
        detail=row.why or "",
        by=row.by or "",
        parts=(_next(row.note, row.whom, row.until),) if row.note and row.until else (),
    )
    if row.then:
        done = f"Done: {row.note}"
        yield Moment(at=row.then, title=done, kind=Kind.CONTACTS, by=row.then_by or "")


def _next(action: str, owner: str | None, due_on: date) -> str:
    return f"Next: {action}. {owner}, due {date_text(due_on)}"


def _adjustment(row: Row) -> Iterator[Moment]:
    yield Moment(
        at=_moment(row),
        on=_other_day(row),
        title=f"Adjustment: {row.what}",
        kind=Kind.ADJUSTMENTS,
        detail=row.why or "",
        by=row.by or "",
    )
    if row.until:
        yield Moment(
            at=_midday(row.until),
            title=f"End of the adjustment: {row.what}",
            kind=Kind.ADJUSTMENTS,
            is_day=True,
            by=row.then_by or "",
        )


def _request(row: Row) -> Iterator[Moment]:
    wish = ASKED[str(row.what)]
    from_on = f", from {date_text(row.on)}" if row.on else ""
    asked = f"Asked {wish}{from_on}"
    yield Moment(
        at=_moment(row), title=asked, kind=Kind.REQUESTS, detail=row.why or "", by=row.by or ""
    )
    if row.then:
        title = f"Request {wish}: {STATES[str(row.state)].lower()}"
        yield Moment(
            at=row.then,
            title=title,
            kind=Kind.REQUESTS,
            detail=row.note or "",
            by=row.then_by or "",
        )


def _import(row: Row) -> Iterator[Moment]:
    yield Moment(
        at=_moment(row),
        title=f"Brought by the file {row.what}",
        kind=Kind.PLACES,
        detail=f"Imported into {row.why}",
        by=row.by or "",
        href=reverse("participants:participant_import", args=[row.reference]),
    )


def _merge(row: Row) -> Iterator[Moment]:
    title = f"Another record of this person was merged into this one: {row.what}"
    brought = f"{row.why} came with it" if row.why else ""
    yield Moment(at=_moment(row), title=title, kind=Kind.DETAILS, detail=brought, by=row.by or "")
    if row.then:
        undone = f"The merge with {row.what} was undone"
        yield Moment(at=row.then, title=undone, kind=Kind.DETAILS, by=row.then_by or "")


def _letter(row: Row) -> Iterator[Moment]:
    state = "Sent" if row.then else "Not sent yet" if not row.why else "Could not be sent yet"
    href = reverse("accounts:letter", args=[row.reference]) if settings.DEMO else ""
    title = f"Letter: {row.what}"
    yield Moment(at=_moment(row), title=title, kind=Kind.LETTERS, detail=state, href=href)


def _waiting(row: Row) -> Iterator[Moment]:
    listed = f"Joined the waiting list of {row.what}"
    yield Moment(at=_moment(row), title=listed, kind=Kind.PLACES)
    if row.then:
        state = WaitingPlace.State(str(row.state)).label
        title = f"Waiting list of {row.what}: {state.lower()}"
        yield Moment(at=row.then, title=title, kind=Kind.PLACES)


def _moment(row: Row) -> datetime:
    """Return when a row happened; of what knows only its day, the middle."""
    return row.at or _midday(row.on or date.min)


def _other_day(row: Row) -> date | None:
    """Return the day that a row is about, if it was not written down on that day."""
    return row.on if row.on != timezone.localdate(_moment(row)) else None


def _midday(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))


_TELLERS = {
    "contact": _contact,
    "adjustment": _adjustment,
    "request": _request,
    "import": _import,
    "merge": _merge,
    "letter": _letter,
    "waiting": _waiting,
}
