"""The list of deferrals, its download, and the planned return."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.models import Deferral
from tests.factories.accounts import make_member
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort

LIST = reverse("participants:deferrals")


def pause(name: str = "Amina Khan", cohort: object = None, **days: int) -> Deferral:
    """Pause a place; `returns` and `limit` are days from today."""
    today = timezone.localdate()
    begun = today - timedelta(days=400)
    person = make_participant(full_name=name)
    place = make_enrolment(status="deferred", participant=person, cohort=cohort, joined_on=begun)
    given = {f"{key}_on": today + timedelta(days=number) for key, number in days.items()}
    return Deferral.objects.create(enrolment=place, deferred_on=begun, **given)


def names(client: Client, **query: str) -> list[str]:
    return [row.name for row in client.get(LIST, query).context["page"]]


@pytest.fixture
def four(db: None) -> None:
    cohort = make_cohort()
    pause("Nora None", cohort)
    pause("Sam Soon", cohort, returns=10)
    pause("Lena Late", cohort, returns=-5, limit=20)
    pause("Paul Past", cohort, returns=30, limit=-3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "reads"), [(Role.HUB_LEADER, True), (Role.DELIVERY_PARTNER, False)]
)
def test_download_holds_evidence_for_those_who_act_on_it(
    client_of: Callable[[User], Client], role: Role, reads: bool
) -> None:
    reader = make_member(role)
    pause("Sam Soon", make_cohort(delivery_partner=reader.acting.delivery_partner))
    Deferral.objects.update(evidence="Fit note")

    rows = client_of(reader).get(f"{LIST}export/").getvalue().decode().splitlines()

    assert ["Sam Soon" in rows[1], "Fit note" in rows[1], "Evidence" in rows[0]] == [
        *(True, reads, reads)
    ]


def test_list_puts_who_is_past_the_limit_first_then_by_return(
    leader_client: Client, four: None
) -> None:
    assert names(leader_client) == ["Paul Past", "Lena Late", "Sam Soon", "Nora None"]


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("past", ["Paul Past"]),
        ("due", ["Lena Late", "Sam Soon"]),
        ("no-date", ["Nora None"]),
        ("nonsense", ["Paul Past", "Lena Late", "Sam Soon", "Nora None"]),
    ],
)
def test_list_is_narrowed(leader_client: Client, four: None, show: str, found: list[str]) -> None:
    assert names(leader_client, show=show) == found


def test_list_is_searched_and_sorted(leader_client: Client, four: None) -> None:
    assert names(leader_client, q="late") == ["Lena Late"]
    assert names(leader_client, q="LÉNA la\u0301te") == ["Lena Late"]
    assert names(leader_client, sort="-name")[0] == "Sam Soon"


def test_list_says_how_long_somebody_is_past_the_limit(leader_client: Client, four: None) -> None:
    page = leader_client.get(LIST)

    assert page.context["counts"] == {"all": 4, "past": 1, "due": 2, "no_date": 1}
    assert "3 days past" in page.content.decode()


def test_who_returned_is_not_listed(leader_client: Client) -> None:
    ended = pause(returns=10)
    Deferral.objects.filter(pk=ended.pk).update(ended_on=timezone.localdate())

    assert "Nobody has deferred" in leader_client.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        pause(cohort=cohort, returns=10)

    with django_assert_num_queries(8):
        leader_client.get(LIST)


def test_download_holds_the_list_as_it_is_narrowed(leader_client: Client, four: None) -> None:
    answer = leader_client.get(reverse("participants:export_deferrals"), {"show": "past"})

    rows = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert [row.split(",")[0] for row in rows] == ["Full name", "Paul Past"]


def test_return_is_changed_and_what_is_past_the_limit_is_said(leader_client: Client) -> None:
    found = pause(limit=20)
    back: date = timezone.localdate() + timedelta(days=30)
    address = reverse("participants:change_return", args=[found.enrolment.reference])
    sent = {
        "returns_on_day": back.day,
        "returns_on_month": back.month,
        "returns_on_year": back.year,
    }

    page = leader_client.post(address, sent, follow=True)

    found.refresh_from_db()
    assert found.returns_on == back
    assert "That is 10 days past the last day allowed" in page.content.decode()


def test_return_of_a_place_that_goes_on_is_not_asked(leader_client: Client) -> None:
    place = make_enrolment()

    page = leader_client.get(reverse("participants:change_return", args=[place.reference]))

    assert "This place is active, so no return is planned." in page.content.decode()
