"""Makes users in roles, organisations and schools for tests, with fixed readable defaults."""

from datetime import UTC, datetime
from itertools import count

from accounts import access
from accounts.models import DeliveryPartner, Hub, LeadProvider, Membership, School, User
from accounts.roles import CHARTERS, Role, Scope

_number = count(1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2021, 9, 1, tzinfo=UTC)


def make_lead_provider(*, name: str = "National Institute of Teaching") -> LeadProvider:
    code = name.lower().replace(" ", "-")
    return LeadProvider.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_hub(
    *,
    name: str = "North and West",
    lead_provider: LeadProvider | None = None,
    founding_trust: str = "Star Academies",
) -> Hub:
    provider = lead_provider or make_lead_provider()
    return Hub.objects.get_or_create(
        lead_provider=provider, name=name, defaults={"founding_trust": founding_trust}
    )[0]


def make_delivery_partner(*, name: str = "Dale Teaching School Hub") -> DeliveryPartner:
    return DeliveryPartner.objects.get_or_create(name=name)[0]


def make_school(*, urn: str = "", name: str = "Dale Primary School", town: str = "Leeds") -> School:
    urn = urn or str(200000 + next(_number))
    return School.objects.create(
        urn=urn, name=name, town=town, status="Open", search_text=f"{name} {town} {urn}".lower()
    )


def make_user(*, full_name: str = "Janet Williams", email: str = "") -> User:
    email = email or f"person{next(_number)}@example.org"
    user = User(email=email, full_name=full_name)
    user.set_unusable_password()
    user.save()
    return user


def make_member(
    role: Role,
    *,
    user: User | None = None,
    lead_provider: LeadProvider | None = None,
    hub: Hub | None = None,
    delivery_partner: DeliveryPartner | None = None,
    starts_at: datetime = LONG_AGO,
    ends_at: datetime | None = None,
) -> User:
    """Make a user who holds a role (in the default organisation of its kind) and acts in it."""
    user = user or make_user(full_name=f"{Role(role).label} {next(_number)}")
    scope: dict[str, object] = {}
    if role in (Role.HUB_LEADER, Role.FACILITATOR):
        scope = {"hub": hub or make_hub()}
    elif CHARTERS[role].scope == Scope.LEAD_PROVIDER:
        scope = {"lead_provider": lead_provider or make_lead_provider()}
    elif role == Role.DELIVERY_PARTNER:
        scope = {"delivery_partner": delivery_partner or make_delivery_partner()}
    if role == Role.INSPECTOR and ends_at is None:
        ends_at = datetime(2100, 1, 1, tzinfo=UTC)
    membership = Membership.objects.create(
        user=user, role=role, starts_at=starts_at, ends_at=ends_at, **scope
    )
    access.act(user, membership.reference, at=datetime.now(UTC))
    return user
