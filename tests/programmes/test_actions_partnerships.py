"""Naming a lead provider's delivery partners in an intake."""

from accounts.models import AuditEvent
from programmes.actions import partnerships
from programmes.models import DeliveryPartnership
from tests.factories.accounts import make_delivery_partner, make_hub
from tests.factories.programmes import make_intake


def test_partner_is_named_once_however_often_it_is_said(leader):
    partner, intake = make_delivery_partner(), make_intake()
    named = {
        "delivery_partner": partner,
        "lead_provider": make_hub().lead_provider,
        "intake": intake,
    }

    first, second = (partnerships.add(**named, by=leader) for _ in range(2))

    assert (first, DeliveryPartnership.objects.count()) == (second, 1)
    event = AuditEvent.objects.get(verb="partnership.added")
    assert (event.by, event.subject_key, event.after["intake"]) == (
        leader,
        str(partner.pk),
        str(intake),
    )
