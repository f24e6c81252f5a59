"""Many applications decided at once: what is said before, what is done, what is said after."""

from collections.abc import Callable

import pytest
from django.test import Client

from applications.models import Application
from applications.rules.applications import NO_FUNDED_PLACE_LEFT
from tests.factories.applications import make_application, make_funded_places
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort

ACCEPT, REJECT = "/applications/accept/", "/applications/reject/"


def ticked(rows: list[Application]) -> str:
    return "?" + "&".join(f"pick={row.reference}" for row in rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_confirmation_costs_the_same_for_any_number(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    make_cohort()
    made = [make_application() for _ in range(rows)]

    with django_assert_num_queries(9):
        leader_client.get(ACCEPT + ticked(made))


def test_confirmation_says_who_goes_where_and_who_does_not(leader_client: Client) -> None:
    cohort = make_cohort(capacity=2)
    make_funded_places(1)
    rows = [
        make_application(full_name="Ann Lee"),
        make_application(full_name="Ben Poe"),
        make_application(full_name="Cat Roe", eligible=False),
        make_application(full_name="Dee Moe", eligible=False),
    ]

    plan = leader_client.get(ACCEPT + ticked(rows)).context["plan"]

    told = [(str(e.application), e.room.cohort, e.funded_place) for e in plan.possible]
    assert told == [("Ann Lee", cohort, True), ("Cat Roe", cohort, False)]
    full = "The cohort is full: all 2 places are taken. Raise its capacity first."
    left_out = [(str(each.application), each.obstacles) for each in plan.impossible]
    assert left_out == [("Ben Poe", [NO_FUNDED_PLACE_LEFT]), ("Dee Moe", [full])]
    assert plan.funded_lines == [
        "Funded places of North and West in Intake 2026b: 0 of 1 are left then"
    ]


def test_what_forbids_several_is_said_once(leader_client: Client) -> None:
    make_enrolment(cohort=make_cohort(capacity=1))
    rows = [make_application(full_name=name) for name in ("Ann Lee", "Ben Poe")]

    page = leader_client.get(ACCEPT + ticked(rows)).content.decode()

    assert page.count("The cohort is full") == 1
    assert ("Ann Lee" in page, "Ben Poe" in page) == (True, True)


def test_accepting_all_that_match_tells_each_by_name(leader_client: Client) -> None:
    make_cohort(capacity=2)
    for name in ("Ann Lee", "Ben Poe", "Cat Roe"):
        make_application(full_name=name)
    url = ACCEPT + "?everything=1&status=pending"
    page = leader_client.get(url)

    answer = leader_client.post(url, {"shown": page.context["form"].digest}, follow=True)

    decided = [(str(row), row.status) for row in answer.context["page"]]
    assert decided == [("Ann Lee", "accepted"), ("Ben Poe", "accepted")]
    assert Application.objects.get(full_name="Cat Roe").status == "pending"


def test_what_changed_meanwhile_is_shown_before_anything_is_done(leader_client: Client) -> None:
    make_cohort(capacity=1)
    rows = [make_application(), make_application()]
    page = leader_client.get(ACCEPT + ticked(rows))
    Application.objects.filter(pk=rows[0].pk).update(
        status="rejected", decided_at=rows[0].applied_at
    )

    answer = leader_client.post(ACCEPT + ticked(rows), {"shown": page.context["form"].digest})

    assert "Something changed while you looked" in answer.content.decode()
    assert Application.objects.filter(status="accepted").count() == 0
    shown_now = {"shown": answer.context["form"]["shown"].value()}
    leader_client.post(ACCEPT + ticked(rows), shown_now)
    assert Application.objects.filter(status="accepted").count() == 1


def test_rejecting_many(leader_client: Client) -> None:
    rows = [make_application(), make_application()]
    Application.objects.filter(pk=rows[1].pk).update(
        status="accepted", decided_at=rows[1].applied_at
    )

    page = leader_client.get(REJECT + ticked(rows))
    sent = {"reason": "registration_expired", "note": "", "shown": page.context["form"].digest}
    leader_client.post(REJECT + ticked(rows), sent)

    states = Application.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["rejected", "accepted"]


@pytest.mark.parametrize("url", [ACCEPT, REJECT, "/applications/decided/?at=nonsense"])
def test_nothing_ticked_leads_back_to_the_queue(leader_client: Client, url: str) -> None:
    answer = leader_client.get(url)

    assert "queue" in answer.content.decode()
