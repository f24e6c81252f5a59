"""Facilitators in lists, with what they are cleared for and how much they lead."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from facilitators.models import Clearance, Facilitator
from programmes.models import Qualification, Session, SessionLead

CLEARANCES = Clearance.objects.select_related("qualification").order_by(
    "qualification__position", "pk"
)


def listed(facilitators: QuerySet[Facilitator], *, at: datetime) -> QuerySet[Facilitator]:
    """Return facilitators with `upcoming`, the sessions at the hub that they are to lead."""
    to_come = SessionLead.objects.filter(
        user=OuterRef("user"),
        session__cohort__hub=OuterRef("hub"),
        session__status=Session.Status.PLANNED,
        session__starts_at__gte=at,
    )
    counted = to_come.order_by().values("user").annotate(n=Count("pk")).values("n")
    return (
        facilitators.select_related("user", "hub__lead_provider", "school")
        .prefetch_related(Prefetch("clearances", queryset=CLEARANCES))
        .annotate(upcoming=Coalesce(Subquery(counted), 0))
    )


def matching(
    facilitators: QuerySet[Facilitator], words: str, *, cleared: str = "", hub: str = ""
) -> QuerySet[Facilitator]:
    """Narrow to a hub, a qualification's code, and each word in name, address, job or school."""
    if cleared:
        facilitators = facilitators.filter(clearances__qualification__code=cleared)
    if hub:
        facilitators = facilitators.filter(hub__reference=hub)
    for word in words.split():
        facilitators = facilitators.filter(
            Q(user__full_name__icontains=word)
            | Q(user__email__icontains=word)
            | Q(job_title__icontains=word)
            | Q(school__name__icontains=word)
        )
    return facilitators


def qualifications_cleared() -> QuerySet[Qualification]:
    """Return the qualifications for which anybody is cleared."""
    cleared = Clearance.objects.filter(qualification=OuterRef("pk"))
    return Qualification.objects.filter(Exists(cleared)).order_by("position", "pk")


def qualifications_to_clear(facilitator: Facilitator) -> QuerySet[Qualification]:
    """Return what the hub's lead provider offers and the facilitator is not cleared for yet."""
    offered = Qualification.objects.filter(
        programmes__lead_provider=facilitator.hub.lead_provider_id
    ).exclude(clearances__facilitator=facilitator)
    return offered.order_by("position", "pk")


def sessions_of(facilitator: Facilitator) -> QuerySet[Session]:
    """Return what a facilitator leads at the hub, or led; cancelled sessions are left out."""
    return (
        Session.objects.filter(leads__user=facilitator.user_id, cohort__hub=facilitator.hub_id)
        .exclude(status=Session.Status.CANCELLED)
        .select_related("cohort", "group")
    )
