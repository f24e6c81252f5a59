"""Forms that were sent, so that sending one twice has one effect (ADR 8)."""

from django.db import models


class Submission(models.Model):
    """One sending of a form; its outcome is empty while the work goes on.

    It names nobody: the key is a digest of the form's id, the person, the address and the answers,
    and the outcome is sealed with the form's id, which only the page holds that was sent.
    """

    key = models.CharField(max_length=64, primary_key=True)
    outcome = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
