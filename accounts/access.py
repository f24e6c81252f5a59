"""Who sees and does what: the role in force, the doors of views, and scopes over organisations."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BigAutoField, DateTimeField, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import (
    AuditEvent,
    DeliveryPartner,
    Hub,
    Invitation,
    Job,
    LeadProvider,
    Membership,
    SavedView,
    User,
)
from accounts.models.membership import InvitationQuerySet, MembershipQuerySet
from accounts.roles import CHARTERS, Permission, Role, Scope, organisation_asked
from accounts.statements import Statement, given

View = Callable[..., HttpResponseBase]
# Asked at every request of everybody; Django's writing of it cost more than a short page's data.
_LIVE = Statement(
    lambda: (
        Membership.objects.filter(user=given("user", BigAutoField()))
        .live(given("at", DateTimeField()))
        .with_organisations()
        .order_by("starts_at", "pk")
    )
)
_ORDER = {role: place for place, role in enumerate(CHARTERS)}


def allow(*permissions: Permission) -> Callable[[View], View]:
    """Open a view to people whose role carries any of the permissions; others get a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user = request.user
            if not (isinstance(user, User) and any(user.may(each) for each in permissions)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        vars(guarded)["door"] = permissions
        return guarded

    return decorate


def allow_everyone_signed_in(view: View) -> View:
    """Mark a view that any signed-in person may open, whatever the role."""
    vars(view)["door"] = ()
    return view


def act(user: User, reference: str, *, at: datetime) -> None:
    """Set which live membership the user acts in: the one named, else the first by role and age."""
    live = _LIVE.objects(user=user.pk, at=at)
    for membership in live:
        membership.user = user
    user.live_memberships = tuple(sorted(live, key=lambda m: _ORDER[m.charter_key]))
    user.acting = next(
        (m for m in user.live_memberships if m.reference == reference),
        user.live_memberships[0] if user.live_memberships else None,
    )


def still_acts(user: User, *, at: datetime) -> bool:
    """Ask afresh whether the account is open and the role in force still held."""
    held = user.memberships.live(at).filter(user__is_active=True)
    return user.acting is not None and held.filter(pk=user.acting.pk).exists()


def acts_as(user: User, *roles: Role) -> bool:
    """Say whether the user acts in one of the roles now."""
    return user.acting is not None and user.acting.role in roles


def in_scope(user: User, *, hub: str = "", delivery_partner: str = "") -> Q:
    """Return the condition that narrows rows to the organisation the user acts for.

    `hub` and `delivery_partner` are the lookup paths from the row to these (such as
    "cohort__hub"). Roles that reach own records only, and paths that are not given, match nothing.
    """
    nothing = Q(pk__in=[])
    acting = user.acting
    if acting is None:
        return nothing
    match acting.charter.scope:
        case Scope.EVERYTHING:
            return Q()
        case Scope.LEAD_PROVIDER if hub:
            return Q(**{f"{hub}__lead_provider": acting.lead_provider_id})
        case Scope.HUB if hub:
            return Q(**{hub: acting.hub_id})
        case Scope.DELIVERY_PARTNER if delivery_partner:
            return Q(**{delivery_partner: acting.delivery_partner_id})
    return nothing


def lead_providers_for(user: User) -> QuerySet[LeadProvider]:
    """Return the lead providers that the user acts for or under."""
    acting = user.acting
    if acting is None:
        return LeadProvider.objects.none()
    if acting.charter.scope == Scope.EVERYTHING:
        return LeadProvider.objects.all()
    provider = acting.hub.lead_provider_id if acting.hub else acting.lead_provider_id
    return LeadProvider.objects.filter(pk=provider) if provider else LeadProvider.objects.none()


def hubs_for(user: User) -> QuerySet[Hub]:
    """Return the hubs in the user's scope."""
    acting = user.acting
    if acting is None:
        return Hub.objects.none()
    match acting.charter.scope:
        case Scope.EVERYTHING:
            return Hub.objects.all()
        case Scope.LEAD_PROVIDER:
            return Hub.objects.filter(lead_provider=acting.lead_provider_id)
    return Hub.objects.filter(pk=acting.hub_id) if acting.hub_id else Hub.objects.none()


def _posts_in_scope(user: User) -> Q:
    """Return the condition for memberships and invitations that the user may see and end."""
    acting = user.acting
    if acting is None or Permission.INVITE_PEOPLE not in acting.charter.permissions:
        return Q(pk__in=[])
    match acting.charter.scope:
        case Scope.EVERYTHING:
            return Q()
        case Scope.LEAD_PROVIDER:
            return Q(lead_provider=acting.lead_provider_id) | Q(
                hub__lead_provider=acting.lead_provider_id
            )
    return Q(hub=acting.hub_id)


def memberships_for(user: User) -> MembershipQuerySet:
    """Return the memberships that the user may see and end."""
    return Membership.objects.filter(_posts_in_scope(user))


def invitations_for(user: User) -> InvitationQuerySet:
    """Return the invitations that the user may see and withdraw."""
    return Invitation.objects.filter(_posts_in_scope(user))


def people_for(user: User, *, at: datetime) -> QuerySet[User]:
    """Return the people who hold or are offered a role that the user may see and end."""
    if reaches_everything(user):
        return User.objects.all()
    held = memberships_for(user).filter(user=OuterRef("pk"))
    offered = invitations_for(user).waiting(at).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(held) | Exists(offered))


def reaches_everything(user: User) -> bool:
    """Say whether the role in force reaches every organisation."""
    return user.acting is not None and user.acting.charter.scope == Scope.EVERYTHING


def jobs_for(user: User) -> QuerySet[Job]:
    """Return the background work that the user may follow: for administrators all.

    For others what they started in the role in force: work for a hub they left is not theirs.
    """
    if reaches_everything(user):
        return Job.objects.all()
    roles = ["", user.acting.reference] if user.acting else [""]
    return Job.objects.filter(owner=user, acting_as__in=roles)


def saved_views_for(user: User) -> QuerySet[SavedView]:
    """Return the views of lists that the user saved."""
    return SavedView.objects.filter(user=user)


def events_for(user: User) -> QuerySet[AuditEvent]:
    """Return the part of the trail that the user may read as a whole: what they did themselves.

    Only in the role in force, since it names people whom another role's scope may not reach. What
    happened to a record stands on the record's own page.
    """
    if reaches_everything(user):
        return AuditEvent.objects.all()
    roles = ["", user.acting.label] if user.acting else [""]
    return AuditEvent.objects.filter(by=user, acting_as__in=roles)


def roles_to_offer(user: User) -> list[Role]:
    """Return the roles that the user may invite people to."""
    offers = {
        Role.ADMINISTRATOR: list(Role),
        Role.NATIONAL_LEADER: [
            Role.NATIONAL_LEADER,
            Role.HUB_LEADER,
            Role.FACILITATOR,
            Role.QUALITY_ASSURER,
            Role.INSPECTOR,
        ],
        Role.HUB_LEADER: [Role.HUB_LEADER, Role.FACILITATOR],
    }
    return offers.get(user.acting.charter_key, []) if user.acting else []


def organisations_to_offer(user: User, role: Role) -> QuerySet[Any] | None:
    """Return the organisations for which the user may invite to a role; None if it names none."""
    match organisation_asked(role):
        case "hub":
            return hubs_for(user)
        case "lead_provider":
            return lead_providers_for(user)
        case "delivery_partner":
            return DeliveryPartner.objects.all()
    return None
