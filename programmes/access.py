"""Who sees which cohorts, groups and sessions, and for which programmes they may create cohorts."""

from django.db.models import QuerySet

from accounts.access import hubs_for, in_scope, lead_providers_for
from accounts.models import Hub, User
from programmes.models import Cohort, Group, Programme, Session


def cohorts_for(user: User) -> QuerySet[Cohort]:
    """Return the cohorts of the hubs, or of the delivery partner, that the user acts for."""
    return Cohort.objects.filter(in_scope(user, hub="hub", delivery_partner="delivery_partner"))


def groups_for(user: User) -> QuerySet[Group]:
    """Return the groups of the cohorts that the user sees."""
    return Group.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def sessions_for(user: User) -> QuerySet[Session]:
    """Return the sessions of the cohorts that the user sees."""
    return Session.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def sessions_led_by(user: User) -> QuerySet[Session]:
    """Return the sessions that the user leads, in whatever cohort."""
    return Session.objects.filter(leads__user=user)


def programmes_to_run(user: User) -> QuerySet[Programme]:
    """Return the programmes of which the user may create cohorts."""
    return Programme.objects.filter(lead_provider__in=lead_providers_for(user))


def hubs_to_run_at(user: User) -> QuerySet[Hub]:
    """Return the hubs at which the user may create cohorts."""
    return hubs_for(user)
