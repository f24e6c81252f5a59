"""A first timetable: drafted, then made, once."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import events_about
from accounts.models import User
from programmes.actions import sessions
from programmes.actions.drafts import draft
from programmes.models import Activity, Cohort, Group, HalfTerm, Session
from tests.factories.programmes import make_cohort, make_group, make_session


@pytest.fixture
def cohort(db: None) -> Cohort:
    """A cohort with three live activities, in one long term."""
    HalfTerm.objects.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
    return make_cohort(modules=3)


@pytest.fixture
def group(cohort: Cohort) -> Group:
    return make_group(cohort=cohort, name="Group 1")


def stamp(groups: list[Group], by: User, **given: object) -> list[Session]:
    answers = {
        "first_on": date(2026, 10, 5),
        "weekday": 2,
        "starts_at": time(16),
        "place": "Leeds Library",
        "joining_link": "https://example.org/room",
    }
    return sessions.stamp(cohort=groups[0].cohort, groups=groups, by=by, **answers | given)


def test_stamp_makes_the_live_activities_sessions_in_sequence(group: Group, leader: User) -> None:
    made = stamp([group], leader)

    assert [(session.title, f"{session.starts_at:%d %b}") for session in made] == [
        ("Live online 1.2", "07 Oct"),
        ("Live online 2.2", "14 Oct"),
        ("Live online 3.2", "21 Oct"),
    ]


def test_stamp_gives_online_sessions_the_link_and_others_the_place(
    group: Group, leader: User
) -> None:
    group.cohort.curriculum.modules.get(position=1).activities.filter(position=2).update(
        mode=Activity.Mode.FACE_TO_FACE
    )

    made = stamp([group], leader)

    assert [(session.place, session.joining_link) for session in made[:2]] == [
        ("Leeds Library", ""),
        ("", "https://example.org/room"),
    ]


def test_stamp_records_each_session_and_the_timetable(group: Group, leader: User) -> None:
    made = stamp([group], leader)

    assert [event.verb for event in events_about(made[0])] == ["session.planned"]
    assert events_about(group.cohort).get().after == {
        "groups": ["Group 1"],
        "sessions": 3,
        "first_on": "2026-10-05",
    }


def test_stamp_asked_twice_makes_one_timetable(group: Group, leader: User) -> None:
    first = stamp([group], leader)
    second = stamp([group], leader)

    assert second == first
    assert Session.objects.count() == 3


def test_stamp_refuses_a_group_that_has_a_timetable(group: Group, leader: User) -> None:
    stamp([group], leader)

    with pytest.raises(ValidationError) as refusal:
        stamp([group], leader, starts_at=time(17))

    assert refusal.value.messages == [
        "Group 1 has a timetable already. Plan, move or cancel its sessions one by one."
    ]


def test_stamp_makes_none_when_one_would_overlap(group: Group, leader: User) -> None:
    standing = make_session(cohort=group.cohort, title="Conference")
    starts_at = standing.starts_at

    with pytest.raises(ValidationError) as refusal:
        stamp([group], leader, first_on=starts_at.date())

    assert refusal.value.messages == [
        "Group 1 has “Conference” on 25 November 2026 at 4pm: “Live online 1.2” would overlap it."
    ]
    assert Session.objects.get() == standing


@pytest.mark.parametrize("count", [1, 3])
def test_stamp_costs_the_same_for_any_number_of_groups(
    cohort: Cohort, leader: User, count: int, django_assert_num_queries
) -> None:
    groups = [make_group(cohort=cohort) for _ in range(count)]

    with django_assert_num_queries(11):
        stamp(groups, leader)


def test_draft_shows_days_by_group_and_the_weeks_left_out(group: Group) -> None:
    HalfTerm.objects.update(ends_on=date(2026, 10, 9))
    HalfTerm.objects.create(name="Later", starts_on=date(2026, 10, 19), ends_on=date(2026, 12, 18))

    drafted = draft(
        cohort=group.cohort,
        groups=[group],
        first_on=date(2026, 10, 5),
        weekday=2,
        starts_at=time(16),
    )

    assert [(f"{line.on:%d %b}", line.skipped_because) for line in drafted.lines] == [
        ("07 Oct", ""),
        ("14 Oct", "School holiday after Autumn"),
        ("21 Oct", ""),
        ("28 Oct", ""),
    ]
    assert (drafted.count, drafted.obstacles, drafted.made) == (3, [], [])
