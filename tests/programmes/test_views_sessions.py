"""The pages of one session."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from programmes.models import Session
from tests.factories.accounts import make_delivery_partner, make_member, make_user
from tests.factories.programmes import make_cohort, make_group, make_session

pytestmark = pytest.mark.django_db
TIME = {
    "on_day": "26",
    "on_month": "11",
    "on_year": "2026",
    "from_time": "4pm",
    "to_time": "5:30pm",
    "place": "Leeds Library",
    "joining_link": "",
}
MEETING = TIME | {"group": "", "activity": "", "title": "Clinic", "mode": "face-to-face"}


@pytest.mark.parametrize("rows", [1, 3])
def test_session_costs_the_same_for_any_number_of_leads(
    leader_client: Client, rows: int, django_assert_num_queries
) -> None:
    session = make_session()
    for _ in range(rows):
        session.leads.create(user=make_user())

    with django_assert_num_queries(6):
        leader_client.get(f"/sessions/{session.reference}/")


def test_session_keeps_its_note_from_a_delivery_partner(client_of) -> None:
    session = make_session(cohort=make_cohort(delivery_partner=make_delivery_partner()))
    Session.objects.update(note="Between us")

    page = client_of(make_member(Role.DELIVERY_PARTNER)).get(f"/sessions/{session.reference}/")

    assert page.status_code == 200
    assert "Between us" not in page.content.decode()


@pytest.mark.parametrize(
    ("role", "starts_at", "offer"),
    [
        (Role.HUB_LEADER, datetime(2026, 11, 20, 16, tzinfo=UTC), "Take the register"),
        (Role.HUB_LEADER, datetime(2099, 11, 20, 16, tzinfo=UTC), "See who is on it"),
        (Role.INSPECTOR, datetime(2026, 11, 20, 16, tzinfo=UTC), "See who is on it"),
    ],
)
def test_session_offers_its_register_to_who_can_take_it(client_of, role, starts_at, offer) -> None:
    session = make_session(starts_at=starts_at)

    page = client_of(make_member(role)).get(f"/sessions/{session.reference}/").content.decode()

    assert [text for text in ("Take the register", "See who is on it") if text in page] == [offer]


def test_plan_session_plans_and_shows_it(leader_client: Client) -> None:
    group = make_group()
    answers = MEETING | {"group": group.reference}

    page = leader_client.post(f"/cohorts/{group.cohort.reference}/sessions/plan/", answers)

    session = Session.objects.get()
    assert page.url == f"/sessions/{session.reference}/"
    assert (session.group, session.starts_at) == (group, datetime(2026, 11, 26, 16, tzinfo=UTC))


def test_plan_session_takes_the_title_of_its_activity(leader_client: Client) -> None:
    cohort = make_cohort(modules=1)
    activity = cohort.curriculum.modules.get().activities.get(position=2)
    answers = MEETING | {"activity": activity.reference, "title": ""}

    leader_client.post(f"/cohorts/{cohort.reference}/sessions/plan/", answers)

    assert Session.objects.get().title == "Live online 1.2"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"title": ""}, "title", "Enter a title, or select an activity"),
        ({"to_time": "3pm"}, "to_time", "End time must be after the start time"),
        ({"mode": ""}, "mode", "Answer the question “How do people meet?”"),
        (
            {"joining_link": "room 4"},
            "joining_link",
            "Joining link must be a web address, like https://example.org",
        ),
        (
            {"on_day": "28", "on_month": "3", "on_year": "2027", "from_time": "1:30am"},
            "from_time",
            "There is no 1:30am on 28 March 2027: the clocks go forward from 1am to 2am."
            " Enter a time before 1am, or 2am or later.",
        ),
        (
            {"on_year": "2030"},
            "on",
            "The date must be between 5 October 2026 and 31 March 2028, the dates of the cohort.",
        ),
    ],
)
def test_plan_session_refuses_with_a_sentence(
    leader_client: Client, given: dict[str, str], field: str, sentence: str
) -> None:
    cohort = make_cohort()

    page = leader_client.post(f"/cohorts/{cohort.reference}/sessions/plan/", MEETING | given)

    assert page.context["form"].errors[field] == [sentence]
    assert not Session.objects.exists()


def test_plan_session_with_a_group_of_another_cohort_is_no_choice(leader_client: Client) -> None:
    answers = MEETING | {"group": make_group().reference}

    page = leader_client.post(f"/cohorts/{make_cohort().reference}/sessions/plan/", answers)

    assert list(page.context["form"].errors) == ["group"]


def test_move_session_begins_with_its_time_in_london(leader_client: Client) -> None:
    session = make_session(starts_at=datetime(2027, 6, 3, 15, 0, tzinfo=UTC))

    page = leader_client.get(f"/sessions/{session.reference}/move/")

    assert 'value="4pm"' in page.content.decode()


def test_move_session_saves(leader_client: Client) -> None:
    session = make_session()

    leader_client.post(f"/sessions/{session.reference}/move/", TIME)

    session.refresh_from_db()
    assert (session.starts_at.day, session.place) == (26, "Leeds Library")


def test_move_session_refuses_a_clash_and_keeps_what_was_typed(leader_client: Client) -> None:
    group = make_group(name="Group 1")
    make_session(group=group, title="Other", starts_at=datetime(2026, 11, 26, 17, tzinfo=UTC))
    session = make_session(group=group)

    page = leader_client.post(f"/sessions/{session.reference}/move/", TIME)

    form = page.context["form"]
    assert form.errors["from_time"] == [
        "Group 1 has “Other” on 26 November 2026 from 5pm to 6:30pm. Choose another time."
    ]
    assert form["place"].value() == "Leeds Library"


def test_cancel_session_needs_a_reason(leader_client: Client) -> None:
    session = make_session()

    page = leader_client.post(f"/sessions/{session.reference}/cancel/", {"because": ""})

    assert page.context["form"].errors["because"] == ["Enter the reason for cancelling"]


def test_cancel_session_then_restore_it(leader_client: Client) -> None:
    session = make_session()

    leader_client.post(f"/sessions/{session.reference}/cancel/", {"because": "Snow"})
    cancelled = Session.objects.get().status
    leader_client.post(f"/sessions/{session.reference}/restore/")

    assert (cancelled, Session.objects.get().status) == ("cancelled", "planned")


def test_remove_lead_asks_and_takes_somebody_off(leader_client: Client, leader: User) -> None:
    session = make_session(led_by=leader)
    address = f"/sessions/{session.reference}/leads/{leader.reference}/remove/"

    asked = leader_client.get(address)
    leader_client.post(address)

    assert f"Take {leader} off the session?" in asked.content.decode()
    assert not session.leads.exists()
