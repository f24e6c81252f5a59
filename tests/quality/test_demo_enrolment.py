"""The demo world's enrolment: applications in every state, pauses to come back from, a list."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from applications.models import Application
from participants.models import Deferral, ImportRow, ParticipantImport
from participants.queries import deferrals
from quality.demo import lists, pauses, plan, world

TODAY = date(2026, 11, 23)
ONE = {plan.NIOT: (plan.OWN_COHORT, plan.COHORTS[plan.NIOT][6])}

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with override_settings(DEMO=True), django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference_data", stdout=StringIO())
        world.build(today=TODAY, cohorts=ONE)
        yield
        transaction.set_rollback(True)


def test_demo_has_applications_in_every_state(demo: None) -> None:
    states = set(Application.objects.values_list("status", flat=True))

    assert states == set(Application.Status.values)


def test_demo_has_returns_in_the_next_weeks_one_overdue_and_one_near_its_limit(demo: None) -> None:
    paused = Deferral.objects.filter(deferrals.is_open())

    near = paused.filter(limit_on__range=(TODAY, TODAY + timedelta(days=30)))
    told = deferrals.counts(Deferral.objects.all(), today=TODAY)
    assert near.count() == 1
    assert told["due"] >= len(pauses.PAUSES)
    assert Deferral.objects.filter(deferrals.is_open(), returns_on__lt=TODAY).count() >= 1


def test_demo_has_a_finished_import_with_bad_rows_to_get_back(demo: None) -> None:
    [uploaded] = ParticipantImport.objects.select_related("job")

    job = uploaded.job
    assert job is not None
    assert (job.state, job.done, job.total) == ("done", 7, 7)
    enrolled = uploaded.rows.filter(outcome=ImportRow.Outcome.ENROLLED)
    refused = uploaded.rows.filter(outcome=ImportRow.Outcome.REFUSED)
    assert enrolled.count() + refused.count() == len(lists.GOOD) + len(lists.BAD)
    assert {row.cells["name"] for row in refused} >= {"Cornelius Vane", "Barnaby Quill"}
