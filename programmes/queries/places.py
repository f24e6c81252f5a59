"""What is known of places: funded ones by hub, and the versions of a lead provider's rule."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import AuditEvent, Hub, LeadProvider
from programmes.models import FundedPlaces, Intake, PlaceRule


def numbers_of(intake: Intake, hubs: Sequence[Hub]) -> dict[int, int]:
    """Return how many places of an intake are funded, by the hub's key, where a number is known."""
    known = FundedPlaces.objects.filter(intake=intake, hub__in=hubs)
    return dict(known.values_list("hub", "places"))


def shown(hubs: Sequence[Hub], numbers: Mapping[int, int]) -> dict[str, list[str]]:
    """Return what the page shows of the numbers, in one value: a hub may have none yet."""
    return {"places": [f"{hub}: {numbers.get(hub.pk, 'no number')}" for hub in hubs]}


def trail_of_numbers(intake: Intake) -> QuerySet[AuditEvent]:
    """Return the events about an intake's numbers, of those that were taken away as well."""
    return AuditEvent.objects.filter(
        Q(after__intake=str(intake)) | Q(before__intake=str(intake)),
        subject_type=FundedPlaces._meta.label_lower,
    )


def newest_rule(lead_provider: LeadProvider, on: date) -> PlaceRule:
    """Return the version that a lead provider wrote last, from whatever day it holds."""
    own = PlaceRule.objects.filter(lead_provider=lead_provider).order_by("-pk").first()
    return own or PlaceRule.objects.in_force(lead_provider, on)
