"""Groups with dates: put in, moved, left, spread evenly."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from participants.actions import groups
from participants.models import Attendance, Enrolment, GroupMembership
from programmes.models import Group
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

START = date(2026, 10, 5)
LATER = date(2026, 12, 1)


def stays() -> list[tuple[str, str, date, date | None]]:
    found = GroupMembership.objects.order_by("pk").values_list(
        "enrolment__participant__full_name", "group__name", "starts_on", "ends_on"
    )
    return list(found)


def test_assign_moves_from_a_day_and_keeps_the_history(leader: User) -> None:
    cohort = make_cohort()
    old, new = make_group(cohort=cohort, name="Old"), make_group(cohort=cohort, name="New")
    place = make_enrolment(group=old)

    groups.assign(group=new, enrolments=[place], on=LATER, by=leader)

    event = AuditEvent.objects.get()
    assert stays() == [
        ("Amina Khan", "Old", START, LATER),
        ("Amina Khan", "New", LATER, None),
    ]
    assert (event.before, event.after) == (
        {"group": "Old"},
        {"group": "New", "from": "2026-12-01"},
    )


def test_assign_again_changes_nothing(leader: User) -> None:
    group = make_group()
    place = make_enrolment(group=group)

    assert groups.assign(group=group, enrolments=[place], on=LATER, by=leader) == []
    assert len(stays()) == 1


def test_assign_begins_on_the_day_of_joining_at_the_earliest(leader: User) -> None:
    group = make_group()
    place = make_enrolment(cohort=group.cohort, joined_on=LATER)

    groups.assign(group=group, enrolments=[place], on=START, by=leader)

    assert stays() == [("Amina Khan", group.name, LATER, None)]


def test_assign_to_a_coaching_group_leaves_the_seminar_group_alone(leader: User) -> None:
    seminar = make_group(name="Seminar")
    coaching = Group.objects.create(cohort=seminar.cohort, name="Coaching", kind="coaching")
    place = make_enrolment(group=seminar)

    groups.assign(group=coaching, enrolments=[place], on=LATER, by=leader)

    assert [stay[1:] for stay in stays()] == [
        ("Seminar", START, None),
        ("Coaching", LATER, None),
    ]


def test_assign_refuses_a_day_that_a_register_names(leader: User) -> None:
    old = make_group()
    new = make_group(cohort=old.cohort)
    place = make_enrolment(group=old)
    session = make_session(group=old)
    Attendance.objects.create(session=session, enrolment=place, mark="present")

    with pytest.raises(ValidationError, match="register of 25 November 2026"):
        groups.assign(group=new, enrolments=[place], on=date(2026, 11, 25), by=leader)

    assert len(stays()) == 1


def test_assign_passes_over_people_of_another_cohort(leader: User) -> None:
    assert (
        groups.assign(group=make_group(), enrolments=[make_enrolment()], on=START, by=leader) == []
    )


def test_leave_ends_the_stay(leader: User) -> None:
    group = make_group()
    place = make_enrolment(group=group)

    groups.leave(group=group, enrolment=place, on=LATER, by=leader)

    assert stays() == [("Amina Khan", group.name, START, LATER)]
    assert AuditEvent.objects.get().verb == "group.left"


def test_leave_refuses_somebody_who_is_not_there(leader: User) -> None:
    with pytest.raises(ValidationError, match="is not in"):
        groups.leave(group=make_group(), enrolment=make_enrolment(), on=LATER, by=leader)


def test_leave_refuses_a_day_that_a_register_names(leader: User) -> None:
    group = make_group()
    place = make_enrolment(group=group)
    Attendance.objects.create(session=make_session(group=group), enrolment=place, mark="absent")

    with pytest.raises(ValidationError, match="register of 25 November 2026"):
        groups.leave(group=group, enrolment=place, on=START, by=leader)


def test_spread_evens_out_by_name_and_leaves_those_with_a_group(leader: User) -> None:
    cohort = make_cohort()
    one, two = make_group(cohort=cohort, name="One"), make_group(cohort=cohort, name="Two")
    make_enrolment(group=one, participant=make_participant(full_name="Zed Zulu"))
    for name in ("Ann Dee", "Bea Cee", "Cat Bee", "Deb Aye"):
        make_enrolment(cohort=cohort, participant=make_participant(full_name=name))
    make_enrolment(cohort=cohort, status="withdrawn")

    placed = groups.spread(cohort=cohort, groups=[one, two], on=START, by=leader)

    assert placed == 4
    assert sorted((group, name) for name, group, _, _ in stays()) == [
        ("One", "Ann Dee"),
        ("One", "Cat Bee"),
        ("One", "Zed Zulu"),
        ("Two", "Bea Cee"),
        ("Two", "Deb Aye"),
    ]


def test_spread_needs_a_group(leader: User) -> None:
    with pytest.raises(ValidationError, match="Make a group first"):
        groups.spread(cohort=make_cohort(), groups=[], on=START, by=leader)


def test_a_stay_never_ends_before_it_starts(leader: User) -> None:
    old = make_group(name="Old")
    new = make_group(cohort=old.cohort, name="New")
    place = make_enrolment(group=old, joined_on=LATER)

    groups.assign(group=new, enrolments=[place], on=START, by=leader)

    assert [stay[1:] for stay in stays()] == [("Old", LATER, LATER), ("New", LATER, None)]
    assert Enrolment.objects.count() == 1
