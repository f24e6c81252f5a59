"""Pages of requests, next actions, adjustments at a session, and one's own details."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from participants.models import Adjustment, ChangeRequest, Contact, Enrolment
from tests.factories.accounts import make_school, make_user
from tests.factories.participants import (
    make_adjustment,
    make_contact,
    make_enrolment,
    make_participant,
    make_request,
)
from tests.factories.programmes import make_cohort, make_group, make_session

Cost = Callable[[int], object]
WHY = {"kind": "defer", "why": "An inspection."}


@pytest.fixture
def place(participant: User) -> Enrolment:
    person = make_participant(full_name="Amina Khan", user=participant)
    return make_enrolment(participant=person, group=make_group(cohort=make_cohort(modules=1)))


@pytest.fixture
def client(participant: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(participant)


def url(name: str, *references: str) -> str:
    return reverse(f"participants:{name}", args=references)


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_request_is_asked_seen_at_home_and_taken_back(client: Client, place: Enrolment) -> None:
    asked = client.post(url("ask_for_change", place.reference), WHY)
    home = words(client, url("my_programme"))
    request = ChangeRequest.objects.get()
    client.post(url("take_back_request", request.reference))

    request.refresh_from_db()
    assert asked.headers["Location"] == url("my_place", place.reference)
    assert ("You asked to pause" in home, "Take it back" in home) == (True, True)
    assert (request.state, "Take it back" in words(client, url("my_programme"))) == (
        *("taken-back", False),
    )


def test_form_keeps_why_when_the_kind_is_missing(client: Client, place: Enrolment) -> None:
    answer = client.post(url("ask_for_change", place.reference), {"why": "An inspection."})

    form = answer.context["form"]
    assert form.errors == {"kind": ["Select what you ask for"]}
    assert form["why"].value() == "An inspection."


def test_agreeing_leads_to_the_change_with_what_was_asked(
    leader_client: Client, place: Enrolment
) -> None:
    asked = make_request(enrolment=place)

    change = leader_client.get(url("request_to_answer", asked.reference)).context["change_url"]
    form = leader_client.get(change).context["form"]

    assert change == f"{url('defer_enrolment', place.reference)}?request={asked.reference}"
    assert form.initial["note"] == "Asked on 23 November 2026: My school has an inspection."


def test_declining_answers_in_words(leader_client: Client, place: Enrolment) -> None:
    asked = make_request(enrolment=place)
    address = url("decline_request", asked.reference)

    empty = leader_client.post(address, {"answer": ""})
    leader_client.post(address, {"answer": "Stay until June."})

    asked.refresh_from_db()
    assert empty.context["form"].errors == {"answer": ["Enter your answer"]}
    assert (asked.state, asked.answer) == ("declined", "Stay until June.")


def test_requests_that_are_overdue_stand_first(leader_client: Client) -> None:
    late, soon = date(2026, 1, 5), date(2100, 1, 5)
    for answer_by in (soon, late):
        make_request(enrolment=make_enrolment(), answer_by=answer_by)

    lines = leader_client.get(url("requests_to_answer")).context["lines"]

    assert [(line.request.answer_by, line.status) for line in lines] == [
        (late, "Overdue"),
        (soon, "Waiting for an answer"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_length(
    leader: User, leader_client: Client, rows: int, django_assert_num_queries: Cost
) -> None:
    for _ in range(rows):
        place = make_enrolment(participant=make_participant())
        make_request(enrolment=place)
        make_contact(participant=place.participant, written_by=leader)

    with django_assert_num_queries(5):
        leader_client.get(url("requests_to_answer"))
    with django_assert_num_queries(6):
        leader_client.get(url("next_actions"))


def test_next_actions_are_ranked_and_narrowed_by_owner(leader: User, leader_client: Client) -> None:
    person = make_enrolment().participant
    colleague = make_user(full_name="Sam Colleague")
    for owner, due_on in ((leader, date(2026, 12, 2)), (leader, date(2026, 12, 1))):
        make_contact(participant=person, written_by=owner, due_on=due_on)
    entry = make_contact(participant=person, written_by=leader)
    Contact.objects.filter(pk=entry.pk).update(owner=colleague)

    page = leader_client.get(url("next_actions")).context["page"]
    mine = leader_client.get(f"{url('next_actions')}?owner={leader.reference}").context["page"]

    assert [row.due_on.day for row in page] == [30, 1, 2]
    assert [row.due_on.day for row in mine] == [1, 2]


def test_action_is_done_with_one_press_at_home(leader: User, leader_client: Client) -> None:
    entry = make_contact(participant=make_enrolment().participant, written_by=leader)

    home = words(leader_client, "/")
    answer = leader_client.post(url("finish_action", entry.reference), {"from": "home"})

    entry.refresh_from_db()
    assert url("finish_action", entry.reference) in home
    assert (answer.headers["Location"], entry.done_at is None) == ("/", False)


def test_facilitator_reads_the_needs_of_people_at_own_sessions_alone(
    place: Enrolment, leader: User, facilitator: User, client_of: Callable[[User], Client]
) -> None:
    group = place.group_memberships.get().group
    session = make_session(group=group, led_by=facilitator)
    make_adjustment(participant=place.participant, written_by=leader, need="Large print")
    other = make_enrolment(participant=make_participant(), group=make_group(cohort=place.cohort))
    make_adjustment(participant=other.participant, written_by=leader, need="Captions")

    page = client_of(facilitator).get(url("session_adjustments", session.reference))

    assert [need.need for need in page.context["needs"]] == ["Large print"]
    assert Adjustment.objects.count() == 2


def test_participant_reads_own_needs(client: Client, place: Enrolment, leader: User) -> None:
    make_adjustment(participant=place.participant, written_by=leader, need="Large print")

    assert "Large print" in words(client, url("my_record"))


def test_school_is_corrected_from_home_in_four_activations(
    client: Client, place: Enrolment
) -> None:
    make_school(name="Dale Primary School", town="Leeds")
    hull = make_school(name="Dale Primary School", town="Hull")
    person = place.participant
    typed = {"full_name": person.full_name, "email": person.email, "school_words": "dale primary"}

    address = url("correct_own_details")
    linked = f'href="{address}"' in words(client, url("my_programme"))  # 1: the link
    offered = client.post(address, typed)  # 2: save
    client.post(address, typed | {"school_urn": hull.urn})  # 3: choose, 4: save

    person.refresh_from_db()
    assert (linked, len(offered.context["form"].fields["school_urn"].choices)) == (True, 2)
    assert person.school == hull
