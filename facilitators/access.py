"""Who sees which facilitators, and whom a leader may register as one."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import hubs_for, in_scope
from accounts.models import Membership, User
from accounts.roles import Permission, Role
from facilitators.models import Facilitator


def facilitators_for(user: User) -> QuerySet[Facilitator]:
    """Return the facilitators of the hubs in the user's scope."""
    if not user.may(Permission.SEE_FACILITATORS):
        return Facilitator.objects.none()
    return Facilitator.objects.filter(in_scope(user, hub="hub"))


def people_to_register(user: User, *, at: datetime) -> QuerySet[Membership]:
    """Return the roles of facilitator, at the user's hubs, of people not registered there yet."""
    registered = Facilitator.objects.filter(user=OuterRef("user"), hub=OuterRef("hub"))
    return (
        Membership.objects.live(at)
        .filter(~Exists(registered), role=Role.FACILITATOR, hub__in=hubs_for(user))
        .select_related("user", "hub")
        .order_by("user__full_name", "pk")
    )
