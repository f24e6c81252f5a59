"""The audit trail: one row for each change, never altered."""

from __future__ import annotations

from django.db import models

from accounts.models.reference import new_reference


class AuditEvent(models.Model):
    """Who changed what, when, in which role, before and after, and why.

    Names its subject by label and key, so that it never blocks a deletion. A database trigger
    refuses updates (and deletions on PostgreSQL).
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="audit_events"
    )
    acting_as = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_key}"
