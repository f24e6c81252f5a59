"""Cohorts created on a published curriculum, changed, and moved from status to status."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import events_about
from accounts.models import Hub, User
from programmes.actions import cohorts
from programmes.models import Cohort, DeliveryPartnership, Offering
from tests.factories.accounts import make_delivery_partner, make_hub
from tests.factories.programmes import (
    make_cohort,
    make_curriculum,
    make_intake,
    make_programme,
    make_session,
)


@pytest.fixture
def hub(db: None) -> Hub:
    """The default hub, whose lead provider offers Senior Leadership with a curriculum."""
    Offering.objects.create(programme=make_programme(), intake=make_intake())
    make_curriculum()
    return make_hub()


def create(hub: Hub, by: User, **given: object) -> Cohort:
    answers = {
        "name": "NPQSL Autumn 2026",
        "programme": make_programme(),
        "intake": make_intake(),
        "starts_on": date(2026, 10, 5),
        "ends_on": date(2028, 3, 31),
        "capacity": 28,
    }
    return cohorts.create(hub=hub, by=by, **answers | given)


def test_create_pins_the_published_curriculum(hub: Hub, leader: User) -> None:
    cohort = create(hub, leader)

    assert (cohort.curriculum, cohort.status) == (make_curriculum(), "planned")
    assert events_about(cohort).get().after["curriculum"] == "Senior Leadership, version 1"


def test_create_refuses_with_every_reason_at_once(leader: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        create(make_hub(), leader, ends_on=date(2026, 10, 5))

    assert refusal.value.messages == [
        "Senior Leadership is not offered in Intake 2026b. Choose another intake or programme.",
        "Senior Leadership has no published curriculum. Publish one first.",
        "The end date must be after the start date.",
    ]
    assert not Cohort.objects.exists()


def test_create_refuses_a_name_that_the_hub_has(hub: Hub, leader: User) -> None:
    make_cohort(name="NPQSL autumn 2026", hub=hub)

    with pytest.raises(ValidationError) as refusal:
        create(hub, leader)

    assert refusal.value.messages == [
        "North and West has a cohort named “NPQSL Autumn 2026” already. Enter another name."
    ]


def test_create_takes_a_name_that_another_hub_has(hub: Hub, leader: User) -> None:
    make_cohort(name="NPQSL Autumn 2026", hub=make_hub(name="South Coast"))

    assert create(hub, leader).name == "NPQSL Autumn 2026"


def test_create_takes_a_partner_of_the_intake(hub: Hub, leader: User) -> None:
    partner = make_delivery_partner()
    DeliveryPartnership.objects.create(
        delivery_partner=partner, lead_provider=hub.lead_provider, intake=make_intake()
    )

    assert create(hub, leader, delivery_partner=partner).delivery_partner == partner


def test_create_refuses_a_partner_of_another_intake(hub: Hub, leader: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        create(hub, leader, delivery_partner=make_delivery_partner())

    assert refusal.value.messages == [
        "Dale Teaching School Hub is not a delivery partner in Intake 2026b."
    ]


def change(cohort: Cohort, by: User, **given: object) -> Cohort:
    facts = {name: getattr(cohort, name) for name in cohorts.FACTS}
    return cohorts.change(cohort=cohort, by=by, **facts | given)


def test_change_records_before_and_after(leader: User) -> None:
    cohort = make_cohort(capacity=28)

    change(cohort, leader, capacity=30)

    event = events_about(cohort).get()
    assert (event.before, event.after) == ({"capacity": 28}, {"capacity": 30})


def test_change_refuses_dates_that_leave_sessions_outside(leader: User) -> None:
    cohort = make_cohort()
    make_session(cohort=cohort)

    with pytest.raises(ValidationError) as refusal:
        change(cohort, leader, ends_on=date(2026, 11, 24))

    assert refusal.value.messages == [
        "1 session is outside these dates. Move or cancel them first."
    ]


def test_change_keeps_a_session_on_the_last_day(leader: User) -> None:
    cohort = make_cohort()
    make_session(cohort=cohort)

    assert change(cohort, leader, ends_on=date(2026, 11, 25)).ends_on == date(2026, 11, 25)


def test_move_to_takes_an_arrow_and_records_it(leader: User) -> None:
    cohort = make_cohort(status=Cohort.Status.PLANNED)

    moved = cohorts.move_to(cohort=cohort, status="open", by=leader)

    assert moved.status == Cohort.Status.OPEN
    assert events_about(cohort).get().before == {"status": "planned"}


def test_move_to_refuses_where_no_arrow_leads(leader: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        cohorts.move_to(cohort=make_cohort(), status="planned", by=leader)

    assert refusal.value.messages == ["A cohort that is running cannot become planned."]


def test_move_to_cancelled_cancels_the_sessions_still_planned(leader: User) -> None:
    cohort = make_cohort(status=Cohort.Status.OPEN)
    planned = make_session(cohort=cohort)
    held = make_session(cohort=cohort, status="held")

    cohorts.move_to(cohort=cohort, status="cancelled", by=leader)

    planned.refresh_from_db()
    held.refresh_from_db()
    assert (planned.status, held.status) == ("cancelled", "held")
    assert events_about(planned).get().reason == "The cohort was cancelled."
