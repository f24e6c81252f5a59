"""The demo world's duplicates: three pairs to look at, one merged, one told apart."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import access
from accounts.models import Membership
from accounts.roles import Role
from participants.models import DifferentPeople, Merge
from participants.queries.duplicates import pairs_for
from quality.demo import plan, world

TODAY = date(2026, 11, 23)
OURS = [each for each in plan.COHORTS[plan.NIOT] if each.hub == plan.NORTH_WEST]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


def test_demo_has_possible_duplicates_of_every_kind(settings):
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())

    world.build(today=TODAY, cohorts={plan.NIOT: (plan.OWN_COHORT, OURS[3])})

    leader = Membership.objects.get(role=Role.HUB_LEADER, hub__name=plan.NORTH_WEST).user
    access.act(leader, "", at=timezone.now())
    assert [pair.reasons for pair in pairs_for(leader)] == [["birth"], ["mailbox"], ["school"]]
    assert (Merge.objects.count(), DifferentPeople.objects.count()) == (1, 1)
