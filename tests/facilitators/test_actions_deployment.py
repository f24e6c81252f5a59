"""Facilitators are appointed to sessions where cleared and free, and taken off what is to come."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.access import act
from accounts.models import Membership
from facilitators.access import facilitators_for
from facilitators.actions import deployment
from facilitators.models import Facilitator
from programmes.models import Session, SessionLead
from tests.factories.accounts import NOW
from tests.factories.facilitators import make_facilitator
from tests.factories.programmes import make_group, make_qualification, make_session

pytestmark = pytest.mark.django_db
FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@pytest.fixture
def daniel(db) -> Facilitator:
    return make_facilitator(cleared_for=make_qualification())


def test_appointing_to_all_sessions_of_a_group(daniel, leader):
    group = make_group()
    sessions = [make_session(group=group, starts_at=FOUR + timedelta(days=7 * n)) for n in (0, 1)]

    deployment.appoint(facilitator=daniel, sessions=sessions, part="lead", by=leader)

    leads = SessionLead.objects.order_by("session")
    assert [(lead.session, lead.user, lead.part) for lead in leads] == [
        (session, daniel.user, "lead") for session in sessions
    ]


def test_appointing_again_adds_what_is_missing(daniel, leader):
    group = make_group()
    first = make_session(group=group, led_by=daniel.user)
    second = make_session(group=group, starts_at=FOUR + timedelta(days=7))

    deployment.appoint(facilitator=daniel, sessions=[first, second], part="lead", by=leader)

    assert SessionLead.objects.count() == 2


def test_a_clash_appoints_to_nothing(daniel, leader):
    make_session(led_by=daniel.user, title="Clinic")
    group = make_group()
    sessions = [make_session(group=group, starts_at=FOUR + timedelta(days=7 * n)) for n in (0, 1)]

    with pytest.raises(ValidationError, match="already leads “Clinic”"):
        deployment.appoint(facilitator=daniel, sessions=sessions, part="lead", by=leader)

    assert SessionLead.objects.count() == 1


def test_a_cancelled_session_is_no_clash(daniel, leader):
    make_session(led_by=daniel.user, status=Session.Status.CANCELLED)
    session = make_session(group=make_group())

    deployment.appoint(facilitator=daniel, sessions=[session], part="lead", by=leader)

    assert SessionLead.objects.filter(session=session).count() == 1


def test_without_clearance_nobody_is_appointed(leader):
    session = make_session(group=make_group())

    with pytest.raises(ValidationError, match="is not cleared for Senior Leadership"):
        deployment.appoint(
            facilitator=make_facilitator(), sessions=[session], part="lead", by=leader
        )


@pytest.mark.parametrize("ends_at", [datetime(2026, 11, 1, tzinfo=UTC), None])
def test_without_the_role_nobody_is_appointed(daniel, leader, ends_at):
    roles = Membership.objects.filter(user=daniel.user)
    roles.update(ends_at=ends_at) if ends_at else roles.delete()

    with pytest.raises(ValidationError, match="is no longer a facilitator"):
        deployment.appoint(facilitator=daniel, sessions=[make_session()], part="lead", by=leader)


def test_removing_takes_the_person_off(daniel, leader):
    session = make_session(led_by=daniel.user)

    deployment.remove(leads=list(session.leads.all()), by=leader)

    assert SessionLead.objects.count() == 0


def test_who_led_a_held_session_is_not_removed(daniel, leader):
    held = make_session(led_by=daniel.user, status=Session.Status.HELD)
    planned = make_session(led_by=daniel.user)

    with pytest.raises(ValidationError, match="has been held"):
        deployment.remove(leads=[*planned.leads.all(), *held.leads.all()], by=leader)

    assert SessionLead.objects.count() == 2


def test_somebody_who_leads_all_of_it_already_is_told_so(daniel, leader):
    session = make_session(starts_at=FOUR)
    deployment.appoint(facilitator=daniel, sessions=[session], part="lead", by=leader)

    with pytest.raises(ValidationError, match="leads all of these sessions already"):
        deployment.appoint(facilitator=daniel, sessions=[session], part="lead", by=leader)


def test_participants_see_no_facilitators(daniel, participant):
    act(participant, "", at=NOW)

    assert list(facilitators_for(participant)) == []
