"""A cohort's capacity and the places taken in it: asked across the floors, under one lock."""

import pytest
from django.core.exceptions import ValidationError

from participants.models import Enrolment
from programmes.actions import cohorts
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort


def change(cohort, leader, *, capacity):
    facts = {name: getattr(cohort, name) for name in cohorts.FACTS}
    return cohorts.change(cohort=cohort, by=leader, **facts | {"capacity": capacity})


def test_capacity_is_not_lowered_below_the_places_taken(leader):
    cohort = make_cohort(capacity=30)
    for _ in range(2):
        make_enrolment(cohort=cohort)
    make_enrolment(cohort=cohort, status=Enrolment.Status.WITHDRAWN)

    with pytest.raises(ValidationError) as refusal:
        change(cohort, leader, capacity=1)

    assert refusal.value.messages == ["2 places are taken. Capacity must be 2 or more."]
    assert change(cohort, leader, capacity=2).capacity == 2


def test_refused_capacity_stands_beside_its_field(leader_client):
    cohort = make_cohort()
    for _ in range(2):
        make_enrolment(cohort=cohort)
    answers = {"name": "Renamed", "capacity": "1"}
    for field in ("starts_on", "ends_on"):
        day = getattr(cohort, field)
        answers |= {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}

    page = leader_client.post(f"/cohorts/{cohort.reference}/change/", answers)

    assert page.context["form"].errors == {
        "capacity": ["2 places are taken. Capacity must be 2 or more."]
    }


def test_cohort_that_has_more_people_than_places_can_still_be_renamed(leader):
    cohort = make_cohort(capacity=1)
    for _ in range(2):
        make_enrolment(cohort=cohort)

    assert change(cohort, leader, capacity=1).capacity == 1
