"""Makes facilitators for tests, with fixed readable defaults."""

from datetime import date

from accounts.models import Hub, User
from accounts.roles import Role
from facilitators.models import Clearance, Facilitator
from programmes.models import Qualification
from tests.factories.accounts import make_hub, make_member, make_user


def make_facilitator(
    *,
    user: User | None = None,
    hub: Hub | None = None,
    full_name: str = "Daniel Osei",
    cleared_for: Qualification | None = None,
) -> Facilitator:
    hub = hub or make_hub()
    user = user or make_member(Role.FACILITATOR, user=make_user(full_name=full_name), hub=hub)
    facilitator = Facilitator.objects.create(user=user, hub=hub, registered_on=date(2026, 9, 1))
    if cleared_for:
        Clearance.objects.create(
            facilitator=facilitator, qualification=cleared_for, cleared_on=date(2026, 9, 1)
        )
    return facilitator
