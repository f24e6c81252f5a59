"""Who sees and decides which applications."""

from django.db.models import Q, QuerySet

from accounts.access import in_scope
from accounts.models import User
from accounts.roles import Permission, Scope
from applications.models import Application


def applications_for(user: User) -> QuerySet[Application]:
    """Return the applications to the hubs that the user acts for.

    Who leads a whole lead provider sees those too that nobody has given to a hub yet.
    """
    if user.acting is None or not user.may(Permission.DECIDE_APPLICATIONS):
        return Application.objects.none()
    reached = in_scope(user, hub="hub")
    if user.acting.charter.scope == Scope.LEAD_PROVIDER:
        reached |= Q(hub=None, programme__lead_provider=user.acting.lead_provider_id)
    return Application.objects.filter(reached)
