"""All rows that changes of places write, read again and again to see what moved."""

from collections import Counter
from itertools import groupby, pairwise
from typing import Any

from django.db import connection

from accounts.models import AuditEvent, Job, Message, StoredFile
from participants.models import (
    Attendance,
    Deferral,
    Enrolment,
    GroupMembership,
    ImportRow,
    Merge,
    Participant,
    ParticipantImport,
    Register,
    StatusChange,
    WaitingPlace,
)
from programmes.models import Cohort, Session

Rows = dict[str, dict[int, tuple[Any, ...]]]

WHOLE = (
    *(Participant, Enrolment, StatusChange, WaitingPlace, Deferral, GroupMembership),
    *(Attendance, Register, Merge, AuditEvent, Cohort, Session),
)
# Long rows that are written once: how many there are tells enough.
COUNTED = (Message, ParticipantImport, ImportRow, Job, StoredFile)
# What a row of the past may still change: a membership ends, once.
NEVER_CHANGED = {
    StatusChange: (),
    AuditEvent: (),
    Attendance: ("caught_up_on",),
    GroupMembership: ("ends_on",),
}
# Which events tell of a step in a place's history.
STEPS = {
    *("enrolment.made", "enrolment.resumed", "enrolment.reopened", "enrolment.handed_over"),
    *("enrolment.deferred", "enrolment.withdrawn", "enrolment.completed", "enrolment.transferred"),
}


def _names(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _selects() -> list[tuple[str, str]]:
    named = {model: ", ".join(f'"{name}"' for name in _names(model)) for model in WHOLE}
    whole = [(m._meta.label, f"SELECT {named[m]} FROM {m._meta.db_table}") for m in WHOLE]
    counted = [(m._meta.label, f"SELECT 0, COUNT(*) FROM {m._meta.db_table}") for m in COUNTED]
    return whole + counted


SELECTS = _selects()


def all_rows() -> Rows:
    """Return every row, by table and key."""
    with connection.cursor() as cursor:
        return {label: _answer(cursor, select) for label, select in SELECTS}


def _answer(cursor: Any, select: str) -> dict[int, tuple[Any, ...]]:
    cursor.execute(select)
    return {row[0]: row for row in cursor.fetchall()}


def told(model: Any, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_names(model), row, strict=True))


def new_rows(model: Any, before: Rows, after: Rows) -> list[dict[str, Any]]:
    label = model._meta.label
    return [told(model, row) for key, row in after[label].items() if key not in before[label]]


def check_past(before: Rows, after: Rows) -> None:
    """What was written stays as it was written."""
    for model, may in NEVER_CHANGED.items():
        label = model._meta.label
        if before[label] == after[label]:
            continue
        for key, row in before[label].items():
            if row != after[label].get(key):
                was, now = told(model, row), told(model, after[label][key])
                moved = {name for name in was if was[name] != now[name]}
                assert moved <= {name for name in may if was[name] is None}, (label, was, now)


def check_keys_alone_moved(before: Rows, after: Rows) -> None:
    """A merge, and undoing it, say whose a place is, and nothing else of it."""
    for model in (Enrolment, WaitingPlace):
        label, place = model._meta.label, _names(model).index("participant_id")
        assert _without(before[label], place) == _without(after[label], place)
    for model in (StatusChange, GroupMembership, Attendance, Deferral, Register, Cohort):
        assert before[model._meta.label] == after[model._meta.label]


def _without(rows: dict[int, tuple[Any, ...]], place: int) -> dict[int, tuple[Any, ...]]:
    return {key: row[:place] + row[place + 1 :] for key, row in rows.items()}


def check_steps_are_told(before: Rows, after: Rows) -> None:
    """Every new step of a place's history has its event, about that place."""
    steps = Counter(str(row["enrolment_id"]) for row in new_rows(StatusChange, before, after))
    events = new_rows(AuditEvent, before, after)
    assert steps == Counter(e["subject_key"] for e in events if e["verb"] in STEPS)


def check_places(rows: Rows) -> None:
    """Never more places than there are, and one for each person and programme."""
    places = [told(Enrolment, row) for row in rows[Enrolment._meta.label].values()]
    turns = [told(WaitingPlace, row) for row in rows[WaitingPlace._meta.label].values()]
    held = Counter(p["cohort_id"] for p in places if p["status"] in ("active", "completed"))
    held += Counter(t["cohort_id"] for t in turns if t["state"] == "offered")
    for cohort in (told(Cohort, row) for row in rows[Cohort._meta.label].values()):
        assert 0 <= held[cohort["id"]] <= cohort["capacity"], cohort["name"]
    held = Counter(
        (p["participant_id"], p["programme_id"])
        for p in places
        if p["status"] in ("active", "deferred")
    )
    assert max(held.values(), default=0) <= 1
    deferrals = [told(Deferral, row) for row in rows[Deferral._meta.label].values()]
    paused = sorted(p["id"] for p in places if p["status"] == "deferred")
    assert sorted(d["enrolment_id"] for d in deferrals if d["ended_on"] is None) == paused
    waiting = [(t["cohort_id"], t["position"]) for t in turns if t["state"] == "waiting"]
    assert len(set(waiting)) == len(waiting)


def check_histories(rows: Rows) -> None:
    """Every place's history begins with its first day and goes legal ways, forward in time."""
    steps = sorted(
        (row["enrolment_id"], row["id"], row["status"], row["on"])
        for row in (told(StatusChange, row) for row in rows[StatusChange._meta.label].values())
    )
    places = {key: told(Enrolment, row) for key, row in rows[Enrolment._meta.label].items()}
    histories = {key: list(of) for key, of in groupby(steps, key=lambda step: step[0])}
    assert histories.keys() == places.keys()
    for key, history in histories.items():
        assert (history[0][2], history[0][3]) == ("active", places[key]["joined_on"])
        assert history[-1][2] == places[key]["status"]
        for (*_, before, earlier), (*_, after, later) in pairwise(history):
            assert after in Enrolment.TRANSITIONS[Enrolment.Status(before)]
            assert earlier <= later
