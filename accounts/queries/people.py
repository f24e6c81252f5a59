"""Who has an account, who is invited, and in which roles."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import DemoAccount, Invitation, Membership, User
from accounts.models.membership import MembershipQuerySet
from accounts.roles import CHARTERS, Scope


@dataclass(frozen=True)
class PeopleFilter:
    """What narrows the list of people; an empty answer narrows nothing."""

    q: str = ""
    role: str = ""
    organisation: str = ""
    status: str = ""


STATUSES = {
    "active": Q(is_active=True),
    "invited": Q(is_active=False, disabled_at=None),
    "disabled": Q(disabled_at__isnull=False),
}


def people_found(
    people: QuerySet[User], posts: MembershipQuerySet, by: PeopleFilter, *, at: datetime
) -> QuerySet[User]:
    """Return the people with their live roles among `posts`, as `live_posts`."""
    live = posts.live(at)
    for word in by.q.split():
        people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word.lower()))
    if by.status:
        people = people.filter(STATUSES[by.status])
    narrowed = live
    if by.role:
        narrowed = narrowed.filter(role=by.role)
    if by.organisation:
        kind, _, reference = by.organisation.rpartition(":")
        narrowed = narrowed.filter(**{f"{kind}__reference": reference})
    if by.role or by.organisation:
        people = people.filter(Exists(narrowed.filter(user=OuterRef("pk"))))
    shown = live.with_organisations().order_by("starts_at", "pk")
    return people.alias(sort_name=Lower("full_name")).prefetch_related(
        Prefetch("memberships", queryset=shown, to_attr="live_posts")
    )


def posts_of(person: User, posts: MembershipQuerySet) -> list[Membership]:
    """Return a person's roles among `posts`, the newest first."""
    return list(posts.filter(user=person).with_organisations().order_by("-starts_at", "-pk"))


def invitations_waiting(
    invitations: QuerySet[Invitation], *, person: User | None = None
) -> QuerySet[Invitation]:
    """Return the invitations that are neither accepted nor withdrawn, the newest first.

    Those whose link is too old are among them: they can be sent again.
    """
    waiting = invitations.filter(accepted_at=None, revoked_at=None)
    if person:
        waiting = waiting.filter(user=person)
    return waiting.select_related(
        "user", "invited_by", "lead_provider", "hub", "delivery_partner"
    ).order_by("-invited_at", "-pk")


def invitation_behind(token_hash: str) -> Invitation | None:
    """Return the invitation whose link was followed."""
    return (
        Invitation.objects.filter(token_hash=token_hash)
        .select_related("user", "invited_by", "lead_provider", "hub", "delivery_partner")
        .first()
    )


def demo_accounts(*, at: datetime) -> list[dict[str, str]]:
    """Return the accounts of the demonstration, in the order of the roles' table."""
    live = Membership.objects.live(at).with_organisations().order_by("starts_at", "pk")
    accounts = (
        DemoAccount.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    )
    order = list(CHARTERS)
    found = []
    for account in accounts.prefetch_related(Prefetch("user__memberships", queryset=live)):
        post = next(iter(account.user.memberships.all()), None)
        if post:
            found.append((order.index(post.charter_key), account.pk, _demo_account(account, post)))
    return [shown for _, _, shown in sorted(found, key=lambda each: each[:2])]


def _demo_account(account: DemoAccount, post: Membership) -> dict[str, str]:
    whole = post.charter.scope == Scope.EVERYTHING
    return {
        "role": str(post.charter_key.label),
        "scope": str(post.organisation or (Scope.EVERYTHING.label if whole else "")),
        "name": account.user.full_name,
        "email": account.user.email,
        "password": account.password,
    }
