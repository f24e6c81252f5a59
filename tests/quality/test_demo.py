"""The demo world: built through the actions, the same for the same day, all of it invented."""

import json
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import AuditEvent, User
from accounts.roles import Role
from participants.models import (
    Attendance,
    Enrolment,
    Merge,
    Participant,
    Register,
    WaitingPlace,
)
from programmes.models import Session
from quality.demo import plan, world
from tests.factories.accounts import make_user

TODAY = date(2026, 11, 23)
# The account holder's cohort, one that has finished and one that has just begun.
THREE = {plan.NIOT: (plan.COHORTS[plan.NIOT][0], plan.OWN_COHORT, plan.COHORTS[plan.NIOT][6])}

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference_data(settings):
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())


@dataclass(frozen=True)
class Told:
    """What stands in a world of three cohorts, for several tests to ask after."""

    everything: dict[str, object]
    marks_after_leaving: list[Attendance]
    registers_to_come: int
    leads_today: list[str]
    participant_meets_today: bool


@pytest.fixture(scope="module")
def told_twice(django_db_setup: None, django_db_blocker: Any) -> list[Told]:
    """Build the world twice from the same reference data; neither stays."""
    with (
        override_settings(DEMO=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        call_command("load_reference_data", stdout=StringIO())
        told = [_build_and_tell() for _ in range(2)]
        transaction.set_rollback(True)
    return told


def _build_and_tell() -> Told:
    with transaction.atomic():
        world.build(today=TODAY, cohorts=THREE)
        todays = Session.objects.get(starts_at__date=TODAY)
        told = Told(
            everything=_everything(),
            marks_after_leaving=_marks_after_leaving(),
            registers_to_come=Register.objects.filter(session__starts_at__date__gte=TODAY).count(),
            leads_today=[lead.user.email for lead in todays.leads.all()],
            participant_meets_today=todays.group.memberships.filter(
                enrolment__participant__email="participant@example.org"
            ).exists(),
        )
        transaction.set_rollback(True)
    return told


def _everything() -> dict[str, object]:
    return {
        "people": list(Participant.objects.order_by("pk").values_list("full_name", "email", "trn")),
        "places": list(Enrolment.objects.order_by("pk").values_list("status", "left_on")),
        "sessions": list(Session.objects.order_by("pk").values_list("starts_at", "status", "note")),
        "marks": list(
            Attendance.objects.order_by("pk").values_list("enrolment__participant__email", "mark")
        ),
        "lists": list(
            WaitingPlace.objects.order_by("pk").values_list(
                "participant__email", "state", "position", "offer_ends_at"
            )
        ),
        "verbs": AuditEvent.objects.count(),
    }


def _marks_after_leaving() -> list[Attendance]:
    late = Attendance.objects.filter(enrolment__left_on__isnull=False).exclude(
        enrolment__status=Enrolment.Status.COMPLETED
    )
    return [
        mark
        for mark in late.select_related("session", "enrolment")
        if mark.session.starts_at.date() > mark.enrolment.left_on
    ]


@pytest.mark.slow
def test_demo_is_the_same_for_the_same_day(told_twice):
    first, second = told_twice

    assert first.everything == second.everything
    assert all(first.everything.values())


@pytest.mark.slow
@pytest.mark.once
def test_demo_has_the_scale_of_the_plan(reference_data):
    world.build(today=TODAY)

    of_the_institute = Participant.objects.filter(
        enrolments__cohort__hub__lead_provider__name=plan.NIOT
    )
    people = of_the_institute.filter(enrolments__application=None).distinct()
    # Two of the records are one person, and were merged.
    assert people.count() + Merge.objects.count() == 1135
    # Nobody of the demo world has gone to another cohort yet.
    told = set(Enrolment.Status.values) - {Enrolment.Status.TRANSFERRED}
    assert set(Enrolment.objects.values_list("status", flat=True)) == told
    assert not Participant.objects.exclude(email__endswith="@example.org").exists()
    assert not User.objects.exclude(email__endswith="@example.org").exists()


@pytest.mark.slow
def test_demo_registers_stand_on_the_roster_of_the_day(told_twice):
    told = told_twice[0]

    assert (told.marks_after_leaving, told.registers_to_come) == ([], 0)


@pytest.mark.slow
def test_demo_gives_the_facilitator_a_session_today(told_twice):
    told = told_twice[0]

    assert (told.leads_today, told.participant_meets_today) == (["facilitator@example.org"], True)


def test_demo_is_refused_where_it_is_not_asked_for(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="only where NPQHUB_DEMO is 1"):
        call_command("demo")


def test_demo_never_touches_a_database_with_people(settings):
    settings.DEMO = True
    make_user(email="head@example.org")

    with pytest.raises(CommandError, match="has people in it"):
        call_command("demo")


def test_demo_writes_its_accounts_to_a_file(settings, tmp_path):
    settings.DEMO = True
    make_user(email=plan.ACCOUNTS[0].email)
    target = tmp_path / "accounts.json"

    call_command("demo", accounts_json=str(target), stdout=StringIO())

    written = json.loads(target.read_text())
    assert {account["role"] for account in written} == {str(role.label) for role in Role}
    assert set(written[0]) == {"role", "scope", "name", "email", "password"}
