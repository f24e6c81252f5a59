"""Who sees which cohorts, groups and sessions, and for which programmes they may create cohorts."""

from django.db.models import QuerySet

from accounts.access import hubs_for, in_scope, lead_providers_for
from accounts.models import Hub, User
from accounts.roles import Permission, Role, Scope
from programmes.models import Cohort, Curriculum, Group, Programme, Session
from programmes.models.session import SessionQuerySet


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """Return the cohorts of the hubs, or of the delivery partner, that the user acts for."""
    return Cohort.objects.filter(in_scope(user, hub="hub", delivery_partner="delivery_partner"))


def groups_for(user: User) -> QuerySet[Group]:
    """Return the groups of the cohorts that the user sees."""
    return Group.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def sessions_for(user: User) -> SessionQuerySet:
    """Return the sessions of the cohorts that the user sees."""
    return Session.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def sessions_led_by(user: User) -> QuerySet[Session]:
    """Return the sessions that the user leads, at the hubs where they are a facilitator still."""
    hubs = [held.hub_id for held in user.live_memberships if held.role == Role.FACILITATOR]
    return Session.objects.filter(leads__user=user, cohort__hub__in=hubs)


def programmes_to_run(user: User) -> QuerySet[Programme]:
    """Return the programmes of which the user may create cohorts."""
    return Programme.objects.filter(lead_provider__in=lead_providers_for(user))


def hubs_to_run_at(user: User) -> QuerySet[Hub]:
    """Return the hubs at which the user may create cohorts."""
    return hubs_for(user)


def sees_several_hubs(user: User) -> bool:
    """Say whether lists must tell hubs apart for this user."""
    return user.acting is not None and user.acting.hub_id is None


def programmes_for(user: User) -> QuerySet[Programme]:
    """Return the programmes of the lead providers that the user acts for, under or with."""
    acting = user.acting
    if acting is not None and acting.charter.scope == Scope.DELIVERY_PARTNER:
        delivered = Cohort.objects.filter(delivery_partner=acting.delivery_partner_id)
        return Programme.objects.filter(pk__in=delivered.values("programme"))
    return Programme.objects.filter(lead_provider__in=lead_providers_for(user))


def curricula_for(user: User) -> QuerySet[Curriculum]:
    """Return the curricula of these programmes; drafts only for those who run or keep them."""
    curricula = Curriculum.objects.filter(programme__in=programmes_for(user))
    if user.may(Permission.MANAGE_COHORTS) or user.may(Permission.MANAGE_ORGANISATIONS):
        return curricula
    return curricula.exclude(status=Curriculum.Status.DRAFT)
