"""People appointed to lead sessions, and taken off them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import events_about
from accounts.models import User
from programmes.actions import sessions
from programmes.models import Session, SessionLead
from tests.factories.accounts import NOW, make_user
from tests.factories.programmes import make_session

FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def daniel(db: None) -> User:
    return make_user(full_name="Daniel Osei")


def test_appoint_lead_records_who_leads(leader: User, daniel: User) -> None:
    session = make_session()

    lead = sessions.appoint_lead(session=session, user=daniel, part="lead", by=leader)

    assert (lead.user, lead.part) == (daniel, "lead")
    assert events_about(session).get().after == {"lead": "Daniel Osei", "part": "lead"}


def test_appoint_lead_again_changes_nothing(leader: User, daniel: User) -> None:
    session = make_session(led_by=daniel)

    sessions.appoint_lead(session=session, user=daniel, part="lead", by=leader)

    assert session.leads.count() == 1
    assert not events_about(session).exists()


def test_appoint_lead_refuses_another_part(leader: User, daniel: User) -> None:
    session = make_session(title="Seminar 2", led_by=daniel)

    with pytest.raises(ValidationError) as refusal:
        sessions.appoint_lead(session=session, user=daniel, part="co-facilitator", by=leader)

    assert refusal.value.messages == ["Daniel Osei is lead of “Seminar 2” already."]


@pytest.mark.parametrize(
    ("starts_at", "minutes"),
    [
        (FOUR, 90),
        (FOUR - HOUR, 61),
        (FOUR + timedelta(minutes=89), 60),
        (FOUR - HOUR, 240),
        (FOUR + timedelta(minutes=10), 10),
    ],
)
def test_appoint_lead_refuses_a_time_clash(
    leader: User, daniel: User, starts_at: datetime, minutes: int
) -> None:
    make_session(starts_at=FOUR, minutes=90, led_by=daniel)
    session = make_session(starts_at=starts_at, minutes=minutes)

    with pytest.raises(ValidationError) as refusal:
        sessions.appoint_lead(session=session, user=daniel, by=leader)

    assert refusal.value.messages == [
        "Daniel Osei leads another session on 25 November 2026 from 4pm to 5:30pm."
    ]


@pytest.mark.parametrize("starts_at", [FOUR - HOUR, FOUR + HOUR])
def test_appoint_lead_lets_sessions_touch(leader: User, daniel: User, starts_at: datetime) -> None:
    make_session(starts_at=FOUR, minutes=60, led_by=daniel)
    session = make_session(starts_at=starts_at, minutes=60)

    lead = sessions.appoint_lead(session=session, user=daniel, by=leader)

    assert lead.session == session


def test_appoint_leads_is_all_or_none(leader: User, daniel: User) -> None:
    first = make_session(starts_at=FOUR)
    overlapping = make_session(starts_at=FOUR + HOUR)

    with pytest.raises(ValidationError) as refusal:
        sessions.appoint_leads(sessions=[first, overlapping], user=daniel, by=leader)

    assert refusal.value.messages == [
        "Daniel Osei leads another session on 25 November 2026 from 5pm to 6:30pm."
    ]
    assert not SessionLead.objects.exists()


def test_appoint_leads_refuses_cancelled_sessions(leader: User, daniel: User) -> None:
    session = make_session(title="Seminar 2", status=Session.Status.CANCELLED)

    with pytest.raises(ValidationError) as refusal:
        sessions.appoint_leads(sessions=[session], user=daniel, by=leader)

    assert refusal.value.messages == ["“Seminar 2” on 25 November 2026 at 4pm is cancelled."]


def test_appoint_leads_refuses_a_disabled_account(leader: User, daniel: User) -> None:
    daniel.is_active, daniel.disabled_at = False, NOW
    daniel.save()

    with pytest.raises(ValidationError) as refusal:
        sessions.appoint_leads(sessions=[make_session()], user=daniel, by=leader)

    assert refusal.value.messages == ["Daniel Osei’s account is disabled."]


@pytest.mark.parametrize("count", [1, 3])
def test_appoint_leads_costs_the_same_for_any_number(
    leader: User, daniel: User, count: int, django_assert_num_queries
) -> None:
    rows = [make_session(starts_at=FOUR + timedelta(days=day)) for day in range(count)]

    with django_assert_num_queries(8):
        sessions.appoint_leads(sessions=rows, user=daniel, by=leader)


def test_remove_lead_takes_somebody_off(leader: User, daniel: User) -> None:
    session = make_session(led_by=daniel)

    sessions.remove_lead(lead=session.leads.get(), by=leader)

    assert not session.leads.exists()
    assert events_about(session).get().before == {"lead": "Daniel Osei", "part": "lead"}


def test_remove_lead_refuses_once_the_session_is_held(leader: User, daniel: User) -> None:
    session = make_session(status=Session.Status.HELD, led_by=daniel)

    with pytest.raises(ValidationError) as refusal:
        sessions.remove_lead(lead=session.leads.get(), by=leader)

    assert refusal.value.messages == ["This session has been held, so those who led it stay."]
