"""The accounts that stand on the sign-in page of a demonstration."""

from __future__ import annotations

from django.db import models


class DemoAccount(models.Model):
    """An invented person whose password is no secret; written by the demo command alone."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="demo_account"
    )
    password = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.user.email
