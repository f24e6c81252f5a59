"""Cohorts: created on a published curriculum, changed, moved from status to status."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import DeliveryPartner, Hub, User
from accounts.queries.meanwhile import refuse_changed
from programmes.models import (
    Cohort,
    Curriculum,
    DeliveryPartnership,
    Intake,
    Offering,
    Programme,
    Session,
)
from programmes.queries.occupancy import places_taken
from programmes.queries.sessions import outside
from programmes.rules.cohorts import (
    obstacles_to_changing,
    obstacles_to_creating,
    obstacles_to_describing,
    obstacles_to_moving,
)

FACTS = ("name", "starts_on", "ends_on", "capacity", "delivery_partner")
# What the pages show that move a cohort on.
STANDING = ("status",)


def lock(cohort: Cohort) -> Cohort:
    """Return the cohort's row, held until the transaction ends: one writer at a time."""
    # no_key: rows that only point to the cohort may be written meanwhile.
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("curriculum", "hub", "intake", "delivery_partner").get(
        pk=cohort.pk
    )


@transaction.atomic
def create(
    *,
    name: str,
    programme: Programme,
    hub: Hub,
    intake: Intake,
    starts_on: date,
    ends_on: date,
    capacity: int,
    delivery_partner: DeliveryPartner | None = None,
    by: User,
) -> Cohort:
    """Create a cohort, pinned to the curriculum that the programme has published.

    :raises ValidationError: when the programme is not offered there and then, or a fact is wrong.
    """
    curriculum = programme.curricula.filter(status=Curriculum.Status.PUBLISHED).first()
    obstacles = obstacles_to_creating(
        programme=programme,
        hub=hub,
        intake=intake,
        curriculum=curriculum,
        is_offered=Offering.objects.filter(programme=programme, intake=intake).exists(),
    )
    cohort = Cohort(
        name=name,
        programme=programme,
        curriculum=curriculum,
        hub=hub,
        intake=intake,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        delivery_partner=delivery_partner,
    )
    if obstacles := obstacles + _obstacles_to_facts(cohort):
        raise ValidationError(obstacles)
    cohort.save()
    pinned = audit.snapshot(cohort, "programme", "hub", "intake", "curriculum", *FACTS, "status")
    audit.record("cohort.created", by=by, subject=cohort, after=pinned)
    return cohort


@transaction.atomic
def change(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    delivery_partner: DeliveryPartner | None,
    seen: str = "",
    by: User,
) -> Cohort:
    """Change a cohort's facts; programme, hub, intake and curriculum stay as they were.

    :raises ValidationError: when a fact is wrong, sessions would lie outside the new dates, more
        places are taken than there would be, or somebody changed it since it was `seen`.
    """
    cohort = lock(cohort)
    before = audit.snapshot(cohort, *FACTS)
    refuse_changed(before, seen, audit.events_about(cohort))
    is_smaller = capacity < cohort.capacity
    cohort.name = name
    cohort.starts_on, cohort.ends_on = starts_on, ends_on
    cohort.capacity = capacity
    cohort.delivery_partner = delivery_partner
    left_outside = outside(cohort, starts_on, ends_on).count()
    obstacles = obstacles_to_changing(
        cohort,
        sessions_outside=left_outside,
        places_taken=places_taken(cohort) if is_smaller else 0,
    )
    if obstacles := obstacles + _obstacles_to_facts(cohort):
        raise ValidationError(obstacles)
    cohort.save(update_fields=FACTS)
    audit.record(
        "cohort.changed",
        by=by,
        subject=cohort,
        before=before,
        after=audit.snapshot(cohort, *FACTS),
    )
    return cohort


@transaction.atomic
def move_to(*, cohort: Cohort, status: str, seen: str = "", by: User) -> Cohort:
    """Move a cohort to another status; cancelling it cancels the sessions still planned.

    :raises ValidationError: when no arrow leads from its status to that one, or somebody changed
        it since it was `seen`.
    """
    cohort = lock(cohort)
    refuse_changed(audit.snapshot(cohort, *STANDING), seen, audit.events_about(cohort))
    if obstacles := obstacles_to_moving(cohort, status):
        raise ValidationError(obstacles)
    before = audit.snapshot(cohort, "status")
    cohort.status = status
    cohort.save(update_fields=["status"])
    audit.record(
        "cohort.moved", by=by, subject=cohort, before=before, after=audit.snapshot(cohort, "status")
    )
    if cohort.status == Cohort.Status.CANCELLED:
        _cancel_sessions(cohort, by=by)
    return cohort


def _cancel_sessions(cohort: Cohort, *, by: User) -> None:
    planned = list(
        cohort.sessions.select_for_update(of=("self",)).filter(status=Session.Status.PLANNED)
    )
    because = "The cohort was cancelled."
    after = {"status": Session.Status.CANCELLED, "cancelled_because": because}
    Session.objects.filter(pk__in=[session.pk for session in planned]).update(**after)
    changes = [(s, audit.snapshot(s, "status", "cancelled_because"), after) for s in planned]
    audit.record_many("session.cancelled", by=by, changes=changes, reason=because)


def _obstacles_to_facts(cohort: Cohort) -> list[str]:
    others = Cohort.objects.filter(hub=cohort.hub).exclude(pk=cohort.pk)
    is_partner = DeliveryPartnership.objects.filter(
        delivery_partner=cohort.delivery_partner,
        lead_provider=cohort.hub.lead_provider_id,
        intake=cohort.intake,
    ).exists()
    return obstacles_to_describing(
        hub=cohort.hub,
        intake=cohort.intake,
        name=cohort.name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        capacity=cohort.capacity,
        delivery_partner=cohort.delivery_partner,
        names_taken=others.values_list("name", flat=True),
        is_partner=is_partner,
    )
