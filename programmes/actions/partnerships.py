"""Which delivery partners a lead provider has in an intake."""

from django.db import transaction

from accounts import audit
from accounts.models import DeliveryPartner, LeadProvider, User
from programmes.models import DeliveryPartnership, Intake


@transaction.atomic
def add(
    *,
    delivery_partner: DeliveryPartner,
    lead_provider: LeadProvider,
    intake: Intake,
    by: User | None,
) -> DeliveryPartnership:
    """Name a delivery partner for a lead provider in an intake; naming it again changes nothing."""
    partnership, is_new = DeliveryPartnership.objects.get_or_create(
        delivery_partner=delivery_partner, lead_provider=lead_provider, intake=intake
    )
    if is_new:
        named = {"lead_provider": lead_provider, "intake": intake}
        audit.record("partnership.added", by=by, subject=delivery_partner, after=named)
    return partnership
