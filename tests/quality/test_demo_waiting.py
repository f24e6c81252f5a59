"""The demo world's waiting list: a full cohort, people in every state, one offer open."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from participants.models import WaitingPlace
from participants.queries.enrolments import places_taken
from programmes.models import Cohort
from quality.demo import plan, waiting, world

TODAY = date(2026, 11, 23)
ONE = {plan.NIOT: (plan.OWN_COHORT, waiting.FULL)}

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


def test_demo_has_a_full_cohort_with_a_waiting_list_in_every_state(settings):
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())

    world.build(today=TODAY, cohorts=ONE)

    states = Counter(WaitingPlace.objects.values_list("state", flat=True))
    assert states == {
        "waiting": waiting.PEOPLE - 6,
        "offered": 1,
        "taken": waiting.TAKERS,
        "declined": 1,
        "expired": 1,
        "left": 1,
    }
    cohort = Cohort.objects.get(waiting_places__state="offered")
    assert places_taken(cohort) == cohort.capacity
