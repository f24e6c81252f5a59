"""The outbox of letters: written with the change that causes them, sent by a worker."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from accounts.models.reference import new_reference


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self, at: datetime) -> MessageQuerySet:
        return self.filter(sent_at=None, failed_at=None, not_before__lte=at)


class Message(models.Model):
    """A letter to exactly one person.

    `link` holds a secret address until the letter is sent; the body says {link} in its place.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=40)
    to_name = models.CharField(max_length=200)
    to_email = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="message_waiting",
            ),
            models.Index(fields=["to_email"], name="message_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject
