"""What stands in the bar under the header, by role, and what is marked as current."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import clear_script_prefix, reverse, set_script_prefix

from accounts.models import User
from accounts.roles import Role
from tests.factories.accounts import make_member, make_user
from tests.factories.programmes import make_cohort


def bar(client: Client, address: str = "/help/") -> list[str]:
    return [entry.text for entry in client.get(address).context["navigation"]]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (Role.ADMINISTRATOR, ["Home", "Qualifications", "Organisations", "People"]),
        (
            Role.HUB_LEADER,
            [
                *("Home", "Cohorts", "Participants", "Applications"),
                *("Facilitators", "Qualifications", "People"),
            ],
        ),
        (Role.DELIVERY_PARTNER, ["Home", "Cohorts", "Participants", "Qualifications"]),
        (Role.FACILITATOR, ["My sessions", "Qualifications"]),
        (Role.PARTICIPANT, ["My programme"]),
        (
            Role.INSPECTOR,
            ["Home", "Cohorts", "Participants", "Facilitators", "Qualifications"],
        ),
    ],
)
def test_navigation_offers_what_the_role_may_open(
    db: None, client_of: Callable[[User], Client], role: Role, entries: list[str]
) -> None:
    assert bar(client_of(make_member(role))) == entries


def test_navigation_without_a_role_leads_home(
    db: None, client_of: Callable[[User], Client]
) -> None:
    assert bar(client_of(make_user())) == ["Home"]


def test_navigation_is_empty_before_signing_in(client: Client, db: None) -> None:
    assert bar(client) == []


def test_navigation_marks_where_one_is(leader_client: Client) -> None:
    address = reverse("participants:progress", args=[make_cohort().reference])

    entries = leader_client.get(address).context["navigation"]

    assert [entry.text for entry in entries if entry.active] == ["Cohorts"]


def test_navigation_follows_the_prefix_of_the_product(leader_client: Client) -> None:
    assert leader_client.get("/help/").context["navigation"][1].href == "/cohorts/"
    try:
        set_script_prefix("/npq/")
        entries = leader_client.get("/help/").context["navigation"]
    finally:
        clear_script_prefix()

    assert [entry.href for entry in entries][:2] == ["/npq/", "/npq/cohorts/"]
