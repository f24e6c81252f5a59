"""What each role starts its day with, in a constant number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job, StoredFile, User
from accounts.roles import Role
from participants.models import Attendance, ImportRow, ParticipantImport, Register
from programmes.models import Cohort, Session
from tests.factories.accounts import (
    make_delivery_partner,
    make_hub,
    make_lead_provider,
    make_member,
    make_user,
)
from tests.factories.applications import make_application
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

NOW = timezone.now()
LAST_WEEK = NOW - timedelta(days=7)
SignIn = Callable[[User], Client]


def numbers(client: Client) -> dict[str, str]:
    items = client.get("/").context["items"]
    return {item["label"]: str(item["number"]) for item in items}


def refused_import(cohort: Cohort, by: User) -> ParticipantImport:
    stored = StoredFile.objects.create(name="list.csv", size=0, sha256="0" * 64, gzipped=b"")
    uploaded = ParticipantImport.objects.create(
        cohort=cohort,
        stored_file=stored,
        job=Job.objects.create(kind="participants.import", title="Import"),
        uploaded_at=NOW,
        uploaded_by=by,
    )
    for number in (2, 3):
        ImportRow.objects.create(
            participant_import=uploaded, number=number, cells={}, outcome="refused"
        )
    return uploaded


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.PARTICIPANT, "participants:my_programme"),
        (Role.FACILITATOR, "facilitators:my_sessions"),
    ],
)
def test_home_leads_straight_to_ones_own_page(
    db: None, client_of: SignIn, role: Role, address: str
) -> None:
    assert client_of(make_member(role)).get("/").url == reverse(address)


def test_home_without_a_role_says_so(db: None, client_of: SignIn) -> None:
    page = client_of(make_user()).get("/").content.decode()

    assert "You have no role at the moment" in page


def test_hub_leader_sees_numbers_that_lead_to_action(leader_client: Client) -> None:
    cohort = make_cohort(capacity=30)
    group = make_group(cohort=cohort)
    make_enrolment(group=group, participant=make_participant(user=make_user()))
    make_enrolment(cohort=cohort)
    make_session(group=group, starts_at=LAST_WEEK)
    make_session(group=group, starts_at=NOW)
    make_application()

    assert numbers(leader_client) == {
        "applications to decide": "1",
        "cohorts open or running": "1",
        "places taken": "2 of 30",
        "sessions this week": "1",
        "registers missing": "1",
        "participants without a group": "1",
        "participants without an account": "1",
    }


def test_hub_leader_sees_nothing_of_another_hub(leader_client: Client) -> None:
    other = make_cohort(hub=make_hub(name="South Coast"))
    make_enrolment(cohort=other)
    make_session(cohort=other, starts_at=LAST_WEEK)

    assert set(numbers(leader_client).values()) == {"0", "0 of 0"}


@pytest.mark.parametrize(
    ("status", "register", "missing"),
    [("planned", False, 1), ("held", False, 1), ("held", True, 0), ("cancelled", False, 0)],
)
def test_register_is_missing_when_the_session_is_over(
    leader: User, leader_client: Client, status: str, register: bool, missing: int
) -> None:
    session = make_session(starts_at=LAST_WEEK, status=status, led_by=make_user())
    if register:
        Register.objects.create(session=session, taken_at=NOW, taken_by=leader)

    page = leader_client.get(reverse("npqhub:missing_registers"))

    assert page.context["page"].count == missing


def test_hub_leader_sees_imports_with_refused_rows(leader: User, leader_client: Client) -> None:
    uploaded = refused_import(make_cohort(), leader)

    page = leader_client.get("/").content.decode()

    assert reverse("participants:participant_import", args=[uploaded.reference]) in page
    assert "2 rows refused: list.csv" in page


def test_delivery_partner_sees_own_cohorts_and_no_registers(db: None, client_of: SignIn) -> None:
    make_cohort(delivery_partner=make_delivery_partner(), name="Ours")
    make_cohort(name="Not ours")

    page = client_of(make_member(Role.DELIVERY_PARTNER)).get("/")

    assert [line.cohort.name for line in page.context["lines"]] == ["Ours"]
    assert "Registers missing" not in page.content.decode()


def test_national_leader_sees_hubs_side_by_side(db: None, client_of: SignIn) -> None:
    cohort = make_cohort(capacity=20)
    session = make_session(cohort=cohort, starts_at=LAST_WEEK, status="held")
    for mark in ("present", "late", "left-early", "absent"):
        Attendance.objects.create(
            session=session, enrolment=make_enrolment(cohort=cohort), mark=mark
        )
    make_hub(name="South Coast")
    make_cohort(hub=make_hub(name="London", lead_provider=make_lead_provider(name="Harris")))

    lines = client_of(make_member(Role.NATIONAL_LEADER)).get("/").context["lines"]

    told = [(li.hub.name, li.cohorts, li.taken, li.capacity, li.attendance) for li in lines]
    assert told == [("North and West", 1, 4, 20, 75), ("South Coast", 0, 0, 0, None)]


def test_national_leader_reaches_each_hubs_lists(db: None, client_of: SignIn) -> None:
    hub = make_cohort().hub

    page = client_of(make_member(Role.NATIONAL_LEADER)).get("/").content.decode()

    assert f'href="{reverse("programmes:cohorts")}?hub={hub.reference}"' in page
    assert f'href="{reverse("participants:participants")}?hub={hub.reference}"' in page


def test_inspector_sees_until_when(db: None, client_of: SignIn) -> None:
    ends_at = datetime(2100, 1, 1, 17, 0, tzinfo=UTC)
    inspector = make_member(Role.INSPECTOR, ends_at=ends_at)

    page = " ".join(client_of(inspector).get("/").content.decode().split())

    assert "until 1 January 2100 at 5pm. You cannot change anything." in page


def test_administrator_sees_what_needs_upkeep(db: None, client_of: SignIn) -> None:
    make_hub()
    Job.objects.create(kind="accounts.schools", title="Schools", state=Job.State.FAILED)

    found = numbers(client_of(make_member(Role.ADMINISTRATOR)))

    assert (found["hubs"], found["jobs stopped with a fault"]) == ("1", "1")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries"),
    [
        (Role.HUB_LEADER, 12),
        (Role.NATIONAL_LEADER, 12),
        (Role.QUALITY_ASSURER, 10),
        (Role.DELIVERY_PARTNER, 7),
        (Role.ADMINISTRATOR, 11),
    ],
)
def test_home_costs_the_same_for_any_number_of_cohorts(
    db: None,
    client_of: SignIn,
    rows: int,
    role: Role,
    queries: int,
    django_assert_num_queries: Callable,
) -> None:
    client = client_of(make_member(role))
    for _ in range(rows):
        busy_cohort()

    with django_assert_num_queries(queries):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 3])
def test_missing_registers_cost_the_same_for_any_number(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    for _ in range(rows):
        busy_cohort()

    with django_assert_num_queries(6):
        leader_client.get(reverse("npqhub:missing_registers"))


def busy_cohort() -> Session:
    """Make a cohort in which everything is to be chased."""
    cohort = make_cohort(delivery_partner=make_delivery_partner())
    enrolment = make_enrolment(cohort=cohort)
    session = make_session(cohort=cohort, starts_at=LAST_WEEK, led_by=make_user())
    Attendance.objects.create(session=session, enrolment=enrolment, mark="present")
    refused_import(cohort, make_user())
    return session
