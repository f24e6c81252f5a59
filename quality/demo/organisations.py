"""The demo world's organisations: hubs, delivery partners, schools, and who signs in for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from accounts import access
from accounts.actions import demo_accounts, invitations, memberships, organisations
from accounts.models import DeliveryPartner, Hub, LeadProvider, School, User
from accounts.roles import Role
from programmes.actions import partnerships
from programmes.models import Intake
from quality.demo import people, plan

# Longer than any real inspection, so that a demonstration can be shown for months.
VISIT = timedelta(days=400)


@dataclass
class Organisations:
    """What was founded, by name."""

    providers: dict[str, LeadProvider] = field(default_factory=dict)
    hubs: dict[str, Hub] = field(default_factory=dict)
    partners: dict[str, DeliveryPartner] = field(default_factory=dict)
    schools: dict[str, list[School]] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)

    def leader_of(self, hub: str) -> User:
        """Return the hub leader of a hub, acting as such."""
        return next(
            self.accounts[account.email]
            for account in plan.ACCOUNTS
            if account.role == Role.HUB_LEADER and account.hub == hub
        )


def appoint_administrator(*, at: datetime) -> User:
    """Make the first administrator, who founds all else; a real installation does it by command."""
    account = plan.ACCOUNTS[0]
    user = User(email=account.email, full_name=account.full_name)
    user.set_password(plan.PASSWORD)
    user.save()
    memberships.add(user=user, role=Role.ADMINISTRATOR, starts_at=at, by=None)
    return act(user, at=at)


def found(random: Random, *, administrator: User, at: datetime) -> Organisations:
    """Found hubs with their schools, name the delivery partners, and let people sign in."""
    founded = Organisations()
    founded.accounts[administrator.email] = administrator
    for provider_name, hubs in plan.HUBS.items():
        provider = LeadProvider.objects.get(name=provider_name)
        founded.providers[provider_name] = provider
        for hub in hubs:
            founded.hubs[hub.name] = organisations.add_hub(
                lead_provider=provider,
                name=hub.name,
                founding_trust=hub.founding_trust,
                by=administrator,
            )
            founded.schools[hub.name] = _invent_schools(random, hub)
        for name in plan.PARTNERS[provider_name]:
            partner = organisations.add_delivery_partner(name=name, by=administrator)
            founded.partners[name] = partner
            for intake in Intake.objects.filter(identifier__in=("2025a", "2026b")):
                partnerships.add(
                    delivery_partner=partner,
                    lead_provider=provider,
                    intake=intake,
                    by=administrator,
                )
    for account in plan.ACCOUNTS[1:]:
        if account.role not in (Role.PARTICIPANT, Role.INSPECTOR):
            founded.accounts[account.email] = open_account(
                founded, account, by=administrator, at=at
            )
    return founded


def open_account(
    founded: Organisations, account: plan.AccountPlan, *, by: User, at: datetime
) -> User:
    """Invite a person of the plan to their role and accept for them."""
    is_inspector = account.role == Role.INSPECTOR
    provider = founded.providers[account.provider]
    invitation = invitations.invite(
        user_email=account.email,
        full_name=account.full_name,
        role=account.role,
        hub=founded.hubs.get(account.hub),
        delivery_partner=founded.partners.get(account.partner),
        lead_provider=None if account.hub or account.partner else provider,
        role_starts_at=at if is_inspector else None,
        role_ends_at=at + VISIT if is_inspector else None,
        at=at,
        by=by,
    )
    user = invitations.accept(invitation=invitation, password=plan.PASSWORD, at=at)
    return act(user, at=at)


def act(user: User, *, at: datetime) -> User:
    """Let a person of the story act in their role, and stand on the sign-in page."""
    demo_accounts.show(user=user, password=plan.PASSWORD)
    access.act(user, "", at=at)
    return user


def _invent_schools(random: Random, hub: plan.HubPlan) -> list[School]:
    invented = people.invent_schools(
        random, town=hub.town, region=hub.region, first_urn=hub.first_urn
    )
    return School.objects.bulk_create(
        School(
            urn=school.urn,
            name=school.name,
            phase=school.phase,
            type_code=school.type_code,
            town=school.town,
            region=school.region,
            status="Open",
            search_text=f"{school.name} {school.town} {school.urn}".lower(),
        )
        for school in invented
    )
