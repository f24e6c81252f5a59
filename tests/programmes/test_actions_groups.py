"""Groups added, renamed, and deleted while they are empty."""

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import events_about
from accounts.models import User
from programmes.actions import groups
from programmes.models import Group
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort, make_group, make_session


def test_create_records_a_group(leader: User) -> None:
    cohort = make_cohort()

    group = groups.create(cohort=cohort, name="Group 1", by=leader)

    assert (group.cohort, group.name, group.kind) == (cohort, "Group 1", "seminar")
    assert [event.verb for event in events_about(group)] == ["group.created"]


def test_create_many_puts_groups_after_those_there(leader: User) -> None:
    cohort = make_cohort()
    groups.create(cohort=cohort, name="Group 1", by=leader)

    made = groups.create_many(cohort=cohort, names=["Group 2", "Group 3"], by=leader)

    assert [group.position for group in made] == [2, 3]


def test_create_many_makes_none_when_one_name_is_taken(leader: User) -> None:
    group = make_group(name="Group 1")

    with pytest.raises(ValidationError) as refusal:
        groups.create_many(cohort=group.cohort, names=["Group 2", "GROUP 1"], by=leader)

    assert refusal.value.messages == [
        "There is a group named “GROUP 1” already. Enter another name."
    ]
    assert Group.objects.count() == 1


def test_rename_keeps_the_old_name_in_the_history(leader: User) -> None:
    group = make_group(name="Group 1")

    renamed = groups.rename(group=group, name="Lakeland", by=leader)

    assert renamed.name == "Lakeland"
    assert events_about(group).get().before == {"name": "Group 1"}


def test_rename_to_another_case_of_its_own_name(leader: User) -> None:
    renamed = groups.rename(group=make_group(name="lakeland"), name="Lakeland", by=leader)

    assert renamed.name == "Lakeland"


def test_rename_refuses_a_name_that_is_taken(leader: User) -> None:
    group = make_group(name="Group 1")
    make_group(cohort=group.cohort, name="Group 2")

    with pytest.raises(ValidationError) as refusal:
        groups.rename(group=group, name="Group 2", by=leader)

    assert refusal.value.messages == [
        "There is a group named “Group 2” already. Enter another name."
    ]


def test_delete_takes_an_empty_group_away(leader: User) -> None:
    groups.delete(group=make_group(), by=leader)

    assert not Group.objects.exists()


def test_delete_refuses_a_group_with_sessions(leader: User) -> None:
    group = make_group(name="Group 1")
    make_session(group=group)

    with pytest.raises(ValidationError) as refusal:
        groups.delete(group=group, by=leader)

    assert refusal.value.messages == [
        "Group 1 has members or sessions, now or in the past, so its history is kept."
    ]
    assert not events_about(group).exists()


def test_delete_refuses_a_group_that_people_have_been_in(leader: User) -> None:
    group = make_group(name="Group 1")
    make_enrolment(group=group)

    with pytest.raises(ValidationError):
        groups.delete(group=group, by=leader)

    assert Group.objects.get() == group
