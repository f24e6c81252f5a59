"""What is decided about places: how many are funded, how long somebody may pause or wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from accounts.models import LeadProvider


class FundedPlaces(models.Model):
    """How many places of an intake the DfE funds at a hub; no row where no number is known."""

    hub = models.ForeignKey("accounts.Hub", on_delete=models.PROTECT, related_name="funded_places")
    intake = models.ForeignKey(
        "programmes.Intake", on_delete=models.PROTECT, related_name="funded_places"
    )
    places = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "intake"], name="funded_places_unique")
        ]

    def __str__(self) -> str:
        return f"{self.places} funded places at {self.hub}, {self.intake}"


def six_and_two_weeks() -> list[int]:
    """Return how many days before a planned return the reminders go out."""
    return [42, 14]


class PlaceRuleQuerySet(models.QuerySet["PlaceRule"]):
    def in_force(self, lead_provider: LeadProvider | int, on: date) -> PlaceRule:
        """Return the lead provider's newest rule of a day; the rule for everybody where it has
        none, and the defaults of this model where there is no row at all."""
        rules = self.filter(
            Q(lead_provider=lead_provider) | Q(lead_provider=None), in_force_from__lte=on
        ).order_by(F("lead_provider").desc(nulls_last=True), "-in_force_from")
        return rules.first() or PlaceRule(in_force_from=on)


class PlaceRule(models.Model):
    """A version of how long places wait: for a deferred participant, for an answer to an offer."""

    # None: for every lead provider without a rule of its own.
    lead_provider = models.ForeignKey(
        "accounts.LeadProvider",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="place_rules",
    )
    in_force_from = models.DateField()
    # None: a deferral has no limit, as in the DfE's NPQ service; its NPD service has 12 months.
    deferral_limit_months = models.PositiveSmallIntegerField(null=True, blank=True)
    return_reminder_days = models.JSONField(default=six_and_two_weeks)
    # The last call goes out so many days before the limit.
    last_call_days = models.PositiveSmallIntegerField(default=30)
    offer_days = models.PositiveSmallIntegerField(default=5)
    # How often somebody who has not signed yet is reminded, and how long a link lives.
    agreement_reminder_days = models.PositiveSmallIntegerField(default=5)
    agreement_link_days = models.PositiveSmallIntegerField(default=14)
    # Within how many days a participant hears about what they asked for.
    answer_days = models.PositiveSmallIntegerField(default=5)

    objects = PlaceRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead_provider", "in_force_from"], name="place_rule_one_a_day"
            ),
            models.UniqueConstraint(
                fields=["in_force_from"],
                condition=Q(lead_provider=None),
                name="place_rule_for_all_one_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Rule of places from {self.in_force_from}"
