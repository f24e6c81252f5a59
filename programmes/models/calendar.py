"""When teaching happens: half terms and bank holidays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify


class HalfTerm(models.Model):
    """A stretch of school weeks in which sessions may be held, first and last day included."""

    name = models.CharField(max_length=40, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="half_term_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """The name as it stands in an address: autumn-2026-first-half"""
        return slugify(self.name)


class BankHoliday(models.Model):
    """A day in England on which no session is held."""

    on = models.DateField(unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name
