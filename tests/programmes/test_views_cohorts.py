"""The pages of cohorts."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from programmes.models import Cohort, Intake, Offering
from tests.factories.accounts import (
    make_delivery_partner,
    make_hub,
    make_lead_provider,
    make_member,
)
from tests.factories.programmes import (
    make_cohort,
    make_curriculum,
    make_group,
    make_intake,
    make_programme,
    make_session,
)

pytestmark = pytest.mark.django_db


def names_on(page: object) -> list[str]:
    return [cohort.name for cohort in page.context["page"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_cohorts_cost_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries
) -> None:
    for _ in range(rows):
        make_cohort()

    with django_assert_num_queries(7):
        leader_client.get("/cohorts/")


def test_cohorts_are_those_of_the_leaders_hub(leader_client: Client) -> None:
    make_cohort(name="Ours")
    make_cohort(name="Theirs", hub=make_hub(name="South Coast"))

    page = leader_client.get("/cohorts/")

    assert names_on(page) == ["Ours"]
    assert "South Coast" not in page.content.decode()


def test_cohorts_of_all_hubs_are_the_national_leaders(client_of) -> None:
    make_cohort(name="Ours")
    make_cohort(name="Theirs", hub=make_hub(name="South Coast"))

    page = client_of(make_member(Role.NATIONAL_LEADER)).get("/cohorts/?sort=name")

    assert names_on(page) == ["Ours", "Theirs"]


def test_cohorts_of_a_partner_are_those_it_delivers(client_of) -> None:
    make_cohort(name="Ours")
    make_cohort(name="Theirs", delivery_partner=make_delivery_partner())

    page = client_of(make_member(Role.DELIVERY_PARTNER)).get("/cohorts/")

    assert names_on(page) == ["Theirs"]
    assert "Create a cohort" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=autumn+b", ["Autumn B"]),
        ("q=AUTUMN&sort=name", ["Autumn A", "Autumn B"]),
        ("status=planned", ["Autumn B"]),
        ("sort=-capacity", ["Autumn A", "Spring", "Autumn B"]),
        ("intake=2025a", ["Spring"]),
        ("status=nonsense&intake=nonsense&sort=name", ["Autumn A", "Autumn B", "Spring"]),
        ("page=99&sort=starts", ["Spring", "Autumn A", "Autumn B"]),
    ],
)
def test_cohorts_are_narrowed_and_sorted(
    leader_client: Client, query: str, expected: list[str]
) -> None:
    make_cohort(name="Autumn A", capacity=40)
    make_cohort(name="Autumn B", capacity=20, status=Cohort.Status.PLANNED)
    make_cohort(name="Spring", intake=make_intake(identifier="2025a"), starts_on=date(2026, 1, 5))

    page = leader_client.get(f"/cohorts/?{query}")

    assert names_on(page) == expected


def test_cohorts_by_hub_keep_another_provider_unknown(client_of) -> None:
    make_cohort(name="Ours")
    hub = make_hub(name="South Coast")
    make_cohort(name="Theirs", hub=hub)

    page = client_of(make_member(Role.NATIONAL_LEADER)).get(f"/cohorts/?hub={hub.reference}")

    assert names_on(page) == ["Theirs"]


def test_cohorts_say_what_to_do_when_there_are_none(leader_client: Client) -> None:
    page = leader_client.get("/cohorts/")

    assert "No cohorts yet" in page.content.decode()
    assert "Create the first cohort" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_cohort_costs_the_same_for_any_number_of_sessions(
    leader_client: Client, leader: User, rows: int, django_assert_num_queries
) -> None:
    cohort = make_cohort()
    for hour in range(rows):
        starts_at = datetime(2100, 1, 1, hour, tzinfo=UTC)
        make_session(group=make_group(cohort=cohort), starts_at=starts_at, led_by=leader)

    with django_assert_num_queries(8):
        leader_client.get(f"/cohorts/{cohort.reference}/")


def test_cohort_of_another_hub_is_not_found(leader_client: Client) -> None:
    cohort = make_cohort(hub=make_hub(name="South Coast"))

    page = leader_client.get(f"/cohorts/{cohort.reference}/")

    assert page.status_code == 404


def offer(intake: Intake | None = None) -> str:
    """Offer Senior Leadership with a curriculum; return the query that chooses it."""
    programme, intake = make_programme(), intake or make_intake()
    Offering.objects.create(programme=programme, intake=intake)
    return f"?offering={programme.reference}.{intake.identifier}"


FACTS = {
    "name": "NPQSL Autumn",
    "starts_on_day": "5",
    "starts_on_month": "10",
    "starts_on_year": "2026",
    "ends_on_day": "31",
    "ends_on_month": "3",
    "ends_on_year": "2028",
    "capacity": "28",
}


def test_create_cohort_offers_only_what_is_offered(leader_client: Client) -> None:
    offer()
    harris = make_programme(lead_provider=make_lead_provider(name="Harris Federation"))
    Offering.objects.create(programme=harris, intake=make_intake())

    page = leader_client.get("/cohorts/create/")

    offered = (f"{make_programme().reference}.2026b", "Senior Leadership")
    assert page.context["form"].fields["offering"].choices == [
        ("", "Select a programme"),
        ("Intake 2026b", [offered]),
    ]


def test_create_cohort_suggests_a_name_that_is_free(leader_client: Client) -> None:
    make_cohort(name="NPQSL Intake 2026b", capacity=31)

    page = leader_client.get(f"/cohorts/create/{offer()}")

    form = page.context["form"]
    assert (form["name"].value(), form["capacity"].value()) == ("NPQSL Intake 2026b (2)", 31)


def test_intakes_that_are_over_are_offered_when_they_are_asked_for(leader_client: Client) -> None:
    old, _ = [offer(make_intake(identifier=identifier)) for identifier in ("2024a", "2026b")]

    pages = [leader_client.get(f"/cohorts/create/{ask}") for ask in ("", "?past=yes", old)]

    forms = [page.context["form"] for page in pages if "offering" not in page.context]
    offered = [[name for name, _ in f.fields["offering"].choices[1:]] for f in forms[:2]]
    assert offered == [["Intake 2026b"], ["Intake 2024a"]]
    assert "Write down a cohort of an intake that is over" in pages[0].content.decode()
    assert pages[2].templates[0].name == "programmes/create_cohort.html"


def test_where_every_intake_is_over_they_are_offered_at_once(leader_client: Client) -> None:
    offer(make_intake(identifier="2024a"))

    form = leader_client.get("/cohorts/create/").context["form"]

    assert [name for name, _ in form.fields["offering"].choices[1:]] == ["Intake 2024a"]
    assert not form.has_more


def test_create_cohort_makes_it_and_says_what_is_next(leader_client: Client) -> None:
    make_curriculum()

    page = leader_client.post(f"/cohorts/create/{offer()}", FACTS, follow=True)

    cohort = Cohort.objects.get()
    assert page.redirect_chain == [(f"/cohorts/{cohort.reference}/", 302)]
    assert (cohort.name, cohort.hub, cohort.ends_on) == (
        "NPQSL Autumn",
        make_hub(),
        date(2028, 3, 31),
    )
    assert "Next, add its groups and make its timetable." in page.content.decode()


def test_create_cohort_without_a_curriculum_keeps_what_was_typed(leader_client: Client) -> None:
    page = leader_client.post(f"/cohorts/create/{offer()}", FACTS)

    assert page.context["form"].errors["__all__"] == [
        "Senior Leadership has no published curriculum. Publish one first."
    ]
    assert page.context["form"]["name"].value() == "NPQSL Autumn"
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"name": ""}, "name", "Enter the name"),
        ({"capacity": "0"}, "capacity", "Capacity must be 1 or more"),
        ({"capacity": "many"}, "capacity", "Capacity must be a whole number, like 28"),
        ({"ends_on_year": "2026", "ends_on_day": "1"}, "ends_on", None),
    ],
)
def test_create_cohort_refuses_beside_the_field(
    leader_client: Client, given: dict[str, str], field: str, sentence: str | None
) -> None:
    page = leader_client.post(f"/cohorts/create/{offer()}", FACTS | given)

    expected = sentence or "End date must be after the start date"
    assert page.context["form"].errors[field] == [expected]


def test_create_cohort_at_another_providers_hub_is_no_choice(client_of) -> None:
    offering = offer()
    make_hub()
    make_hub(name="South Coast")
    harris = make_lead_provider(name="Harris Federation")
    other = make_hub(name="Dale", lead_provider=harris)

    page = client_of(make_member(Role.NATIONAL_LEADER)).get(
        f"/cohorts/create/{offering}&hub={other.reference}"
    )

    assert page.context["form"].errors["hub"] == [
        "Select a valid choice. That choice is not one of the available choices."
    ]


def test_change_cohort_saves_and_keeps_the_partner(leader_client: Client) -> None:
    cohort = make_cohort()

    leader_client.post(f"/cohorts/{cohort.reference}/change/", FACTS)

    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity) == ("NPQSL Autumn", 28)


def test_move_cohort_asks_before_it_cancels(leader_client: Client) -> None:
    cohort = make_cohort(status=Cohort.Status.OPEN)

    page = leader_client.get(f"/cohorts/{cohort.reference}/move/cancelled/")

    cohort.refresh_from_db()
    assert "You cannot undo this." in page.content.decode()
    assert cohort.status == Cohort.Status.OPEN


def test_move_cohort_cancels(leader_client: Client) -> None:
    cohort = make_cohort(status=Cohort.Status.OPEN)

    leader_client.post(f"/cohorts/{cohort.reference}/move/cancelled/")

    cohort.refresh_from_db()
    assert cohort.status == Cohort.Status.CANCELLED


def test_move_cohort_refuses_where_no_arrow_leads(leader_client: Client) -> None:
    cohort = make_cohort()

    page = leader_client.post(f"/cohorts/{cohort.reference}/move/cancelled/")

    assert page.context["form"].errors["__all__"] == [
        "A cohort that is running cannot become cancelled."
    ]


@pytest.mark.parametrize("status", ["nonsense", "planned"])
def test_move_cohort_to_no_such_status_is_not_found(leader_client: Client, status: str) -> None:
    page = leader_client.get(f"/cohorts/{make_cohort().reference}/move/{status}/")

    assert page.status_code == 404
