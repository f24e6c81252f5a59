"""The page of a register: filled in at once, saved, refused in sentences, kept from overwriting."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.actions import registers
from participants.models import Attendance, GroupMembership
from programmes.models import Session
from tests.factories.accounts import make_hub, make_member, make_user
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 25, 17, 20, tzinfo=UTC)


@pytest.fixture
def lead(monkeypatch) -> User:
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    return make_member(Role.FACILITATOR, user=make_user(full_name="Daniel Osei"))


@pytest.fixture
def session(lead) -> Session:
    return make_session(group=make_group(), led_by=lead)


@pytest.fixture
def client(lead, client_of) -> Client:
    return client_of(lead)


def fill(session: Session, *names: str) -> list[str]:
    people = [make_participant(full_name=name) for name in names]
    return [make_enrolment(participant=p, group=session.group).reference for p in people]


def address(session: Session) -> str:
    return reverse("participants:take_register", args=[session.reference])


def answers(references: list[str], *marks: str, version: int = 0, **more: str) -> dict[str, object]:
    given = {f"mark-{r}": mark for r, mark in zip(references, marks, strict=True) if mark}
    return given | {"version": version} | more


def test_everybody_is_present_before_the_first_save(client, session):
    fill(session, "Amina Khan", "Tom Reed")

    page = client.get(address(session)).content.decode()

    assert page.count('value="present" checked') == 2
    assert page.count(" checked") == 2


def test_saving_says_what_happens_next(client, session):
    references = fill(session, "Amina Khan", "Tom Reed")

    response = client.post(address(session), answers(references, "late", "absent"), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Register saved\n1 of 2 attended. If somebody arrives or leaves now, change the mark here"
        " and save again."
    ]
    assert Attendance.objects.filter(mark="late").count() == 1


def test_a_missing_mark_is_asked_for_by_name_and_keeps_the_others(client, session):
    references = fill(session, "Amina Khan", "Tom Reed")

    page = client.post(address(session), answers(references, "late", "")).content.decode()

    assert f'<a href="#present-{references[1]}">Select a mark for Tom Reed</a>' in page
    assert f'name="mark-{references[0]}" value="late" checked' in page
    assert Attendance.objects.count() == 0


def test_two_people_at_once_see_each_others_marks(client, session):
    references = fill(session, "Amina Khan", "Tom Reed")
    other = make_member(Role.HUB_LEADER, user=make_user(full_name="Grace Hall"))
    registers.take(
        session=session,
        marks=dict(zip(references, ["present", "absent"], strict=True)),
        version=0,
        at=EVENING,
        by=other,
    )

    response = client.post(address(session), answers(references, "present", "late"))

    page, tom = response.content.decode(), references[1]
    assert "Grace Hall saved this register on 25 November 2026" in page
    assert f'name="mark-{tom}" value="absent" checked' in page
    assert "You had chosen late" in page
    assert '<input type="hidden" name="version" value="1">' in page


def test_without_a_version_nothing_is_saved(client, session):
    references = fill(session, "Amina Khan")

    page = client.post(address(session), answers(references, "late") | {"version": ""})

    assert "Open the register again and save it from there." in page.content.decode()
    assert Attendance.objects.count() == 0


def test_a_late_change_asks_for_its_reason(client, session, monkeypatch):
    references = fill(session, "Amina Khan")
    client.post(address(session), answers(references, "absent"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 1, tzinfo=UTC))

    page = client.post(address(session), answers(references, "late", version=1)).content.decode()

    assert '<a href="#id_reason">Enter why you are changing the register</a>' in page
    assert Attendance.objects.get().mark == "absent"


def test_a_register_of_tomorrow_shows_its_people_and_no_button(client, session, monkeypatch):
    fill(session, "Amina Khan")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))

    page = client.get(address(session)).content.decode()

    assert "You can take this register on 25 November 2026, the day of the session." in page
    assert "Amina Khan" in page
    assert "Save the register" not in page


def test_a_register_without_people_says_so(client, session):
    page = client.get(address(session)).content.decode()

    assert "Nobody is on this register" in page
    assert "Save the register" not in page


def test_somebody_who_does_not_lead_the_session_finds_nothing(client_of, session):
    stranger = make_member(Role.FACILITATOR)

    assert client_of(stranger).get(address(session)).status_code == 404


def test_a_leader_takes_registers_of_the_own_hub_alone(client_of, leader, session, lead):
    elsewhere = make_session(cohort=make_cohort(hub=make_hub(name="South Coast")), led_by=lead)

    client = client_of(leader)

    assert client.get(address(session)).status_code == 200
    assert client.get(address(elsewhere)).status_code == 404


def test_a_quality_assurer_reads_and_does_not_write(client_of, client, session):
    references = fill(session, "Amina Khan")
    client.post(address(session), answers(references, "absent"))
    assurer = client_of(make_member(Role.QUALITY_ASSURER))

    page = assurer.post(address(session), answers(references, "late", version=1)).content.decode()

    assert "You can read this register, and not change it." in page
    assert "Amina Khan: <strong>Absent</strong>" in page
    assert Attendance.objects.get().mark == "absent"


def test_history_names_the_people_whose_marks_changed(client_of, leader, client, session):
    references = fill(session, "Amina Khan")
    client.post(address(session), answers(references, "absent"))
    client.post(address(session), answers(references, "late", version=1, reason="Train"))

    page = client_of(leader).get(address(session))

    told = [(item.title, item.reason, item.changes) for item in page.context["history"]]
    assert [(t, r, [(c.label, c.before, c.after) for c in cs]) for t, r, cs in told] == [
        ("Register amended", "Train", [("Amina Khan", "absent", "late")]),
        ("Register taken", "", [("Attended", "", "0 of 1")]),
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_page_costs_the_same_for_any_number(client, session, people, django_assert_num_queries):
    fill(session, *["Amina Khan"] * people)

    with django_assert_num_queries(6):
        client.get(address(session))


@pytest.mark.parametrize("people", [1, 25])
def test_saving_costs_the_same_for_any_number(client, session, people, django_assert_num_queries):
    references = fill(session, *["Amina Khan"] * people)

    # Four of them are savepoints of the actions, which cost no journey outside a test.
    with django_assert_num_queries(16):
        client.post(address(session), answers(references, *["present"] * people))

    assert GroupMembership.objects.count() == people


@pytest.mark.parametrize("people", [1, 25])
def test_saving_again_costs_the_same_for_any_number(
    client, session, people, django_assert_num_queries
):
    references = fill(session, *["Amina Khan"] * people)
    client.post(address(session), answers(references, *["present"] * people))

    with django_assert_num_queries(12):
        client.post(address(session), answers(references, *["late"] * people, version=1))

    assert Attendance.objects.filter(mark="late").count() == people
