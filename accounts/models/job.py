"""Background work: the row is the truth about a job, the broker only wakes workers (ADR 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from accounts.models.reference import new_reference

# A running job beats at every chunk (well under a second); after this long it counts as dead.
STALE_AFTER = timedelta(seconds=20)


class StoredFile(models.Model):
    """An uploaded or produced file, kept compressed where every machine can work on it."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    gzipped = models.BinaryField()
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="stored_files"
    )

    def __str__(self) -> str:
        return self.name


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> JobQuerySet:
        """Narrow to jobs that a worker should take: waiting ones and those whose worker died."""
        return self.filter(
            Q(state=Job.State.QUEUED)
            | Q(state=Job.State.RUNNING, heartbeat_at__lt=at - STALE_AFTER)
        )


class Job(models.Model):
    """One piece of background work: its kind, how far it is, and what came out."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "In progress"
        DONE = "done", "Finished"
        FAILED = "failed", "Stopped with a fault"

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    # Counts the times a worker took the job; a worker whose number is old must write nothing.
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="jobs"
    )
    acting_as = models.CharField(max_length=10, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class Heartbeat(models.Model):
    """When a worker with its beat was last alive, for the health page."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
