"""What workers do when the beat wakes them: take waiting rows until there are none."""

from dataclasses import asdict
from datetime import timedelta
from itertools import islice

import structlog
from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import access, schools, spreadsheets
from accounts.actions import imports, jobs, messages
from accounts.actions import schools as school_actions
from accounts.jobs import KINDS, carries_out
from accounts.models import Heartbeat, Job, StoredFile, Submission

log = structlog.get_logger(__name__)
FAULT = "Something went wrong on our side. What was done up to here is kept."
ROLE_ENDED = "The person who started this no longer has the role for it. What was done is kept."
ROWS_A_CHUNK = 1000


@shared_task
def run_waiting_jobs() -> None:
    """Carry out due jobs, one after the other."""
    while job := jobs.claim(at=timezone.now()):
        run(job)


def run(job: Job) -> None:
    """Carry out one claimed job and write how it ended."""
    log.info("job_started", job=job.reference, kind=job.kind, attempt=job.attempt)
    try:
        _carry_out(job)
    except jobs.TakenOver:
        log.warning("job_taken_over", job=job.reference)
    except Exception:
        log.exception("job_failed", job=job.reference)
        _fail(job, FAULT)
    else:
        log.info("job_finished", job=job.reference, state=job.state, done=job.done)


def _carry_out(job: Job) -> None:
    if not owner_still_acts(job):
        jobs.fail(job, at=timezone.now(), error=ROLE_ENDED)
        return
    KINDS[job.kind](job)
    if not job.is_over:
        jobs.finish(job, at=timezone.now())


def _fail(job: Job, error: str) -> None:
    try:
        jobs.fail(job, at=timezone.now(), error=error)
    except jobs.TakenOver:
        log.warning("job_taken_over", job=job.reference)


def owner_still_acts(job: Job) -> bool:
    """Let the job's owner act in the role that started it; say whether it is still in force."""
    if job.owner is None:
        return True
    access.act(job.owner, job.acting_as, at=timezone.now())
    acting = job.owner.acting.reference if job.owner.acting else ""
    return job.owner.is_active and (not job.acting_as or acting == job.acting_as)


@shared_task
def send_waiting_messages() -> None:
    """Send letters from the outbox until none waits."""
    while messages.send_next(at=timezone.now()):
        pass


@shared_task
def record_heartbeat() -> None:
    """Write that beat and worker are alive, for the health page."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})


@shared_task
def forget_submissions() -> None:
    """Delete what was kept of forms that nobody can send again: sessions end after 12 hours.

    Files go too that somebody uploaded and did not go on with.
    """
    Submission.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()
    imports.forget_unconfirmed(at=timezone.now())


def take_in(kind: imports.Kind, job: Job) -> None:
    """Take in an uploaded file, chunk by chunk; go on where a dead worker stopped."""
    try:
        reading = imports.read(kind, job)
    except ValidationError as fault:
        jobs.fail(job, at=timezone.now(), error=" ".join(fault.messages))
        return
    while imports.take_next(reading, at=timezone.now()):
        pass


@carries_out(school_actions.JOB)
def load_schools(job: Job) -> None:
    """Load the register of schools, a thousand rows a time, going on where a dead worker was."""
    stored = StoredFile.objects.get(reference=job.params["stored_file"])
    try:
        headings, rows = spreadsheets.rows_of(
            stored.name,
            jobs.content_of(stored),
            max_rows=schools.MAX_ROWS,
            max_bytes=schools.MEGABYTES * 1024 * 1024,
        )
        places = schools.places_of(headings)
    except ValidationError as refusal:
        jobs.fail(job, at=timezone.now(), error=f"{refusal.messages[0]}. Nothing was changed.")
        return
    tally = school_actions.Tally(**job.result)
    remaining = islice(rows, job.done, None)
    jobs.advance(job, at=timezone.now(), done=job.done, total=rows.count)
    while chunk := [schools.school_of(row, places) for row in islice(remaining, ROWS_A_CHUNK)]:
        with transaction.atomic():
            tally = school_actions.keep(rows=chunk, tally=tally)
            done = job.done + len(chunk)
            jobs.advance(job, at=timezone.now(), done=done, result=asdict(tally))
    with transaction.atomic():
        school_actions.close_the_books(stored_file=stored, tally=tally, by=job.owner)
        jobs.finish(job, at=timezone.now())
