"""Lists that somebody narrows the same way again and again, kept by a name."""

from __future__ import annotations

from django.db import models

from accounts.models.reference import new_reference


class SavedView(models.Model):
    """A list's filters and order, as one person named and kept them."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    # The URL name of the list, and what stands behind the "?" of its address; no search words,
    # which may be a person's name.
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="saved_view_name_once",
                violation_error_message="You have a view of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name
