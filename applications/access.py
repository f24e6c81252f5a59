"""Who sees and decides which applications."""

from django.db.models import Q, QuerySet

from accounts.access import in_scope
from accounts.models import User
from accounts.roles import Permission, Scope
from applications.models import Agreement, Application, ApplicationImport
from participants.access import enrolments_for


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


def agreements_for(user: User) -> QuerySet[Agreement]:
    """Return what is to be signed for the places and applications of the user's scope."""
    if not user.may(Permission.DECIDE_APPLICATIONS):
        return Agreement.objects.none()
    places = enrolments_for(user).values("pk")
    asked_before_a_place = Q(enrolment=None, application__in=applications_for(user).values("pk"))
    return Agreement.objects.filter(Q(enrolment__in=places) | asked_before_a_place)


def own_agreements(user: User) -> QuerySet[Agreement]:
    """Return the commitments that are asked of the participant who is signed in."""
    if not user.may(Permission.FOLLOW_PROGRAMME):
        return Agreement.objects.none()
    own = Agreement.objects.filter(enrolment__participant__user=user)
    return own.filter(kind=Agreement.Kind.COMMITMENT)


def imports_for(user: User) -> QuerySet[ApplicationImport]:
    """Return the uploaded files of the user's hub; of the whole lead provider for who leads it."""
    if user.acting is None or not user.may(Permission.DECIDE_APPLICATIONS):
        return ApplicationImport.objects.none()
    reached = in_scope(user, hub="hub")
    if user.acting.charter.scope == Scope.LEAD_PROVIDER:
        reached = Q(lead_provider=user.acting.lead_provider_id)
    return ApplicationImport.objects.filter(reached)
