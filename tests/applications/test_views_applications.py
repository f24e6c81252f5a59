"""The queue and one application, as leaders see and use them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from tests.factories.accounts import make_hub, make_lead_provider, make_member
from tests.factories.applications import make_application, make_funded_places
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_intake

SignIn = Callable[[User], Client]
QUEUE = "/applications/"


def names(answer) -> list[str]:
    return [row.full_name for row in answer.context["page"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    make_funded_places(10)
    for _ in range(rows):
        make_cohort()
        make_application(email="same@example.org")

    with django_assert_num_queries(9):
        leader_client.get(QUEUE)


@pytest.mark.parametrize("rows", [1, 3])
def test_one_application_costs_the_same_whatever_is_alike(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    make_funded_places(10)
    make_enrolment(participant=make_participant(email="same@example.org"))
    for _ in range(rows):
        make_cohort()
        row = make_application(email="same@example.org")

    with django_assert_num_queries(12):
        leader_client.get(f"{QUEUE}{row.reference}/")


def test_queue_shows_what_is_to_be_decided_in_scope(leader_client: Client) -> None:
    make_application(full_name="Ann Lee")
    make_application(full_name="Out Side", hub=make_hub(name="South Coast"))
    make_application(full_name="No Hub", no_hub=True)
    done = make_application(full_name="Ben Poe")
    Application.objects.filter(pk=done.pk).update(status="rejected", decided_at=done.applied_at)

    answer = leader_client.get(QUEUE)

    assert names(answer) == ["Ann Lee"]


def test_empty_queue_leads_to_the_file(leader_client: Client) -> None:
    page = leader_client.get(QUEUE).content.decode()

    assert "No applications yet" in page
    assert "Apply filters" not in page


def test_national_leaders_see_what_no_hub_was_given(db: None, client_of: SignIn) -> None:
    make_application(full_name="No Hub", no_hub=True)
    elsewhere = make_hub(name="Elsewhere", lead_provider=make_lead_provider(name="Harris"))
    make_application(full_name="Other Provider", hub=elsewhere, no_hub=True)
    make_application(full_name="Ann Lee")

    answer = client_of(make_member(Role.NATIONAL_LEADER)).get(QUEUE)

    assert names(answer) == ["No Hub", "Ann Lee"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=LEE", ["Ann Lee"]),
        ("q=1234567", ["Ann Lee"]),
        ("eligible=no", ["Ben Poe"]),
        ("eligible=unsaid", ["Cat Roe"]),
        ("doubles=on", ["Ann Lee", "Cat Roe"]),
        ("sort=-name", ["Cat Roe", "Ben Poe", "Ann Lee"]),
        ("status=accepted", []),
        ("funding=full", []),
        ("status=nonsense&hub=nonsense", ["Ann Lee", "Ben Poe", "Cat Roe"]),
    ],
)
def test_queue_is_narrowed_and_sorted_by_its_address(
    leader_client: Client, query: str, found: list[str]
) -> None:
    make_application(full_name="Ann Lee", trn="1234567", email="same@example.org")
    make_application(full_name="Ben Poe", eligible=False)
    make_application(full_name="Cat Roe", eligible=None, email="same@example.org")

    answer = leader_client.get(f"{QUEUE}?{query}")

    assert names(answer) == found


def test_nobody_is_a_double_by_what_is_not_known(leader_client: Client) -> None:
    make_application(full_name="Ann Lee")
    make_application(full_name="Ann Lee")
    make_application(full_name="Ben Poe", trn="1234567")
    make_application(full_name="Ben Poe", trn="1234567", intake=make_intake(identifier="2026a"))
    make_application(full_name="Cat Roe", trn="7654321", hub=make_hub(name="South Coast"))
    make_application(full_name="Cat Roe", trn="7654321")

    assert names(leader_client.get(f"{QUEUE}?doubles=on")) == []


def test_accepting_is_one_press_and_leads_to_the_next(leader_client: Client) -> None:
    make_cohort()
    first, second = make_application(full_name="Ann Lee"), make_application(full_name="Ben Poe")
    page = leader_client.get(f"{QUEUE}{first.reference}/?sort=name")

    answer = leader_client.post(f"{QUEUE}{first.reference}/?sort=name", chosen_on(page))

    assert answer.headers["Location"] == f"{QUEUE}{second.reference}/?sort=name"
    first.refresh_from_db()
    assert (first.status, first.funded_place) == ("accepted", True)


def chosen_on(page) -> dict[str, object]:
    """Return what a browser sends when nothing but the button is pressed."""
    form = page.context["form"]
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def test_the_last_one_leads_back_to_the_queue(leader_client: Client) -> None:
    make_cohort()
    row = make_application()
    page = leader_client.get(f"{QUEUE}{row.reference}/")

    answer = leader_client.post(f"{QUEUE}{row.reference}/", chosen_on(page))

    assert answer.headers["Location"] == QUEUE


def test_accepting_what_somebody_decided_meanwhile_says_who(
    leader: User, leader_client: Client
) -> None:
    make_cohort()
    row = make_application()
    page = leader_client.get(f"{QUEUE}{row.reference}/")
    leader_client.post(f"{QUEUE}{row.reference}/", chosen_on(page))

    answer = leader_client.post(f"{QUEUE}{row.reference}/", chosen_on(page))

    assert answer.status_code == 200
    assert f"{leader.full_name} accepted this application" in answer.content.decode()


def test_a_cohort_that_filled_up_meanwhile_says_so(leader_client: Client) -> None:
    cohort, row = make_cohort(capacity=1), make_application()
    page = leader_client.get(f"{QUEUE}{row.reference}/")
    make_enrolment(cohort=cohort)

    answer = leader_client.post(f"{QUEUE}{row.reference}/", chosen_on(page))

    told = "The cohort is full: its only place is taken. Raise its capacity first."
    assert answer.context["form"].non_field_errors() == [told]


def test_rejecting_what_somebody_accepted_meanwhile_asks_again(
    leader: User, leader_client: Client
) -> None:
    make_cohort()
    row = make_application()
    url = f"{QUEUE}{row.reference}/"
    sent = {"reason": "rejected_by_provider", "note": ""}
    sent["seen"] = leader_client.get(f"{url}reject/").context["seen"]
    leader_client.post(url, chosen_on(leader_client.get(url)))

    refused = leader_client.post(f"{url}reject/", sent)

    row.refresh_from_db()
    assert row.status == "accepted"
    assert f"{leader.full_name} changed this while your form was open" in refused.content.decode()
    assert "They were accepted. Their place ends" in refused.content.decode()
    leader_client.post(f"{url}reject/", sent | {"seen": refused.context["seen"]})
    row.refresh_from_db()
    assert row.status == "rejected"


def test_a_full_cohort_offers_the_waiting_list(leader_client: Client) -> None:
    make_enrolment(cohort=make_cohort(capacity=1))
    row = make_application()
    url = f"{QUEUE}{row.reference}/wait/"

    page = leader_client.get(url)
    leader_client.post(url, chosen_on(page))

    row.refresh_from_db()
    assert row.waiting_place.state == "waiting"
    assert names(leader_client.get(f"{QUEUE}?status=waiting")) == ["Amina Khan"]
    assert names(leader_client.get(QUEUE)) == []


def test_waiting_for_a_full_cohort_is_one_press(leader_client: Client) -> None:
    make_enrolment(cohort=make_cohort(capacity=1))
    row = make_application()
    page = leader_client.get(f"{QUEUE}{row.reference}/")
    form = page.context["wait_form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}

    answer = leader_client.post(f"{QUEUE}{row.reference}/wait/", sent)

    assert page.context["proposal"].in_the_way == []
    assert "Change the capacity of" in page.content.decode()
    assert answer.headers["Location"] == QUEUE
    row.refresh_from_db()
    assert row.waiting_place.state == "waiting"


def test_rejecting_asks_for_the_dfes_reason(leader_client: Client) -> None:
    row = make_application()
    url = f"{QUEUE}{row.reference}/reject/"

    refused = leader_client.post(url, {"note": ""})
    leader_client.post(url, {"reason": "registration_expired", "note": ""})

    assert refused.context["form"].errors == {"reason": ["Select the reason"]}
    row.refresh_from_db()
    assert row.rejected_because.code == "registration_expired"


def test_giving_to_a_hub_and_changing_the_funded_place(db: None, client_of: SignIn) -> None:
    client = client_of(make_member(Role.NATIONAL_LEADER))
    hub, row = make_hub(), make_application(no_hub=True)
    make_cohort()

    client.post(f"{QUEUE}{row.reference}/hub/", {"hub": hub.reference})
    page = client.get(f"{QUEUE}{row.reference}/")
    client.post(f"{QUEUE}{row.reference}/", chosen_on(page))
    client.post(f"{QUEUE}{row.reference}/funded-place/", {"funded_place": "no"})

    row.refresh_from_db()
    assert (row.hub, row.status, row.funded_place) == (hub, "accepted", False)


def test_duplicates_are_named_within_the_scope_alone(leader_client: Client) -> None:
    far = make_hub(name="South Coast")
    make_application(full_name="Far Away", email="same@example.org", hub=far)
    make_application(full_name="Near By", email="same@example.org")
    row = make_application(email="same@example.org")

    answer = leader_client.get(f"{QUEUE}{row.reference}/")

    shown = [(each.by, str(each.application)) for each in answer.context["doubles"]]
    assert shown == [("Same email address", "Near By")]
