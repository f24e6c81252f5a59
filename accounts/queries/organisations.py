"""Organisations with what belongs to them, and the register of schools."""

from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import DeliveryPartner, Hub, LeadProvider, Membership, School


def providers_with_hubs() -> QuerySet[LeadProvider]:
    """Return the lead providers by name, each with its hubs by name."""
    hubs = Hub.objects.order_by("name", "pk")
    return LeadProvider.objects.order_by("name", "pk").prefetch_related(
        Prefetch("hubs", queryset=hubs)
    )


def partners_with_people(*, at: datetime) -> QuerySet[DeliveryPartner]:
    """Return the delivery partners by name, each with `people`: how many act for it now."""
    acting = (
        Membership.objects.live(at)
        .filter(delivery_partner=OuterRef("pk"))
        .order_by()
        .values("delivery_partner")
        .annotate(people=Count("user", distinct=True))
    )
    return DeliveryPartner.objects.annotate(people=Subquery(acting.values("people"))).order_by(
        "name", "pk"
    )


def schools_found(words: str, *, status: str) -> QuerySet[School]:
    """Return the schools whose name, town, postcode or number holds each word.

    Only what the list shows is read: a late page of 50,000 has to pass by all before it.
    """
    shown = ("urn", "name", "town", "phase", "status", "trust")
    schools = School.objects.matching(words).only(*shown)
    if status == "open":
        schools = schools.open()
    elif status == "closed":
        schools = schools.filter(status__startswith="Closed")
    return schools
