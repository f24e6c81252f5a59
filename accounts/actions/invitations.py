"""What happens to invitations: sent, accepted, withdrawn, sent again."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model

from accounts import access, audit, letters
from accounts.actions import messages
from accounts.models import (
    DeliveryPartner,
    Hub,
    Invitation,
    LeadProvider,
    Membership,
    Message,
    User,
)
from accounts.roles import Permission, Role, organisation_asked
from accounts.rules import (
    obstacles_to_accepting,
    obstacles_to_inviting,
    obstacles_to_withdrawing,
)
from govuk import dates
from govuk.sentences import About


@dataclass(frozen=True)
class Invitee:
    """A person to invite: the name and the email address."""

    full_name: str
    email: str


def hash_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    user_email: str,
    full_name: str,
    role: Role,
    lead_provider: LeadProvider | None = None,
    hub: Hub | None = None,
    delivery_partner: DeliveryPartner | None = None,
    role_starts_at: datetime | None = None,
    role_ends_at: datetime | None = None,
    at: datetime,
    by: User | None,
) -> Invitation:
    """Offer a role by a letter with a link that works once; the account opens when it is followed.

    :raises PermissionDenied: for a role or an organisation that is not the inviter's to offer.
    :raises ValidationError: for a disabled account, or a role that the person has already.
    """
    role = Role(role)
    scope = {"lead_provider": lead_provider, "hub": hub, "delivery_partner": delivery_partner}
    if by is not None:
        _refuse_foreign_scope(by, role, scope)
    email = user_email.strip().lower()
    user = User.objects.select_for_update(of=("self",)).filter(email=email).first()
    if obstacles := obstacles_to_inviting(
        user,
        role=role,
        has_role=user is not None and _holds(user, role, scope, at),
        role_starts_at=role_starts_at,
        role_ends_at=role_ends_at,
        at=at,
    ):
        raise ValidationError(obstacles)
    if user is None:
        user = User(email=email, full_name=full_name.strip(), is_active=False)
        user.set_unusable_password()
        user.save()
    return _send(
        Invitation(
            user=user,
            role=role,
            **scope,
            invited_by=by,
            invited_at=at,
            role_starts_at=role_starts_at,
            role_ends_at=role_ends_at,
        ),
        at=at,
        by=by,
    )


def _refuse_foreign_scope(by: User, role: Role, scope: Mapping[str, Model | None]) -> None:
    asked = organisation_asked(role)
    if role not in access.roles_to_offer(by):
        raise PermissionDenied
    if any(organisation for name, organisation in scope.items() if name != asked):
        raise ValidationError("Name the one organisation that this role reaches.")
    reach = access.organisations_to_offer(by, role)
    if reach is None:
        return
    organisation = scope[asked]
    if organisation is None:
        raise ValidationError(f"Select a {asked.replace('_', ' ')}")
    if not reach.filter(pk=organisation.pk).exists():
        raise PermissionDenied


def _holds(user: User, role: Role, scope: Mapping[str, Model | None], at: datetime) -> bool:
    return user.memberships.live(at).filter(role=role, **scope).exists()


def _send(invitation: Invitation, *, at: datetime, by: User | None) -> Invitation:
    """Keep an invitation with a fresh link, write its letter, and withdraw the ones it replaces."""
    same = Invitation.objects.waiting(at).filter(
        user=invitation.user,
        role=invitation.role,
        lead_provider=invitation.lead_provider,
        hub=invitation.hub,
        delivery_partner=invitation.delivery_partner,
    )
    same.update(revoked_at=at)
    letter = _prepare(invitation, at=at, by=by)
    invitation.save()
    letter.save()
    audit.record("user.invited", by=by, subject=invitation.user, after=_offer(invitation))
    return invitation


def _offer(invitation: Invitation) -> dict[str, object]:
    return {"role": invitation.label, "link_works_until": invitation.expires_at}


def _prepare(invitation: Invitation, *, at: datetime, by: User | None) -> Message:
    """Give an unsaved invitation its token and end, and return the unsaved letter with the link."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(token)
    invitation.expires_at = at + timedelta(days=settings.INVITATION_DAYS)
    user = invitation.user
    kind = "added_role" if user.has_usable_password() else "invitation"
    subject, body = letters.compose(
        kind,
        name=user.full_name,
        role=invitation.label,
        inviter=by.full_name if by else "NPQ Hub",
        expires=dates.date_text(invitation.expires_at),
    )
    return Message(
        kind=kind,
        to_name=user.full_name,
        to_email=user.email,
        subject=subject,
        body=body,
        link=letters.address("accounts:join", token),
        not_before=at,
    )


