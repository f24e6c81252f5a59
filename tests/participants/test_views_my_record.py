"""A participant's own record: as it is held, with every change, and nobody else's."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.actions import enrolments, people
from participants.models import Participant
from tests.factories.accounts import make_school
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group

URL = reverse("participants:my_record")


@pytest.fixture
def me(participant: User) -> Participant:
    return make_participant(full_name="Amina Khan", user=participant, school=make_school())


@pytest.fixture
def client(participant: User, client_of: object) -> Client:
    return client_of(participant)


def change_trn(person: Participant, trn: str, leader: User) -> None:
    people.change_details(
        participant=person, full_name=person.full_name, email=person.email, trn=trn, by=leader
    )


def words(response: object) -> str:
    return " ".join(response.content.decode().split())


def test_own_details_places_and_changes_are_shown(
    client: Client, me: Participant, leader: User
) -> None:
    enrolments.enrol(
        participant=me,
        cohort=make_cohort(),
        joined_on=date(2026, 10, 5),
        at=timezone.now(),
        by=leader,
    )
    change_trn(me, "7654321", leader)

    page = client.get(URL)

    titles = [moment.title for moment in page.context["page"]]
    cohort = me.enrolments.get().cohort.name
    assert (page.context["person"], len(page.context["places"])) == (me, 1)
    assert titles == ["Details changed", f"Joined {cohort}"]
    assert f"by {leader.full_name}" in words(page)
    assert "<strong>7654321</strong>" in words(page)


def test_changes_to_others_are_not_shown(client: Client, me: Participant, leader: User) -> None:
    other = make_participant(full_name="Eve Quillfeather", email="eve@example.org")
    make_enrolment(participant=other, cohort=make_enrolment(participant=me).cohort)
    change_trn(other, "7654321", leader)

    page = client.get(URL)

    assert [moment.kind for moment in page.context["page"]] == ["places"]
    assert "Quillfeather" not in words(page)
    assert "7654321" not in words(page)


def test_participant_without_a_record_is_told_so(client: Client) -> None:
    assert "Nothing is held about you as a participant yet" in words(client.get(URL))


def test_own_place_says_group_return_and_whom_to_ask(
    client: Client, me: Participant, leader: User
) -> None:
    group = make_group(name="Group B")
    paused = make_enrolment(participant=me, group=group, status="deferred")
    paused.deferrals.create(deferred_on=paused.joined_on, returns_on=date(2027, 6, 1))

    page = words(client.get(URL))

    for said in ("Group B", "1 June 2027", "Paused", f'href="mailto:{leader.email}"'):
        assert said in page


def test_saving_without_a_change_says_that_nothing_changed(client: Client, me: Participant) -> None:
    address = reverse("participants:correct_own_details")
    form = client.get(address).context["form"]
    same = {name: form[name].value() for name in ("full_name", "email", "trn", "school_words")}

    answer = client.post(address, same, follow=True)

    assert [str(m) for m in answer.context["messages"]] == [
        "Nothing is changed\nYour details stand as they stood before."
    ]


@pytest.mark.parametrize("page", ["participants:my_programme", "accounts:your_account"])
def test_record_is_one_link_away(client: Client, me: Participant, page: str) -> None:
    make_enrolment(participant=me, cohort=make_cohort(modules=1))

    assert f'href="{URL}"' in words(client.get(reverse(page)))


@pytest.mark.parametrize("rows", [1, 3])
def test_record_costs_the_same_for_any_number_of_changes(
    client: Client, me: Participant, leader: User, rows: int, django_assert_num_queries: object
) -> None:
    make_enrolment(participant=me)
    for number in range(rows):
        change_trn(me, f"765432{number}", leader)

    with django_assert_num_queries(11):
        page = client.get(URL)

    assert len(page.context["page"]) == rows + 1
