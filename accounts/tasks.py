"""What workers do when the beat wakes them: take waiting rows until there are none."""

import structlog
from celery import shared_task
from django.utils import timezone

from accounts.actions import jobs, messages
from accounts.jobs import KINDS
from accounts.models import Heartbeat, Job

log = structlog.get_logger(__name__)


@shared_task
def run_waiting_jobs() -> None:
    """Carry out due jobs, one after the other."""
    while job := jobs.claim(at=timezone.now()):
        run(job)


def run(job: Job) -> None:
    """Carry out one claimed job and write how it ended."""
    log.info("job_started", job=job.reference, kind=job.kind, attempt=job.attempt)
    try:
        KINDS[job.kind](job)
        if not job.is_over:
            jobs.finish(job, at=timezone.now())
    except jobs.TakenOver:
        log.warning("job_taken_over", job=job.reference)
    except Exception:
        log.exception("job_failed", job=job.reference)
        jobs.fail(
            job,
            at=timezone.now(),
            error="Something went wrong on our side. What was done up to here is kept.",
        )
    else:
        log.info("job_finished", job=job.reference, done=job.done)


@shared_task
def send_waiting_messages() -> None:
    """Send letters from the outbox until none waits."""
    while messages.send_next(at=timezone.now()):
        pass


@shared_task
def record_heartbeat() -> None:
    """Write that beat and worker are alive, for the health page."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
