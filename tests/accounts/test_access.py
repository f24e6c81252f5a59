"""Whose records a role reaches."""

import pytest

from accounts import access, audit
from accounts.actions import invitations
from accounts.models import Hub, Job, User
from accounts.roles import Role
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member, make_user


@pytest.fixture
def scene(db):
    """Two hubs of one provider and one of another, each with a facilitator."""
    other = make_lead_provider(name="Harris Federation")
    hubs = {
        "north": make_hub(),
        "south": make_hub(name="South Coast"),
        "harris": make_hub(name="London", lead_provider=other),
    }
    return {
        name: make_member(Role.FACILITATOR, user=make_user(full_name=name), hub=hub)
        for name, hub in hubs.items()
    }


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.ADMINISTRATOR, ["harris", "north", "south"]),
        (Role.NATIONAL_LEADER, ["north", "south"]),
        (Role.HUB_LEADER, ["north"]),
        (Role.FACILITATOR, []),
        (Role.QUALITY_ASSURER, []),
        (Role.INSPECTOR, []),
        (Role.DELIVERY_PARTNER, []),
        (Role.PARTICIPANT, []),
    ],
)
def test_people_are_those_whose_roles_one_may_end(scene, role, names):
    user = make_member(role)

    found = access.people_for(user, at=NOW).filter(full_name__in=scene)

    assert sorted(found.values_list("full_name", flat=True)) == names


def test_invited_person_is_seen_by_the_hub_alone(scene):
    leader = make_member(Role.HUB_LEADER)
    stranger = make_member(Role.HUB_LEADER, hub=Hub.objects.get(name="South Coast"))
    invited = invitations.invite(
        user_email="new@example.org",
        full_name="Priya Natarajan",
        role=Role.FACILITATOR,
        hub=leader.acting.hub,
        at=NOW,
        by=leader,
    ).user

    assert access.people_for(leader, at=NOW).filter(pk=invited.pk).exists() is True
    assert access.people_for(stranger, at=NOW).filter(pk=invited.pk).exists() is False


@pytest.mark.parametrize(
    ("role", "hubs"),
    [
        (Role.ADMINISTRATOR, ["London", "North and West", "South Coast"]),
        (Role.NATIONAL_LEADER, ["North and West", "South Coast"]),
        (Role.HUB_LEADER, ["North and West"]),
        (Role.PARTICIPANT, []),
    ],
)
def test_hubs_are_those_in_scope(scene, role, hubs):
    found = access.hubs_for(make_member(role))

    assert sorted(found.values_list("name", flat=True)) == hubs


@pytest.mark.parametrize(
    ("role", "asked", "names"),
    [
        (Role.HUB_LEADER, Role.FACILITATOR, ["North and West"]),
        (Role.NATIONAL_LEADER, Role.INSPECTOR, ["National Institute of Teaching"]),
        (Role.ADMINISTRATOR, Role.DELIVERY_PARTNER, []),
        (Role.ADMINISTRATOR, Role.PARTICIPANT, None),
    ],
)
def test_organisations_to_offer_are_those_in_scope(db, role, asked, names):
    found = access.organisations_to_offer(make_member(role), asked)

    assert (None if found is None else [row.name for row in found]) == names


def test_nobody_without_a_role_reaches_anything(scene):
    user = make_user()

    assert list(access.people_for(user, at=NOW)) == []
    assert list(access.hubs_for(user)) == []
    assert list(access.lead_providers_for(user)) == []
    assert list(User.objects.filter(access.in_scope(user, hub="memberships__hub"))) == []
    assert access.roles_to_offer(user) == []


def test_work_and_trail_are_ones_own_except_for_administrators(scene):
    leader, administrator = make_member(Role.HUB_LEADER), make_member(Role.ADMINISTRATOR)
    for owner in (leader, administrator):
        Job.objects.create(kind="x", title="x", owner=owner)
        audit.record("hub.changed", by=owner, subject=make_hub())

    assert [job.owner for job in access.jobs_for(leader)] == [leader]
    assert access.jobs_for(administrator).count() == 2
    assert [event.by for event in access.events_for(leader)] == [leader]
    assert access.events_for(administrator).count() == 2


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.ADMINISTRATOR, ["harris", "north", "south"]),
        (Role.NATIONAL_LEADER, ["north", "south"]),
        (Role.HUB_LEADER, ["north"]),
        (Role.DELIVERY_PARTNER, []),
        (Role.FACILITATOR, []),
    ],
)
def test_scope_narrows_by_the_path_to_the_hub(scene, role, names):
    user = make_member(role)

    rows = User.objects.filter(access.in_scope(user, hub="memberships__hub"))

    assert sorted(rows.filter(full_name__in=scene).values_list("full_name", flat=True)) == names


def test_scope_narrows_by_the_path_to_the_delivery_partner(db):
    partner = make_member(Role.DELIVERY_PARTNER)

    rows = User.objects.filter(
        access.in_scope(partner, delivery_partner="memberships__delivery_partner")
    )

    assert list(rows) == [partner]


def test_role_is_held_until_it_ends_or_the_account_is_closed(leader):
    access.act(leader, "", at=NOW)
    assert access.still_acts(leader, at=NOW) is True

    leader.memberships.update(ends_at=NOW)
    assert access.still_acts(leader, at=NOW) is False

    leader.memberships.update(ends_at=None)
    User.objects.filter(pk=leader.pk).update(is_active=False, disabled_at=NOW)
    assert access.still_acts(leader, at=NOW) is False


def test_nobody_acts_without_a_role(db):
    nobody = make_user()
    access.act(nobody, "", at=NOW)

    assert access.still_acts(nobody, at=NOW) is False
    assert access.acts_as(nobody, *Role) is False


def test_person_acts_in_the_role_in_force_alone(leader):
    access.act(leader, "", at=NOW)

    assert access.acts_as(leader, Role.FACILITATOR, Role.HUB_LEADER) is True
    assert access.acts_as(leader, Role.FACILITATOR) is False
