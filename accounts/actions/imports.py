"""What happens to a file of rows: uploaded and looked at, confirmed, taken in chunk by chunk."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts import audit, bulk
from accounts.access import act
from accounts.actions import jobs
from accounts.columns import Columns, Layout, bare
from accounts.models import ColumnChoice, FileImport, FileRow, Job, User
from accounts.spreadsheets import Row, Rows, rows_of

ROWS_A_CHUNK = 500
MAX_CELL = 300
# What is kept to be looked at before the import: so many rows, while they are not too long.
SAMPLE_ROWS = 200
SAMPLE_SIGNS = 200_000
FORGOTTEN_AFTER = timedelta(days=1)
NOT_ALLOWED = "The person who started this import may not do it any more. Rows up to here are kept."
CANCELLED = "This import was cancelled and its file forgotten. Upload the file again."
STARTED = "The import has started already."

Imported = TypeVar("Imported", bound=FileImport)


class Answer(Protocol):
    """What became of a row, and a sentence about it."""

    @property
    def outcome(self) -> str: ...

    @property
    def sentence(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it can hold, and who takes its rows in; each app has its own."""

    # The kind of its jobs.
    name: str
    layout: Layout
    imports: type[FileImport]
    rows: type[FileRow]
    # The field of `rows` that names the import, and the outcome of which nothing need be kept.
    link: str
    success: str
    title: Callable[[Any], str]
    # The imports that somebody may confirm and carry out.
    visible: Callable[[User], QuerySet[Any]]
    doubles: Callable[[Columns, Sequence[Row]], dict[int, str]]
    # Take in rows; answer each. The last argument is when, and by whom.
    take: Callable[["Reading", Sequence[Row], datetime, User], Sequence[Answer]]
    # Say what is wrong with rows, by number, without changing anything.
    look: Callable[[Any, Columns, Sequence[Row], datetime], dict[int, str]]
    # What of an import the rows are asked about.
    related: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind of file known, so that what nobody confirmed is forgotten."""
    KINDS[kind.name] = kind
    return kind


@transaction.atomic
def upload(
    *,
    kind: Kind,
    row: Imported,
    name: str,
    content: bytes,
    params: Mapping[str, Any],
    told: Mapping[str, Any],
    at: datetime,
    by: User,
) -> Imported:
    """Keep an uploaded file to be looked at; `row` is a new import, `told` goes into the trail.

    :raises ValidationError: when the file as a whole cannot be read.
    """
    headings, rows = rows_of(name, content)
    chosen = kind.layout.guess(headings, remembered=_remembered(kind, headings, by))
    kind.layout.refuse_unlike(headings, chosen)
    row.stored_file = jobs.store_file(name=name, content=content, by=by)
    row.uploaded_at, row.uploaded_by = at, by
    row.plan = {
        "headings": headings,
        "columns": chosen,
        "params": dict(params),
        "rows": rows.count,
        "sample": _sample(rows),
    }
    row.save(force_insert=True)
    after = {**told, "rows": rows.count, "size": row.stored_file.size}
    audit.record("import.uploaded", by=by, subject=row, after=after)
    return row


def _sample(rows: Rows) -> list[list[Any]]:
    """Return the first rows with their numbers, so that looking at them reads no file again."""
    sample: list[list[Any]] = []
    signs = 0
    for row in islice(rows, SAMPLE_ROWS):
        cells = [storable(cell) for cell in row]
        signs += sum(map(len, cells))
        if sample and signs > SAMPLE_SIGNS:
            break
        sample.append([row.number, cells])
    return sample


@transaction.atomic
def confirm(*, kind: Kind, row: FileImport, columns: Sequence[str], at: datetime, by: User) -> Any:
    """Have a worker take an uploaded file in, and remember what its columns were taken for.

    :raises ValidationError: when the columns will not do, or the import was cancelled.
    """
    held = _held(kind, row)
    if held.job_id:
        return held
    headings, plan = held.plan["headings"], held.plan
    kind.layout.columns(headings, columns)
    params = {**plan["params"], "headings": headings, "columns": list(columns)}
    job = jobs.enqueue(kind=kind.name, title=kind.title(row)[:200], params=params, by=by)
    job.total = plan["rows"]
    job.save(update_fields=["total"])
    held.job, held.plan = job, {}
    held.save(update_fields=["job", "plan"])
    _remember(kind, headings, columns, by)
    read = [kind.layout.headings[name] for name in columns if name]
    audit.record("import.confirmed", by=by, subject=held, after={"columns": read})
    return held


def _held(kind: Kind, row: FileImport) -> Any:
    found = kind.imports._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise ValidationError(CANCELLED)
    return found


@transaction.atomic
def forget(*, kind: Kind, row: FileImport, by: User | None) -> bool:
    """Delete an uploaded file that nobody confirmed; return that it is gone.

    :raises ValidationError: when the import has started.
    """
    held = _held(kind, row)
    if held.job_id:
        raise ValidationError(STARTED)
    audit.record("import.cancelled", by=by, subject=held)
    stored = held.stored_file
    held.delete()
    stored.delete()
    return True


def forget_unconfirmed(*, at: datetime) -> None:
    """Forget the files that somebody uploaded a day ago and did not go on with."""
    for kind in KINDS.values():
        old = kind.imports._default_manager.filter(job=None, uploaded_at__lt=at - FORGOTTEN_AFTER)
        for row in old.order_by("pk")[:1000]:
            try:
                forget(kind=kind, row=row, by=None)
            except ValidationError:
                continue  # confirmed or cancelled in this moment


def _remembered(kind: Kind, headings: Sequence[str], by: User) -> list[str]:
    known = ColumnChoice.objects.filter(user=by, kind=kind.name, headings=_digest(headings))
    return list(known.values_list("columns", flat=True).first() or [])


def _remember(kind: Kind, headings: Sequence[str], columns: Sequence[str], by: User) -> None:
    ColumnChoice.objects.update_or_create(
        user=by,
        kind=kind.name,
        headings=_digest(headings),
        defaults={"columns": list(columns)},
    )


def _digest(headings: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(map(bare, headings)).encode()).hexdigest()


@dataclass
class Reading:
    """A file that a worker has read and takes in."""

    kind: Kind
    source: Any
    job: Job
    by: User | None
    columns: Columns
    rows: list[Row]
    doubles: dict[int, str]


def read(kind: Kind, job: Job) -> Reading:
    """Read a job's file, from the beginning whoever read it before.

    :raises ValidationError: when the file cannot be read.
    """
    imports = kind.imports._default_manager.select_related("stored_file", *kind.related)
    source = imports.get(job=job)
    stored = source.stored_file
    headings, rows = rows_of(stored.name, jobs.content_of(stored))
    # An import of a former version has no choice of columns.
    chosen = job.params.get("columns") or kind.layout.guess(headings)
    columns, table = kind.layout.columns(headings, chosen), list(rows)
    return Reading(kind, source, job, job.owner, columns, table, kind.doubles(columns, table))


@transaction.atomic
def take_next(reading: Reading, *, at: datetime) -> bool:
    """Take in the next rows, in one transaction with the job's mark; False when none is left.

    :raises jobs.TakenOver: when another worker has the job.
    """
    job, kind, by = reading.job, reading.kind, reading.by
    rows = reading.rows[job.done : job.done + ROWS_A_CHUNK]
    if not rows:
        return False
    if by is None or not _may_go_on(reading, by, at=at):
        jobs.fail(job, at=at, error=NOT_ALLOWED)
        return False
    # First of all, so that a worker that was thought dead stops here and waits for nothing.
    jobs.advance(job, at=at, done=job.done + len(rows), total=len(reading.rows))
    answers = kind.take(reading, rows, at, by)
    bulk.insert(
        kind.rows,
        ("number", "cells", "outcome", "sentence"),
        [
            (row.number, _cells(reading, row, answer), answer.outcome, answer.sentence[:600])
            for row, answer in zip(rows, answers, strict=True)
        ],
        alike={kind.link: reading.source},
    )
    return True


def _may_go_on(reading: Reading, user: User, *, at: datetime) -> bool:
    """Ask afresh whether whoever started the import still holds the role they did it in."""
    job = reading.job
    act(user, job.acting_as, at=at)
    return (
        user.is_active
        and user.acting is not None
        and user.acting.reference == job.acting_as
        and reading.kind.visible(user).filter(pk=reading.source.pk).exists()
    )


def _cells(reading: Reading, row: Row, answer: Answer) -> dict[str, object]:
    """Keep what a row said where somebody has to look at it again; else nothing twice."""
    if answer.outcome == reading.kind.success and not answer.sentence:
        return {}
    return {
        "name": storable(reading.columns.name(row)),
        "row": [storable(cell) for cell in row],
    }


def storable(text: str) -> str:
    """Shorten a cell, and replace what no database keeps."""
    kept = text[:MAX_CELL].replace("\0", "\ufffd")
    return kept.encode(errors="replace").decode()
