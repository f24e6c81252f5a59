"""What happens to background jobs: enqueue, claim, advance, finish, fail."""

import gzip
import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Job, StoredFile, User


class TakenOver(Exception):
    """Another worker claimed the job after this one was thought dead; stop and write nothing."""


@transaction.atomic
def store_file(*, name: str, content: bytes, by: User | None) -> StoredFile:
    """Keep a file, compressed, where every worker can read it."""
    return StoredFile.objects.create(
        name=name[:255],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        gzipped=gzip.compress(content, compresslevel=5),
        stored_by=by,
    )


def content_of(stored_file: StoredFile) -> bytes:
    """Return a stored file's bytes."""
    return gzip.decompress(bytes(stored_file.gzipped))


@transaction.atomic
def enqueue(*, kind: str, title: str, params: dict[str, Any], by: User | None) -> Job:
    """Write a waiting job; a worker's beat finds it within seconds, whatever the broker does."""
    acting = by.acting.reference if by and by.acting else ""
    return Job.objects.create(kind=kind, title=title, params=params, owner=by, acting_as=acting)


def claim(*, at: datetime) -> Job | None:
    """Take the oldest due job for this worker, or return None; two workers never take the same."""
    for job in Job.objects.due(at).order_by("created_at", "pk")[:10]:
        taken = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state).update(
            state=Job.State.RUNNING,
            attempt=F("attempt") + 1,
            heartbeat_at=at,
            started_at=job.started_at or at,
        )
        if taken:
            return Job.objects.get(pk=job.pk)
    return None


def advance(
    job: Job,
    *,
    at: datetime,
    done: int,
    total: int | None = None,
    result: dict[str, Any] | None = None,
) -> None:
    """Write how far the job is; call it in the transaction of the chunk that got it there.

    :raises TakenOver: when another worker has the job; the transaction then rolls back.
    """
    changes: dict[str, Any] = {"done": done, "heartbeat_at": at}
    if total is not None:
        changes["total"] = total
    if result is not None:
        changes["result"] = result
    _write(job, changes)


def finish(job: Job, *, at: datetime, result: dict[str, Any] | None = None) -> None:
    """Mark the job as done.

    :raises TakenOver: when another worker has the job.
    """
    changes: dict[str, Any] = {"state": Job.State.DONE, "finished_at": at, "heartbeat_at": at}
    if result is not None:
        changes["result"] = result
    _write(job, changes)


def fail(job: Job, *, at: datetime, error: str) -> None:
    """Mark the job as stopped, with a sentence for its owner.

    :raises TakenOver: when another worker has the job.
    """
    _write(job, {"state": Job.State.FAILED, "finished_at": at, "error": error[:300]})


def _write(job: Job, changes: dict[str, Any]) -> None:
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
    if not mine.update(**changes):
        raise TakenOver(job.reference)
    for field, value in changes.items():
        setattr(job, field, value)
