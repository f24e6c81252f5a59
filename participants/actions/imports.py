"""What happens to a list of participants: uploaded, then taken in by a worker, chunk by chunk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import audit, bulk
from accounts.access import act
from accounts.actions import jobs
from accounts.models import Job, School, User
from accounts.spreadsheets import Row, rows_of
from participants.access import imports_for
from participants.actions import enrolments
from participants.models import ImportRow, ParticipantImport
from participants.rules.enrolments import Answer, Entry
from participants.rules.imports import Columns, columns_of, doubles, read_row
from programmes.models import Cohort

KIND = "participants.import"
ROWS_A_CHUNK = 500
MAX_CELL = 300
NOT_ALLOWED = (
    "The person who uploaded the list may not enrol people in this cohort any more."
    " Rows up to here are kept."
)


@transaction.atomic
def upload(
    *,
    cohort: Cohort,
    name: str,
    content: bytes,
    joined_on: date | None = None,
    at: datetime,
    by: User,
) -> ParticipantImport:
    """Keep an uploaded list and have a worker take it in.

    Without `joined_on` people join on the cohort's first day, or today if that is later.

    :raises ValidationError: when the file as a whole cannot be read.
    """
    headings, rows = rows_of(name, content)
    columns_of(headings)
    today = timezone.localdate(at)
    stored = jobs.store_file(name=name, content=content, by=by)
    job = jobs.enqueue(
        kind=KIND,
        title=f"Import participants into {cohort}"[:200],
        params={
            "joined_on": (joined_on or max(cohort.starts_on, today)).isoformat(),
            "headings": headings,
        },
        by=by,
    )
    job.total = rows.count
    job.save(update_fields=["total"])
    participant_import = ParticipantImport.objects.create(
        cohort=cohort, stored_file=stored, job=job, uploaded_at=at, uploaded_by=by
    )
    audit.record(
        "import.uploaded",
        by=by,
        subject=participant_import,
        after={"cohort": cohort, "rows": job.total, "size": stored.size},
    )
    return participant_import


@dataclass
class Reading:
    """A list that a worker has read and takes in."""

    participant_import: ParticipantImport
    job: Job
    columns: Columns
    rows: list[Row]
    doubles: dict[int, str]
    joined_on: date


def read(job: Job) -> Reading:
    """Read a job's file, from the beginning whoever read it before.

    :raises ValidationError: when the file cannot be read.
    """
    participant_import = ParticipantImport.objects.select_related(
        "cohort", "stored_file", "uploaded_by"
    ).get(job=job)
    stored = participant_import.stored_file
    headings, rows = rows_of(stored.name, jobs.content_of(stored))
    columns, table = columns_of(headings), list(rows)
    return Reading(
        participant_import,
        job,
        columns,
        table,
        doubles(columns, table),
        date.fromisoformat(job.params["joined_on"]),
    )


@transaction.atomic
def take_next(reading: Reading, *, at: datetime) -> bool:
    """Take in the next rows, in one transaction with the job's mark; False when none is left.

    :raises jobs.TakenOver: when another worker has the job.
    """
    job, by = reading.job, reading.participant_import.uploaded_by
    rows = reading.rows[job.done : job.done + ROWS_A_CHUNK]
    if not rows:
        return False
    if not _may_go_on(reading, at=at):
        jobs.fail(job, at=at, error=NOT_ALLOWED)
        return False
    # First of all, so that a worker that was thought dead stops here and waits for nothing.
    jobs.advance(job, at=at, done=job.done + len(rows), total=len(reading.rows))
    answers = _answers(reading, rows, at=at, by=by)
    bulk.insert(
        ImportRow,
        ("number", "cells", "outcome", "sentence"),
        [
            (
                row.number,
                _cells(reading.columns, row, answer),
                answer.outcome,
                answer.sentence[:600],
            )
            for row, answer in zip(rows, answers, strict=True)
        ],
        alike={"participant_import": reading.participant_import},
    )
    return True


def _may_go_on(reading: Reading, *, at: datetime) -> bool:
    """Ask afresh whether whoever uploaded the list still holds the role they did it in."""
    user, job = reading.participant_import.uploaded_by, reading.job
    act(user, job.acting_as, at=at)
    return (
        user.is_active
        and user.acting is not None
        and user.acting.reference == job.acting_as
        and imports_for(user).filter(pk=reading.participant_import.pk).exists()
    )


def _answers(reading: Reading, rows: list[Row], *, at: datetime, by: User) -> list[Answer]:
    urns = {reading.columns.cell(row, "school_urn") for row in rows} - {""}
    schools = {school.urn: school for school in School.objects.filter(urn__in=urns)}
    today = timezone.localdate(reading.participant_import.uploaded_at)
    entries: dict[int, Entry] = {}
    answers: dict[int, Answer] = {}
    for row in rows:
        entry, faults = read_row(reading.columns, row, schools=schools, today=today)
        if row.number in reading.doubles:
            faults.append(reading.doubles[row.number])
        if entry and not faults:
            entries[row.number] = entry
        else:
            answers[row.number] = Answer(ImportRow.Outcome.REFUSED, " ".join(faults))
    given = enrolments.enrol_many(
        cohort=reading.participant_import.cohort,
        entries=list(entries.values()),
        joined_on=reading.joined_on,
        at=at,
        by=by,
    )
    answers |= zip(entries, given, strict=True)
    return [answers[row.number] for row in rows]


def _cells(columns: Columns, row: Row, answer: Answer) -> dict[str, object]:
    """Keep what a row said where somebody has to look at it again; else nothing twice."""
    if answer.outcome == ImportRow.Outcome.ENROLLED:
        return {}
    return {
        "name": _storable(columns.name(row)),
        "row": [_storable(cell) for cell in row],
    }


def _storable(text: str) -> str:
    """Shorten a cell, and replace what no database keeps."""
    kept = text[:MAX_CELL].replace("\0", "\ufffd")
    return kept.encode(errors="replace").decode()
