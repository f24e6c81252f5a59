"""Who sees which cohorts, groups and sessions."""

import pytest

from accounts.models import User
from accounts.roles import Role
from programmes import access
from tests.factories.accounts import (
    make_delivery_partner,
    make_hub,
    make_lead_provider,
    make_member,
    make_user,
)
from tests.factories.programmes import make_cohort, make_group, make_programme, make_session

pytestmark = pytest.mark.django_db


def names_seen_by(user: User) -> set[str]:
    return set(access.cohorts_for(user).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.HUB_LEADER, {"ours"}),
        (Role.NATIONAL_LEADER, {"ours", "next door", "delivered"}),
        (Role.QUALITY_ASSURER, {"ours", "next door", "delivered"}),
        (Role.DELIVERY_PARTNER, {"delivered"}),
        (Role.FACILITATOR, set()),
        (Role.PARTICIPANT, set()),
    ],
)
def test_cohorts_for_a_role_are_those_in_its_scope(role: Role, expected: set[str]) -> None:
    make_cohort(name="ours")
    next_door = make_hub(name="South Coast")
    make_cohort(name="next door", hub=next_door)
    make_cohort(name="delivered", hub=next_door, delivery_partner=make_delivery_partner())
    other = make_lead_provider(name="Harris Federation")
    make_cohort(name="foreign", hub=make_hub(name="London", lead_provider=other))

    assert names_seen_by(make_member(role)) == expected


def test_cohorts_for_somebody_without_a_role_are_none() -> None:
    make_cohort()

    assert names_seen_by(make_user()) == set()


def test_groups_and_sessions_follow_the_cohort(leader: User) -> None:
    ours = make_session(group=make_group())
    make_session(group=make_group(cohort=make_cohort(hub=make_hub(name="South Coast"))))

    assert list(access.groups_for(leader)) == [ours.group]
    assert list(access.sessions_for(leader)) == [ours]


def test_sessions_led_by_reach_any_hub_where_one_is_a_facilitator(facilitator: User) -> None:
    coast = make_hub(name="South Coast")
    make_member(Role.FACILITATOR, user=facilitator, hub=coast)
    led = make_session(cohort=make_cohort(hub=coast), led_by=facilitator)
    make_session()

    assert list(access.sessions_led_by(facilitator)) == [led]


def test_programmes_and_hubs_to_run_are_the_lead_providers(leader: User) -> None:
    ours = make_programme()
    make_programme(lead_provider=make_lead_provider(name="Harris Federation"))
    make_hub(name="South Coast")

    assert list(access.programmes_to_run(leader)) == [ours]
    assert list(access.hubs_to_run_at(leader)) == [make_hub()]


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.HUB_LEADER, False), (Role.NATIONAL_LEADER, True)]
)
def test_lists_tell_hubs_apart_for_who_sees_several(role: Role, expected: bool) -> None:
    assert access.sees_several_hubs(make_member(role)) is expected
