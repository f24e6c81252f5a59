"""The cohort's tab of facilitators: who leads, appointing in one form, removing on one page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from facilitators.models import Facilitator
from programmes.models import Cohort, Group, Session, SessionLead
from tests.factories.facilitators import make_facilitator
from tests.factories.programmes import make_cohort, make_group, make_qualification, make_session

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


@pytest.fixture
def cohort(db) -> Cohort:
    return make_cohort()


@pytest.fixture
def daniel(db) -> Facilitator:
    return make_facilitator(cleared_for=make_qualification())


def tab(cohort: Cohort) -> str:
    return reverse("facilitators:cohort_facilitators", args=[cohort.reference])


def meet(group: Group | None, cohort: Cohort, *days: int) -> list[Session]:
    return [
        make_session(cohort=cohort, group=group, starts_at=MONDAY + timedelta(days=day, hours=7))
        for day in days
    ]


def test_tab_tells_who_leads_each_group(leader_client, cohort, daniel):
    group = make_group(cohort=cohort, name="Group 1")
    make_group(cohort=cohort, name="Group 2")
    first, _ = meet(group, cohort, 1, 8)
    meet(None, cohort, 2)
    SessionLead.objects.create(session=first, user=daniel.user)

    rows = leader_client.get(tab(cohort)).context["rows"]

    assert [(str(r.group), r.sessions, r.without_lead) for r in rows] == [
        ("None", 1, 1),
        ("Group 1", 2, 1),
        ("Group 2", 0, 0),
    ]
    assert [(str(lead.user), lead.part, lead.sessions) for lead in rows[1].leads] == [
        ("Daniel Osei", "Lead", 1)
    ]


def test_tab_without_groups_says_what_to_do_first(leader_client, cohort):
    assert "No groups yet" in leader_client.get(tab(cohort)).content.decode()


def test_appointing_ticks_what_is_to_come(leader_client, cohort, daniel):
    group = make_group(cohort=cohort)
    past, *to_come = meet(group, cohort, -7, 0, 7)
    address = f"{tab(cohort)}appoint/?group={group.reference}"

    form = leader_client.get(address).context["form"]
    answers = {
        "facilitator": daniel.reference,
        "part": "lead",
        "sessions": form["sessions"].value(),
    }
    response = leader_client.post(address, answers, follow=True)

    assert [lead.session for lead in SessionLead.objects.order_by("session")] == to_come
    assert past.leads.count() == 0
    assert [str(message) for message in response.context["messages"]] == [
        f"Daniel Osei is appointed to 2 sessions of {group}\n"
        "They find the sessions and their registers under My sessions."
    ]


def test_appointing_from_a_session_ticks_that_one(leader_client, cohort, daniel):
    _, second = meet(make_group(cohort=cohort), cohort, 1, 8)

    form = leader_client.get(f"{tab(cohort)}appoint/?session={second.reference}").context["form"]

    assert form["sessions"].value() == [second.reference]
    assert form.sessions_in_words == "1 December 2026, 4pm to 5:30pm: Seminar. Choose others"


def test_only_those_who_may_lead_are_offered(leader_client, cohort, daniel):
    make_facilitator(full_name="Imran Shah")
    group = make_group(cohort=cohort)
    meet(group, cohort, 1)

    response = leader_client.get(f"{tab(cohort)}appoint/?group={group.reference}")

    context = response.context
    assert [str(candidate.facilitator) for candidate in context["ready"]] == ["Daniel Osei"]
    assert [(str(c.facilitator), c.reason) for c in context["not_ready"]] == [
        ("Imran Shah", "is not cleared for Senior Leadership.")
    ]


def test_a_clash_is_told_before_and_refused_after(leader_client, cohort, daniel):
    group = make_group(cohort=cohort, name="Group 1")
    (session,) = meet(group, cohort, 1)
    make_session(title="Clinic", starts_at=session.starts_at, led_by=daniel.user)
    address = f"{tab(cohort)}appoint/?group={group.reference}"

    (candidate,) = leader_client.get(address).context["ready"]
    answers = {"facilitator": daniel.reference, "part": "lead", "sessions": [session.reference]}
    refused = leader_client.post(address, answers)

    assert refused.context["form"].errors == {"facilitator": candidate.warnings}
    assert candidate.warnings[0].startswith("Daniel Osei already leads “Clinic”")
    assert session.leads.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("facilitator", "", "Select a facilitator"),
        ("sessions", [], "Select at least one session"),
    ],
)
def test_appointing_asks_for_what_is_missing(leader_client, cohort, daniel, field, value, error):
    group = make_group(cohort=cohort)
    (session,) = meet(group, cohort, 1)
    answers = {"facilitator": daniel.reference, "part": "lead", "sessions": [session.reference]}

    response = leader_client.post(
        f"{tab(cohort)}appoint/?group={group.reference}", answers | {field: value}
    )

    assert response.context["form"].errors == {field: [error]}


def test_a_group_of_another_cohort_is_not_found(leader_client, cohort):
    other = make_group(cohort=make_cohort())

    response = leader_client.get(f"{tab(cohort)}appoint/?group={other.reference}")

    assert response.status_code == 404


def test_removing_asks_first_and_keeps_the_past(leader_client, cohort, daniel):
    group = make_group(cohort=cohort)
    for session in meet(group, cohort, -7, 7):
        SessionLead.objects.create(session=session, user=daniel.user)
    address = f"{tab(cohort)}{daniel.user.reference}/remove/?group={group.reference}"

    leader_client.get(address)
    assert SessionLead.objects.count() == 2
    leader_client.post(address)

    assert [lead.session.starts_at < MONDAY for lead in SessionLead.objects.all()] == [True]
    assert "There is nothing to remove" in leader_client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_tab_costs_the_same_for_any_number(
    leader_client, cohort, daniel, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_session(group=make_group(cohort=cohort), led_by=daniel.user)

    with django_assert_num_queries(9):
        leader_client.get(tab(cohort))


@pytest.mark.parametrize("rows", [1, 3])
def test_appointing_costs_the_same_for_any_number(
    leader_client, cohort, rows, django_assert_num_queries
):
    group = make_group(cohort=cohort)
    meet(group, cohort, *range(1, rows + 1))
    for _ in range(rows):
        make_facilitator(cleared_for=make_qualification())

    with django_assert_num_queries(10):
        leader_client.get(f"{tab(cohort)}appoint/?group={group.reference}")


@pytest.mark.parametrize("rows", [1, 3])
def test_removing_costs_the_same_for_any_number(
    leader_client, cohort, daniel, rows, django_assert_num_queries
):
    for session in meet(None, cohort, *range(1, rows + 1)):
        SessionLead.objects.create(session=session, user=daniel.user)

    # Four of them are savepoints of the actions.
    with django_assert_num_queries(12):
        leader_client.post(f"{tab(cohort)}{daniel.user.reference}/remove/")