@transaction.atomic
def invite_many(
    *, people: Sequence[Invitee], role: Role = Role.PARTICIPANT, at: datetime, by: User | None
) -> dict[str, User]:
    """Invite people, in sets, to a role that names no organisation; return all users by email.

    People with a disabled account, with the role already, or with a waiting invitation are left
    as they are. No password is hashed and no query is made per person.

    :raises PermissionDenied: when `by` may not enrol people.
    """
    if by is not None and not by.may(Permission.MANAGE_ENROLMENTS):
        raise PermissionDenied
    names = {person.email.strip().lower(): person.full_name.strip() for person in people}
    known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
    # One unusable hash will do for all: it opens nothing.
    closed = make_password(None)
    User.objects.bulk_create(
        [
            User(email=email, full_name=name, is_active=False, password=closed)
            for email, name in names.items()
            if email not in known
        ],
        batch_size=1000,
    )
    users = {user.email: user for user in User.objects.filter(email__in=names)}
    _send_many(_without_role(list(users.values()), role, at), role, at=at, by=by)
    return users


def _without_role(users: list[User], role: Role, at: datetime) -> list[User]:
    keys = [user.pk for user in users]
    held = Membership.objects.live(at).filter(user__in=keys, role=role)
    offered = Invitation.objects.waiting(at).filter(user__in=keys, role=role)
    passed_over = {*held.values_list("user", flat=True), *offered.values_list("user", flat=True)}
    return [user for user in users if user.pk not in passed_over and not user.disabled_at]


def _send_many(users: list[User], role: Role, *, at: datetime, by: User | None) -> None:
    invitations = [Invitation(user=u, role=role, invited_by=by, invited_at=at) for u in users]
    messages.write_many([_prepare(invitation, at=at, by=by) for invitation in invitations])
    kept = Invitation.objects.bulk_create(invitations, batch_size=1000)
    audit.record_many("user.invited", by=by, changes=[(i.user, {}, _offer(i)) for i in kept])


@transaction.atomic
def accept(*, invitation: Invitation, password: str = "", at: datetime) -> User:
    """Open the account with its first password, if it has none, and give the role.

    :raises ValidationError: when the link is dead, or the password is too weak.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    user = User.objects.select_for_update(of=("self",)).get(pk=invitation.user_id)
    invitation.user = user
    if obstacles := obstacles_to_accepting(invitation, at=at):
        raise ValidationError(obstacles)
    if not user.has_usable_password():
        _refuse_weak(password, user)
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
    starts_at = max(at, invitation.role_starts_at or at)
    Membership.objects.create(
        user=user,
        role=invitation.role,
        lead_provider=invitation.lead_provider,
        hub=invitation.hub,
        delivery_partner=invitation.delivery_partner,
        starts_at=starts_at,
        ends_at=invitation.role_ends_at,
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    given = {"role": invitation.label, "starts": starts_at, "ends": invitation.role_ends_at}
    audit.record("user.joined", by=user, subject=user, after=given)
    return user


def _refuse_weak(password: str, user: User) -> None:
    """Say beside the password why it is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError([About("password", each) for each in weak.messages]) from weak


@transaction.atomic
def revoke(*, invitation: Invitation, at: datetime, by: User) -> Invitation:
    """Withdraw an invitation: its link dies.

    :raises ValidationError: when it was accepted or withdrawn before.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if obstacles := obstacles_to_withdrawing(invitation):
        raise ValidationError(obstacles)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    withdrawn = {"role": invitation.label}
    audit.record("user.invitation_withdrawn", by=by, subject=invitation.user, before=withdrawn)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, at: datetime, by: User) -> Invitation:
    """Send a fresh link in place of the old one, which dies.

    :raises ValidationError: when the invitation was accepted or withdrawn.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user", "lead_provider", "hub", "delivery_partner")
        .get(pk=invitation.pk)
    )
    if obstacles := obstacles_to_withdrawing(invitation):
        raise ValidationError(obstacles)
    letter = _prepare(invitation, at=at, by=by)
    letter.save()
    invitation.save(update_fields=["token_hash", "expires_at"])
    audit.record("user.invited_again", by=by, subject=invitation.user, after=_offer(invitation))
    return invitation
