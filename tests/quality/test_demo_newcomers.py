"""Who of the demo world is invited: the running cohorts, but not one that has just begun."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Invitation
from participants.models import Enrolment, Merge
from quality.demo import plan, world

TODAY = date(2026, 11, 23)
OWN, YOUNG = plan.OWN_COHORT, plan.COHORTS[plan.NIOT][6]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_demo_invites_all_but_the_youngest_cohort_and_one_to_come(settings):
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())

    world.build(today=TODAY, cohorts={plan.NIOT: (OWN, YOUNG)})

    active = Enrolment.objects.filter(status=Enrolment.Status.ACTIVE)
    without = active.filter(participant__user=None)
    assert {each.cohort.starts_on for each in without.select_related("cohort")} == {
        date(2026, 11, 1),
        date(2027, 2, 1),
    }
    joined = active.filter(participant__user__is_active=True)
    assert sorted(joined.values_list("cohort__starts_on", flat=True)) == [date(2025, 10, 1)] * 2
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    # One person was known twice: their second invitation ended when the records were merged.
    invited = active.count() - without.count() - 2 - Merge.objects.count()
    assert Invitation.objects.waiting(noon).count() == invited
