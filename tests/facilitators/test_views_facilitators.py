"""The register of facilitators: search, filter, sort, the page of one, registering, clearing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from facilitators.models import Clearance, Facilitator
from tests.factories.accounts import make_hub, make_lead_provider, make_member, make_user
from tests.factories.facilitators import make_facilitator
from tests.factories.programmes import (
    make_cohort,
    make_programme,
    make_qualification,
    make_session,
)

pytestmark = pytest.mark.django_db
LIST = "/facilitators/"


def names(response: object) -> list[str]:
    return [str(row) for row in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Daniel Osei", "Grace Hall"]),
        ({"q": "osei"}, ["Daniel Osei"]),
        ({"q": "hall grace"}, ["Grace Hall"]),
        ({"q": "nobody"}, []),
        ({"cleared": "NPQSL"}, ["Grace Hall"]),
        ({"cleared": "no such code"}, ["Daniel Osei", "Grace Hall"]),
        ({"sort": "-name"}, ["Grace Hall", "Daniel Osei"]),
        ({"sort": "-upcoming"}, ["Grace Hall", "Daniel Osei"]),
    ],
)
def test_list_is_searched_filtered_and_sorted(leader_client, query, expected):
    make_facilitator()
    grace = make_facilitator(full_name="Grace Hall", cleared_for=make_qualification())
    make_session(starts_at=timezone.now() + timedelta(days=1), led_by=grace.user)

    assert names(leader_client.get(LIST, query)) == expected


def test_list_knows_one_hub_and_the_nation_several(leader_client, client_of):
    make_facilitator()
    coast = make_hub(name="South Coast")
    make_facilitator(full_name="Grace Hall", hub=coast)
    rival = make_hub(name="London", lead_provider=make_lead_provider(name="Harris Federation"))
    make_facilitator(full_name="Eve Stone", hub=rival)
    national = client_of(make_member(Role.NATIONAL_LEADER))

    assert names(leader_client.get(LIST)) == ["Daniel Osei"]
    assert names(national.get(LIST)) == ["Daniel Osei", "Grace Hall"]
    assert names(national.get(LIST, {"hub": coast.reference})) == ["Grace Hall"]


def test_upcoming_counts_what_is_planned_at_this_hub(leader_client):
    daniel = make_facilitator()
    soon = timezone.now() + timedelta(days=1)
    coast = make_cohort(hub=make_hub(name="South Coast"))
    make_session(starts_at=soon, led_by=daniel.user)
    make_session(starts_at=soon, led_by=daniel.user, status="cancelled")
    make_session(starts_at=soon, led_by=daniel.user, cohort=coast)
    make_session(starts_at=datetime(2026, 1, 5, tzinfo=UTC), led_by=daniel.user)

    assert [row.upcoming for row in leader_client.get(LIST).context["page"]] == [1]


def test_page_of_a_facilitator_shows_sessions_of_this_hub(leader_client):
    daniel = make_facilitator()
    make_session(title="Then", starts_at=datetime(2026, 1, 5, tzinfo=UTC), led_by=daniel.user)
    make_session(title="Soon", starts_at=timezone.now() + timedelta(days=1), led_by=daniel.user)
    make_session(cohort=make_cohort(hub=make_hub(name="Coast")), led_by=daniel.user)
    address = reverse("facilitators:facilitator", args=[daniel.reference])

    assert names(leader_client.get(address)) == ["Soon"]
    assert names(leader_client.get(address, {"show": "past"})) == ["Then"]


def test_registering_leads_to_the_new_page(leader_client):
    user = make_member(Role.FACILITATOR, user=make_user(full_name="Daniel Osei"))
    person = user.memberships.get().reference

    response = leader_client.post("/facilitators/register/", {"person": person}, follow=True)

    made = Facilitator.objects.get()
    assert response.redirect_chain == [(f"/facilitators/{made.reference}/", 302)]
    assert [str(m) for m in response.context["messages"]] == [
        "Daniel Osei is registered as a facilitator\n"
        "Clear them for a qualification, so that they can be appointed to sessions."
    ]


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"person": ""}, {"person": ["Select a person"]}),
        (
            {"school": "999999"},
            {
                "person": ["Select a person"],
                "school": ["There is no school with the URN 999999. Check it and enter it again"],
            },
        ),
    ],
)
def test_registering_refuses_in_sentences(leader_client, answers, errors):
    make_member(Role.FACILITATOR)

    response = leader_client.post("/facilitators/register/", answers)

    assert response.context["form"].errors == errors
    assert Facilitator.objects.count() == 0


def test_people_of_other_hubs_are_not_offered(leader_client):
    make_member(Role.FACILITATOR, hub=make_hub(name="South Coast"))
    make_facilitator()

    page = leader_client.get("/facilitators/register/").content.decode()

    assert "Everybody is registered" in page


def test_clearing_a_facilitator(leader_client):
    daniel, programme = make_facilitator(), make_programme()
    address = reverse("facilitators:clear_facilitator", args=[daniel.reference])
    day = {"on_day": "1", "on_month": "9", "on_year": "2026"}

    leader_client.post(address, {"qualification": programme.qualification.code} | day)

    assert [str(c) for c in Clearance.objects.all()] == ["Daniel Osei: Senior Leadership"]
    assert "Cleared for everything" in leader_client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_length(leader_client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_facilitator(cleared_for=make_qualification())

    with django_assert_num_queries(8):
        leader_client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_any_length(leader_client, rows, django_assert_num_queries):
    daniel = make_facilitator(cleared_for=make_qualification())
    for _ in range(rows):
        make_session(starts_at=timezone.now() + timedelta(days=1), led_by=daniel.user)

    with django_assert_num_queries(8):
        leader_client.get(reverse("facilitators:facilitator", args=[daniel.reference]))
