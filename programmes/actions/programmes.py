"""Programmes: what a lead provider offers, and in which intakes."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import LeadProvider, User
from programmes.models import Intake, Offering, Programme, Qualification


@transaction.atomic
def offer(*, lead_provider: LeadProvider, qualification: Qualification, by: User) -> Programme:
    """Create a lead provider's programme for a qualification.

    :raises ValidationError: when the lead provider has the programme already.
    """
    programme = Programme(lead_provider=lead_provider, qualification=qualification)
    programme.validate_constraints()
    programme.save()
    audit.record(
        "programme.offered",
        by=by,
        subject=programme,
        after=audit.snapshot(programme, "lead_provider", "qualification"),
    )
    return programme


@transaction.atomic
def offer_in(*, programme: Programme, intake: Intake, by: User) -> Offering:
    """Offer a programme in an intake.

    :raises ValidationError: when it is offered in the intake already.
    """
    if Offering.objects.filter(programme=programme, intake=intake).exists():
        raise ValidationError(f"{programme} is offered in {intake} already.")
    offering = Offering.objects.create(programme=programme, intake=intake)
    audit.record("programme.offered_in", by=by, subject=programme, after={"intake": intake})
    return offering
