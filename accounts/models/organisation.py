"""Organisations: lead providers, their hubs, delivery partners, and the DfE's schools."""

from __future__ import annotations

import unicodedata

from django.db import models
from django.db.models.functions import Lower

from accounts.models.reference import new_reference


class LeadProvider(models.Model):
    """An organisation accredited by the DfE to offer NPQs."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)
    dfe_id = models.UUIDField(null=True, blank=True, unique=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Hub(models.Model):
    """A region of a lead provider, anchored by a founding trust; leaders are scoped by it."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    lead_provider = models.ForeignKey(
        "accounts.LeadProvider", on_delete=models.PROTECT, related_name="hubs"
    )
    name = models.CharField(max_length=120)
    founding_trust = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "lead_provider",
                Lower("name"),
                name="hub_name_unique_in_lead_provider",
                violation_error_message="This lead provider has a hub of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryPartner(models.Model):
    """An organisation that delivers part of a programme for a lead provider in an intake."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=160)
    dfe_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="delivery_partner_name_unique",
                violation_error_message="There is a delivery partner of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def plain(words: str) -> str:
    """Return words as they are searched: no capitals, no accents, one kind of apostrophe."""
    bare = unicodedata.normalize("NFKD", words.replace("’", "'"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()


class SchoolQuerySet(models.QuerySet["School"]):
    def open(self) -> SchoolQuerySet:
        return self.filter(status__startswith="Open")

    def matching(self, words: str) -> SchoolQuerySet:
        """Narrow to schools whose name, town, postcode or URN holds each word."""
        found = self
        for word in plain(words).split():
            found = found.filter(search_text__contains=word)
        return found


class School(models.Model):
    """A workplace from the DfE's register of schools; heads' names are never kept."""

    urn = models.CharField(max_length=10, unique=True)
    ukprn = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=200)
    local_authority = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    type_code = models.CharField(max_length=4, blank=True)
    type_name = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=40, blank=True)
    trust = models.CharField(max_length=160, blank=True)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    search_text = models.CharField(max_length=420, editable=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="school_by_name"),
            models.Index(fields=["town", "name", "id"], name="school_by_town"),
        ]

    def __str__(self) -> str:
        return self.name
