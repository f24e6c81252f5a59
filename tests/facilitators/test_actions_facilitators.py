"""Facilitators are registered at a hub and cleared for qualifications, each on record."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from accounts.roles import Role
from facilitators.actions import facilitators
from facilitators.models import Clearance, Facilitator
from tests.factories.accounts import make_hub, make_member, make_school, make_user
from tests.factories.facilitators import make_facilitator
from tests.factories.programmes import make_qualification

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def test_registering_enters_the_person_once(leader):
    user = make_member(Role.FACILITATOR)
    school = make_school()

    made = facilitators.register(
        user=user, hub=make_hub(), school=school, job_title="Head of year", on=DAY, by=leader
    )

    assert (made.user, made.school, made.registered_on) == (user, school, DAY)
    assert AuditEvent.objects.get().verb == "facilitator.registered"
    with pytest.raises(ValidationError, match="already"):
        facilitators.register(user=user, hub=make_hub(), on=DAY, by=leader)


def test_registering_needs_the_role_at_that_hub(leader):
    user = make_member(Role.FACILITATOR, hub=make_hub(name="South Coast"))

    with pytest.raises(ValidationError, match="does not have the role"):
        facilitators.register(user=user, hub=make_hub(), on=DAY, by=leader)

    assert Facilitator.objects.count() == 0


def test_clearing_is_on_record(leader):
    daniel = make_facilitator()

    facilitators.clear(facilitator=daniel, qualification=make_qualification(), on=DAY, by=leader)

    assert [str(c) for c in Clearance.objects.all()] == ["Daniel Osei: Senior Leadership"]
    event = AuditEvent.objects.get()
    assert (event.verb, event.after) == (
        "facilitator.cleared",
        {"qualification": "Senior Leadership", "cleared_on": "2026-09-01"},
    )
    with pytest.raises(ValidationError, match="has been cleared"):
        facilitators.clear(
            facilitator=daniel, qualification=make_qualification(), on=DAY, by=leader
        )


def test_a_person_of_two_hubs_is_registered_at_both(leader):
    coast = make_hub(name="South Coast")
    user = make_user()
    for hub in (make_hub(), coast):
        make_member(Role.FACILITATOR, user=user, hub=hub)
        facilitators.register(user=user, hub=hub, on=DAY, by=leader)

    assert user.facilitator_profiles.count() == 2
