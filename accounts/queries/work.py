"""How far background work is, in words that never promise more than is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts import verbs
from accounts.models import Job
from accounts.models.job import STALE_AFTER

COLOURS = {
    Job.State.QUEUED: "grey",
    Job.State.RUNNING: "blue",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
}
# A worker looks every two seconds; after this long nobody seems to be looking.
PATIENCE = timedelta(seconds=30)


@dataclass(frozen=True)
class JobView:
    """What the page of a job shows of it now."""

    status: str
    colour: str
    progress: str
    advice: str


def job_view(job: Job, *, at: datetime) -> JobView:
    """Say where a job stands and what its owner can do."""
    return JobView(
        status=job.get_state_display(),
        colour=COLOURS[Job.State(job.state)],
        progress=_progress(job),
        advice=_advice(job, at),
    )


def _progress(job: Job) -> str:
    if job.total is None:
        waits = job.state == Job.State.QUEUED
        return "Not started yet" if waits else f"{job.done:,} rows done"
    return f"{job.done:,} of {job.total:,} rows"


def _advice(job: Job, at: datetime) -> str:
    match job.state:
        case Job.State.QUEUED if at - job.created_at > PATIENCE:
            return (
                "No worker has taken this up yet. Nothing is lost: it starts when one is free."
                " If it still waits in ten minutes, tell whoever runs NPQ Hub."
            )
        case Job.State.QUEUED:
            return "It starts in a few seconds. You can leave this page and come back."
        case Job.State.RUNNING if job.heartbeat_at and at - job.heartbeat_at > STALE_AFTER:
            return "The worker has stopped answering. Another one will go on where it stopped."
        case Job.State.RUNNING:
            return "You can leave this page and come back: the work goes on."
    return ""


def results_of(job: Job) -> list[dict[str, str]]:
    """Return the numbers that came out, for a summary list."""
    return [
        {"key": verbs.field_in_words(name), "value": f"{value:,}"}
        for name, value in job.result.items()
        if isinstance(value, int) and not isinstance(value, bool)
    ]
