"""Whose participants, places and lists each role reaches."""

import pytest

from accounts.models import User
from accounts.roles import Role
from participants import access
from tests.factories.accounts import (
    make_delivery_partner,
    make_hub,
    make_lead_provider,
    make_member,
)
from tests.factories.participants import (
    make_adjustment,
    make_contact,
    make_enrolment,
    make_participant,
    make_waiting,
)
from tests.factories.programmes import make_cohort


@pytest.fixture
def names(db: None) -> None:
    """A person at each hub of two lead providers, one of them at two hubs."""
    north, south = make_hub(name="North"), make_hub(name="South")
    harris = make_hub(name="London", lead_provider=make_lead_provider(name="Harris Federation"))
    partner = make_delivery_partner()
    both = make_participant(full_name="Both")
    make_enrolment(cohort=make_cohort(hub=north, delivery_partner=partner), participant=both)
    make_enrolment(cohort=make_cohort(hub=north), participant=make_participant(full_name="North"))
    make_enrolment(cohort=make_cohort(hub=south), participant=both, status="withdrawn")
    make_enrolment(cohort=make_cohort(hub=harris), participant=make_participant(full_name="Harris"))


def seen_by(user: User) -> list[str]:
    people = access.participants_for(user).order_by("full_name")
    return list(people.values_list("full_name", flat=True))


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("role", "people", "places"),
    [
        (Role.NATIONAL_LEADER, ["Both", "North"], 3),
        (Role.QUALITY_ASSURER, ["Both", "North"], 3),
        (Role.INSPECTOR, ["Both", "North"], 3),
        (Role.DELIVERY_PARTNER, ["Both"], 1),
        (Role.FACILITATOR, [], 0),
        (Role.PARTICIPANT, [], 0),
    ],
)
def test_each_role_sees_its_own_scope_without_doubles(
    role: Role, people: list[str], places: int
) -> None:
    user = make_member(role)

    assert seen_by(user) == people
    assert access.enrolments_for(user).count() == places


@pytest.mark.usefixtures("names")
def test_a_person_at_two_hubs_is_seen_through_ones_own_places_only() -> None:
    user = make_member(Role.HUB_LEADER, hub=make_hub(name="South"))

    assert seen_by(user) == ["Both"]
    assert [place.cohort.hub.name for place in access.enrolments_for(user)] == ["South"]


@pytest.mark.usefixtures("names")
def test_participants_reach_their_own_places() -> None:
    user = make_member(Role.PARTICIPANT)
    mine = make_enrolment(participant=make_participant(full_name="Me", user=user))

    assert list(access.own_enrolments(user)) == [mine]


def test_leaders_have_no_places_of_their_own(leader: User) -> None:
    make_enrolment(participant=make_participant(user=leader))

    assert list(access.own_enrolments(leader)) == []


def test_log_and_needs_of_somebody_who_waits_are_read_at_that_hub_alone(leader: User) -> None:
    row = make_waiting(cohort=make_cohort(), participant=make_participant())
    entry = make_contact(participant=row.participant, written_by=leader)
    need = make_adjustment(participant=row.participant, written_by=leader)
    elsewhere = make_member(Role.HUB_LEADER, hub=make_hub(name="South"))

    assert [list(access.contacts_for(user)) for user in (leader, elsewhere)] == [[entry], []]
    assert [list(access.adjustments_for(user)) for user in (leader, elsewhere)] == [[need], []]


def test_readers_reach_no_uploaded_lists(db: None) -> None:
    assert list(access.imports_for(make_member(Role.DELIVERY_PARTNER))) == []
