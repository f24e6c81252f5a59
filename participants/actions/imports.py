"""What happens to a list of participants: uploaded, confirmed, taken in by a worker."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import imports
from accounts.actions.imports import Reading
from accounts.columns import Columns
from accounts.models import School, User
from accounts.spreadsheets import Row
from participants.access import imports_for
from participants.actions import enrolments
from participants.models import ImportRow, ParticipantImport
from participants.rules.enrolments import Answer, Entry
from participants.rules.imports import LAYOUT, doubles, read_row
from programmes.models import Cohort

KIND = "participants.import"


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
    """Keep an uploaded list until somebody has looked at what its columns are taken for.

    Without `joined_on` people join on the cohort's first day, or today if that is later.

    :raises ValidationError: when the file as a whole cannot be read.
    """
    day = joined_on or max(cohort.starts_on, timezone.localdate(at))
    return imports.upload(
        kind=LISTS,
        row=ParticipantImport(cohort=cohort),
        name=name,
        content=content,
        params={"joined_on": day.isoformat()},
        told={"cohort": cohort},
        at=at,
        by=by,
    )


@transaction.atomic
def confirm(
    *,
    participant_import: ParticipantImport,
    columns: Sequence[str] | None = None,
    at: datetime,
    by: User,
) -> ParticipantImport:
    """Have a worker take a list in, without `columns` by those that were guessed.

    :raises ValidationError: when the columns will not do, or the import was cancelled.
    """
    chosen = participant_import.plan["columns"] if columns is None else columns
    imports.confirm(kind=LISTS, row=participant_import, columns=chosen, at=at, by=by)
    participant_import.refresh_from_db(fields=["job", "plan"])
    return participant_import


def _title(participant_import: ParticipantImport) -> str:
    return f"Import participants into {participant_import.cohort}"


def _schools(columns: Columns, rows: Sequence[Row]) -> dict[str, School]:
    urns = {columns.cell(row, "school_urn") for row in rows} - {""}
    return {school.urn: school for school in School.objects.filter(urn__in=urns)}


def _take(reading: Reading, rows: Sequence[Row], at: datetime, by: User) -> list[Answer]:
    """Give places to rows that have no fault; answer each."""
    source = reading.source
    today, schools = timezone.localdate(source.uploaded_at), _schools(reading.columns, rows)
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
        cohort=source.cohort,
        entries=list(entries.values()),
        joined_on=date.fromisoformat(reading.job.params["joined_on"]),
        at=at,
        by=by,
    )
    answers |= zip(entries, given, strict=True)
    return [answers[row.number] for row in rows]


def _look(
    _: ParticipantImport, columns: Columns, rows: Sequence[Row], at: datetime
) -> dict[int, str]:
    """Say what is wrong with rows by themselves; who is known is asked when they go in."""
    schools, twice = _schools(columns, rows), doubles(columns, rows)
    today = timezone.localdate(at)
    told = {}
    for row in rows:
        _entry, faults = read_row(columns, row, schools=schools, today=today)
        if row.number in twice:
            faults.append(twice[row.number])
        if faults:
            told[row.number] = " ".join(faults)
    return told


LISTS = imports.register(
    imports.Kind(
        name=KIND,
        layout=LAYOUT,
        imports=ParticipantImport,
        rows=ImportRow,
        link="participant_import",
        success=ImportRow.Outcome.ENROLLED,
        title=_title,
        visible=imports_for,
        doubles=doubles,
        take=_take,
        look=_look,
        related=("cohort",),
    )
)
