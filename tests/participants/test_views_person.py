"""The pages of one person: at a glance, timeline, contacts and adjustments; what each costs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.actions import people
from participants.models import Enrolment, Participant
from participants.queries import details
from tests.factories.accounts import make_member
from tests.factories.participants import (
    make_adjustment,
    make_contact,
    make_enrolment,
    make_participant,
    make_request,
    make_waiting,
)
from tests.factories.programmes import make_cohort

SECRET = "A dark room for migraines"
Cost = Callable[[int], object]


@pytest.fixture
def person(leader: User) -> Participant:
    return make_enrolment(participant=make_participant(), cohort=make_cohort()).participant


def url(name: str, person: Participant) -> str:
    return reverse(f"participants:{name}", args=[person.reference])


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("participant", 10), ("participant_timeline", 9), ("participant_contacts", 8)],
)
def test_pages_cost_the_same_for_any_past(
    person: Participant,
    leader: User,
    leader_client: Client,
    rows: int,
    name: str,
    queries: int,
    django_assert_num_queries: Cost,
) -> None:
    for number in range(rows):
        make_contact(participant=person, written_by=leader)
        make_adjustment(participant=person, written_by=leader)
        place = make_enrolment(participant=person, cohort=make_cohort(), status="withdrawn")
        make_request(enrolment=place)
        answers = {"full_name": f"Amina {'abc'[number]}", "email": person.email}
        people.change_details(participant=person, **answers, by=leader)

    with django_assert_num_queries(queries):
        leader_client.get(url(name, person))


def test_head_says_what_is_due_and_that_adjustments_are_needed(
    person: Participant, leader: User, leader_client: Client
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    make_contact(participant=person, written_by=leader, due_on=yesterday)
    make_adjustment(participant=person, written_by=leader)

    glance = leader_client.get(url("participant", person)).context["glance"]

    assert (glance.action, glance.is_overdue, glance.is_adjusted) == (
        *("Send the recording", True, True),
    )


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.HUB_LEADER, True),
        (Role.NATIONAL_LEADER, True),
        (Role.QUALITY_ASSURER, False),
        (Role.INSPECTOR, False),
        (Role.DELIVERY_PARTNER, False),
    ],
)
def test_need_is_read_by_no_role_that_must_not_know_it(
    person: Participant, leader: User, client_of: Callable[[User], Client], role: Role, sees: bool
) -> None:
    make_adjustment(participant=person, written_by=leader, need=SECRET)
    reader = make_member(role)
    if role == Role.DELIVERY_PARTNER:
        person.enrolments.get().cohort.__class__.objects.update(
            delivery_partner=reader.acting.delivery_partner
        )
    client = client_of(reader)

    pages = [
        page(client, url("participant", person)),
        page(client, url("participant_timeline", person)),
        page(client, reverse("participants:participants") + "?q=migraines"),
    ]
    head = "Needs adjustments" in pages[0]

    assert [SECRET in each for each in pages] == [False, sees, False]
    assert head == sees


def test_download_holds_no_need(person: Participant, leader: User, leader_client: Client) -> None:
    make_adjustment(participant=person, written_by=leader, need=SECRET)

    lines = leader_client.get(reverse("participants:export_participants")).getvalue().decode()

    assert (person.full_name in lines, SECRET in lines) == (True, False)


def test_person_who_only_waits_is_shown_where(leader: User, leader_client: Client) -> None:
    cohort = make_cohort()
    make_waiting(cohort=cohort)
    row = make_waiting(cohort=cohort)
    make_contact(participant=row.participant, written_by=leader)

    shown = page(leader_client, url("participant", row.participant))

    assert "They wait for a place." in shown
    assert f'href="{reverse("participants:waiting_list", args=[cohort.reference])}"' in shown
    assert "Number 2 in the queue" in shown
    assert "Send the recording" in shown


@pytest.mark.parametrize(("role", "reads"), [(Role.HUB_LEADER, True), (Role.INSPECTOR, False)])
def test_note_and_evidence_stand_for_those_who_act_on_them(
    person: Participant, client_of: Callable[[User], Client], role: Role, reads: bool
) -> None:
    place = person.enrolments.get()
    on = date(2026, 11, 20)
    Enrolment.objects.update(status="deferred", left_on=on)
    place.status_changes.create(status="deferred", on=on, at=timezone.now(), note=SECRET)
    place.deferrals.create(deferred_on=on, evidence="Fit note")

    shown = page(client_of(make_member(role)), url("participant", person))

    assert (SECRET in shown, "Fit note" in shown) == (reads, reads)
    assert "Deferred from 20 November 2026" in shown


def test_timeline_is_narrowed_by_kind(
    person: Participant, leader: User, leader_client: Client
) -> None:
    make_contact(participant=person, written_by=leader)

    address = url("participant_timeline", person)
    shown = leader_client.get(f"{address}?kind=contacts&kind=nonsense").context

    assert {moment.kind for moment in shown["page"]} == {"contacts"}
    assert [(kind["text"], kind["ticked"]) for kind in shown["kinds"]] == [
        ("Places", False),
        ("Contacts", True),
    ]


def test_second_of_two_who_change_details_reads_the_others_values(
    person: Participant, leader: User, leader_client: Client
) -> None:
    address, seen = url("change_participant", person), details.version_of(person)
    other = make_member(Role.HUB_LEADER)
    theirs = {"full_name": "Amina Reed", "email": person.email}
    people.change_details(participant=person, **theirs, by=other)
    mine = {"full_name": "Amina Stone", "email": person.email}

    wrong = leader_client.post(address, mine | {"email": "nonsense", "seen": seen})
    told = leader_client.post(address, mine | {"seen": wrong.context["seen"]})
    saved = leader_client.post(address, mine | {"seen": told.context["seen"]})

    person.refresh_from_db()
    [sentence] = told.context["form"].non_field_errors()
    assert (other.full_name in sentence, "Amina Reed" in sentence) == (True, True)
    assert (saved.status_code, person.full_name) == (302, "Amina Stone")


def test_adjustment_that_ended_stands_apart(
    person: Participant, leader: User, leader_client: Client
) -> None:
    make_adjustment(participant=person, written_by=leader, ends_on=date(2026, 10, 6))

    shown = leader_client.get(url("participant_contacts", person)).context

    assert (len(shown["adjustments"]), len(shown["ended"])) == (0, 1)
