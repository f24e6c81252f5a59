"""What happens to the schools of the DfE's register: loaded in sets."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts import audit, schools, spreadsheets
from accounts.actions import jobs
from accounts.models import Job, School, StoredFile, User

JOB = "accounts.schools"


@dataclass
class Tally:
    """How many rows of the register did what."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    passed_over: int = 0


@transaction.atomic
def load_schools(*, name: str, content: bytes, by: User | None) -> Job:
    """Keep a file of the DfE's register of schools; a background job loads it.

    :raises ValidationError: when the file is not the register.
    """
    schools.places_of(spreadsheets.headings_of(name, content))
    stored = jobs.store_file(name=name, content=content, by=by)
    return jobs.enqueue(
        kind=JOB,
        title="Load the register of schools",
        params={"stored_file": stored.reference},
        by=by,
    )


@transaction.atomic
def keep(*, rows: Sequence[School | None], tally: Tally) -> Tally:
    """Add the new schools of a chunk and correct the changed ones; the others are not touched.

    Where a chunk names a school twice, the last row counts.
    """
    named = {school.urn: school for school in rows if school}
    known = {school.urn: school for school in School.objects.filter(urn__in=named)}
    new = [school for urn, school in named.items() if urn not in known]
    changed = [s for urn, s in named.items() if urn in known and differs(s, known[urn])]
    School.objects.bulk_create(
        new + changed,
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[field for field in schools.KEPT if field != "urn"],
    )
    tally.added += len(new)
    tally.changed += len(changed)
    tally.unchanged += len(named) - len(new) - len(changed)
    tally.passed_over += len(rows) - len(named)
    return tally


def differs(school: School, known: School) -> bool:
    """Say whether the register now says something else of a school."""
    return any(getattr(school, field) != getattr(known, field) for field in schools.KEPT)


@transaction.atomic
def close_the_books(*, stored_file: StoredFile, tally: Tally, by: User | None) -> None:
    """Record that a register was loaded; single schools have no history, the DfE keeps it."""
    audit.record("schools.loaded", by=by, subject=stored_file, after=asdict(tally))
