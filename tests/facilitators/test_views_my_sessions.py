"""A facilitator's short way: today first, the missing register marked, a note that stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.roles import Role
from facilitators.queries.my_sessions import Meeting
from programmes.models import Session
from tests.factories.accounts import make_member, make_user
from tests.factories.programmes import make_group, make_session

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOME = "/my-sessions/"


@pytest.fixture
def lead(monkeypatch) -> User:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return make_member(Role.FACILITATOR, user=make_user(full_name="Daniel Osei"))


@pytest.fixture
def client(lead, client_of) -> Client:
    return client_of(lead)


def meet(lead: User, title: str, *, days: int = 0, status: str = "planned") -> Session:
    starts_at = NOON + timedelta(days=days, hours=4)
    return make_session(
        group=make_group(), title=title, starts_at=starts_at, status=status, led_by=lead
    )


def titles(sessions: list[Session]) -> list[str]:
    return [session.title for session in sessions]


def seen(meetings: list[Meeting]) -> list[tuple[str, str, str]]:
    return [(meeting.session.title, meeting.status, meeting.action) for meeting in meetings]


def test_home_sorts_sessions_around_today(client, lead):
    for days in (-30, -8, -7, -2, 0, 1, 2, 3, 4):
        meet(lead, f"{days} days", days=days, status="held" if days < -2 else "planned")
    make_session(title="Somebody else’s", starts_at=NOON)

    diary = client.get(HOME).context["diary"]

    assert seen(diary.today) == [("0 days", "", "Take register")]
    assert [title for title, *_ in seen(diary.next)] == ["1 days", "2 days", "3 days"]
    assert seen(diary.recent) == [
        ("-2 days", "Register missing", "Take register"),
        ("-7 days", "Register taken", ""),
        ("-8 days", "Register taken", ""),
    ]
    assert (diary.missing, diary.more) == (1, True)


def test_todays_register_is_one_touch_away(client, lead):
    session = meet(lead, "Seminar 3")

    page = client.get(HOME).content.decode()

    assert reverse("participants:take_register", args=[session.reference]) in page


@pytest.mark.parametrize("starts_at", ["2026-10-24T23:30", "2026-10-25T23:30"])
def test_today_is_londons_on_the_day_the_clocks_go_back(client, lead, monkeypatch, starts_at):
    at = datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    make_session(starts_at=at, led_by=lead)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 10, 25, 10, 0, tzinfo=UTC))

    response = client.get(HOME)

    # 23:30 UTC is half past midnight of the 25th in summer time, and still the 25th in winter.
    assert len(response.context["diary"].today) == 1


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("held", ("Seminar", "Register taken", "Change the register")),
        ("cancelled", ("Seminar", "Cancelled", "")),
    ],
)
def test_home_tells_what_became_of_todays_session(client, lead, status, shown):
    meet(lead, "Seminar", status=status)

    assert seen(client.get(HOME).context["diary"].today) == [shown]


def test_register_of_a_past_day_is_changed_from_its_card(client, lead):
    meet(lead, "Past", days=-1, status="held")

    [meeting] = client.get(HOME).context["diary"].recent

    assert (meeting.action, meeting.correction) == ("", "Change the register")
    register = reverse("participants:take_register", args=[meeting.session.reference])
    assert f'href="{register}"' in client.get(HOME).content.decode()


def test_home_without_sessions_says_what_will_come(client, lead):
    page = client.get(HOME).content.decode()

    assert "You do not lead any sessions yet" in page


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("past", ["-1 days", "-2 days", "-3 days"]),
        ("missing", ["-2 days"]),
        ("next", ["0 days", "1 days"]),
    ],
)
def test_lists_show_the_past_the_missing_and_the_next(client, lead, shown, expected):
    for days, status in ((-3, "cancelled"), (-2, "planned"), (-1, "held"), (0, "planned")):
        meet(lead, f"{days} days", days=days, status=status)
    meet(lead, "1 days", days=1)

    page = client.get(HOME, {"show": shown}).context["page"]

    assert titles(page) == expected


def test_session_page_is_the_leads_own(client, client_of, lead):
    session = meet(lead, "Seminar 3")
    address = reverse("facilitators:my_session", args=[session.reference])

    assert client.get(address).status_code == 200
    assert client_of(make_member(Role.FACILITATOR)).get(address).status_code == 404


def test_a_note_is_written_and_on_record(client, lead):
    session = meet(lead, "Seminar 3")
    address = reverse("facilitators:write_note", args=[session.reference])
    seen = client.get(address).context["seen"]

    client.post(address, {"note": "We modelled.", "seen": seen})

    session.refresh_from_db()
    assert session.note == "We modelled."
    assert AuditEvent.objects.get().after == {"note": "We modelled."}


def test_empty_note_is_asked_for_and_the_same_note_is_no_change(client, lead):
    session = meet(lead, "Seminar 3")
    address = reverse("facilitators:write_note", args=[session.reference])

    refused = client.post(address, {"note": " "})
    client.post(address, {"note": "We modelled."})
    client.post(address, {"note": "We modelled."})

    assert refused.context["form"].errors == {"note": ["Enter the note"]}
    assert AuditEvent.objects.count() == 1


def test_a_note_written_meanwhile_is_not_overwritten(client, lead):
    session = meet(lead, "Seminar 3")
    address = reverse("facilitators:write_note", args=[session.reference])
    seen = client.get(address).context["seen"]
    Session.objects.update(note="From my co-facilitator")

    first = client.post(address, {"note": "Mine", "seen": seen})
    session.refresh_from_db()

    assert "“Note” is now From my co-facilitator" in first.content.decode()
    assert session.note == "From my co-facilitator"
    client.post(address, {"note": "Both", "seen": first.context["seen"]})
    session.refresh_from_db()
    assert session.note == "Both"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "cost"), [({}, 6), ({"show": "past"}, 5)])
def test_home_costs_the_same_for_any_number(
    client, lead, rows, query, cost, django_assert_num_queries
):
    for _ in range(rows):
        for days in (-1, 0, 1):
            meet(lead, "Seminar", days=days)

    with django_assert_num_queries(cost):
        client.get(HOME, query)
