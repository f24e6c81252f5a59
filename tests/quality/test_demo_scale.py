"""The rows for measuring: as many as asked for, the same each time, added once."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import AuditEvent
from participants.models import ActivityProgress, Attendance, Enrolment, GroupMembership
from programmes.models import Cohort, Session
from quality.demo import plan, scale, world

MATRICES = {"Matrix of 30": 30, "Matrix of 25": 25}
SMALL = {plan.NIOT: (plan.OWN_COHORT,), plan.HARRIS: ()}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo_world(settings):
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())
    world.build(today=date(2026, 11, 23), cohorts=SMALL)


def _built() -> list[object]:
    """Build the rows, return what they say, and leave none."""
    with transaction.atomic():
        scale.build(participants=110, matrices=MATRICES)
        people = Enrolment.objects.filter(participant__email__contains=".scale@").order_by("pk")
        said = [
            *people.values_list("participant__full_name", "cohort__name", "status"),
            *Attendance.objects.filter(session__cohort__name__in=MATRICES)
            .order_by("pk")
            .values_list("enrolment__participant__email", "mark"),
        ]
        transaction.set_rollback(True)
    return said


def test_scale_is_the_same_each_time(demo_world):
    assert _built() == _built()


def test_scale_adds_as_many_as_asked_for_and_what_the_budgets_name(demo_world):
    scale.build(participants=110, matrices=MATRICES)

    places = Enrolment.objects.filter(cohort__name__startswith="Scale cohort ")
    by_status = Counter(places.values_list("status", flat=True))
    assert by_status == {"active": 102, "deferred": 4, "withdrawn": 4}
    assert scale.standing() == 110
    for name, size in MATRICES.items():
        cohort = Cohort.objects.get(name=name)
        groups = -(-size // 25)
        assert Session.objects.filter(cohort=cohort).count() == 20 * groups
        assert Attendance.objects.filter(enrolment__cohort=cohort).count() == 20 * size
        assert GroupMembership.objects.filter(group__cohort=cohort).count() == size
        assert ActivityProgress.objects.filter(enrolment__cohort=cohort).exists()
    assert Cohort.objects.get(name=scale.IMPORT_COHORT).enrolments.count() == 0
    assert AuditEvent.objects.filter(verb="register.taken").count() >= 60


def test_scale_is_added_once(demo_world):
    scale.build(participants=110, matrices=MATRICES)
    said = StringIO()

    call_command("demo", participants=110, stdout=said)

    assert "110 participants for measuring stand already; nothing was changed." in said.getvalue()
    assert scale.standing() == 110
