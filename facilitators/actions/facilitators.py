"""What happens to facilitators: registered at a hub, cleared for a qualification."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Hub, School, User
from accounts.roles import Role
from facilitators.models import Clearance, Facilitator
from facilitators.rules import obstacles_to_clearing, obstacles_to_registering
from programmes.models import Qualification


@transaction.atomic
def register(
    *,
    user: User,
    hub: Hub,
    school: School | None = None,
    job_title: str = "",
    on: date,
    by: User,
) -> Facilitator:
    """Enter a person with the role of facilitator into the hub's register of facilitators.

    :raises ValidationError: when the person lacks the role at the hub or is registered there.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    obstacles = obstacles_to_registering(
        user,
        hub,
        has_role=user.memberships.filter(role=Role.FACILITATOR, hub=hub).exists(),
        is_registered=user.facilitator_profiles.filter(hub=hub).exists(),
    )
    if obstacles:
        raise ValidationError(obstacles)
    facilitator = Facilitator.objects.create(
        user=user, hub=hub, school=school, job_title=job_title, registered_on=on
    )
    audit.record(
        "facilitator.registered",
        by=by,
        subject=facilitator,
        after=audit.snapshot(facilitator, "user", "hub", "school", "job_title", "registered_on"),
    )
    return facilitator


@transaction.atomic
def clear(
    *, facilitator: Facilitator, qualification: Qualification, on: date, by: User
) -> Clearance:
    """Record that a facilitator may lead sessions of a qualification from a day on.

    :raises ValidationError: when that is on record already.
    """
    facilitator = (
        Facilitator.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=facilitator.pk)
    )
    if obstacles := obstacles_to_clearing(facilitator, qualification, facilitator.clearances.all()):
        raise ValidationError(obstacles)
    clearance = facilitator.clearances.create(qualification=qualification, cleared_on=on)
    audit.record(
        "facilitator.cleared",
        by=by,
        subject=facilitator,
        after=audit.snapshot(clearance, "qualification", "cleared_on"),
    )
    return clearance
