"""Marking activities as done, correcting, undoing, and doing so in sets."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from participants.actions import progress
from participants.models import ActivityProgress, Enrolment
from programmes.models import Activity
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


@pytest.fixture
def enrolment(db: None) -> Enrolment:
    return make_enrolment(cohort=make_cohort(modules=2))


def activities_of(enrolment: Enrolment, mode: str = Activity.Mode.SELF_STUDY) -> list[Activity]:
    found = Activity.objects.filter(module__curriculum=enrolment.cohort.curriculum, mode=mode)
    return list(found.order_by("module__position"))


def test_mark_done_keeps_the_day_and_the_minutes(enrolment: Enrolment, leader: User) -> None:
    activity = activities_of(enrolment)[0]

    progress.mark_done(enrolment=enrolment, activity=activity, minutes=50, on=TODAY, by=leader)

    row = ActivityProgress.objects.get()
    assert (row.activity, row.minutes, row.done_on) == (activity, 50, TODAY)


def test_mark_done_says_who_and_what(enrolment: Enrolment, leader: User) -> None:
    activity = activities_of(enrolment)[0]

    progress.mark_done(enrolment=enrolment, activity=activity, minutes=50, on=TODAY, by=leader)

    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.subject_key) == ("activity.done", leader, str(enrolment.pk))
    assert event.after == {"activity": activity.title, "done_on": "2026-11-23", "minutes": 50}


def test_marking_again_corrects_the_minutes_alone(enrolment: Enrolment, leader: User) -> None:
    activity = activities_of(enrolment)[0]
    given = {"enrolment": enrolment, "activity": activity, "by": leader}
    progress.mark_done(minutes=50, on=YESTERDAY, **given)

    progress.mark_done(minutes=70, on=TODAY, **given)

    row = ActivityProgress.objects.get()
    assert (row.minutes, row.done_on) == (70, YESTERDAY)
    event = AuditEvent.objects.get(verb="activity.minutes")
    assert (event.before, event.after["minutes"]) == ({"minutes": 50}, 70)


def test_marking_twice_alike_writes_once(enrolment: Enrolment, leader: User) -> None:
    activity = activities_of(enrolment)[0]

    for _ in range(2):
        progress.mark_done(enrolment=enrolment, activity=activity, minutes=5, on=TODAY, by=leader)

    assert (ActivityProgress.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_mark_done_refuses_a_live_session(enrolment: Enrolment, leader: User) -> None:
    live = activities_of(enrolment, Activity.Mode.LIVE_ONLINE)[0]

    with pytest.raises(ValidationError, match="whoever leads it marks who was there"):
        progress.mark_done(enrolment=enrolment, activity=live, minutes=5, on=TODAY, by=leader)

    assert not ActivityProgress.objects.exists()


def test_mark_many_done_leaves_what_is_done(enrolment: Enrolment, leader: User) -> None:
    first, second = activities_of(enrolment)
    progress.mark_done(enrolment=enrolment, activity=first, minutes=5, on=YESTERDAY, by=leader)

    made = progress.mark_many_done(
        enrolment=enrolment, entries=[(first, 60, TODAY), (second, 60, TODAY)], by=leader
    )

    assert [row.activity for row in made] == [second]
    assert ActivityProgress.objects.get(activity=first).minutes == 5
    assert AuditEvent.objects.filter(verb="activity.done").count() == 2


def test_mark_many_done_is_all_or_nothing(enrolment: Enrolment, leader: User) -> None:
    first, second = activities_of(enrolment)

    with pytest.raises(ValidationError) as refusal:
        progress.mark_many_done(
            enrolment=enrolment, entries=[(first, 60, TODAY), (second, 0, TODAY)], by=leader
        )

    assert refusal.value.messages == ["Self-study 2.1: Minutes must be between 1 and 600."]
    assert not ActivityProgress.objects.exists()


@pytest.mark.parametrize("people", [1, 3])
def test_mark_set_done_costs_the_same_for_any_number(
    leader: User, people: int, django_assert_num_queries: object
) -> None:
    cohort = make_cohort(modules=2)
    enrolments = [make_enrolment(cohort=cohort, participant=make_participant()) for _ in "123"]
    entries = [
        (enrolment, activity, 60, TODAY)
        for enrolment in enrolments[:people]
        for activity in activities_of(enrolment)
    ]

    with django_assert_num_queries(7):
        made = progress.mark_set_done(entries=entries, by=leader)

    assert len(made) == 2 * people


def test_undo_takes_the_mark_back(enrolment: Enrolment, leader: User) -> None:
    activity = activities_of(enrolment)[0]
    progress.mark_done(enrolment=enrolment, activity=activity, minutes=50, on=TODAY, by=leader)

    progress.undo(enrolment=enrolment, activity=activity, by=leader)

    assert not ActivityProgress.objects.exists()
    event = AuditEvent.objects.get(verb="activity.undone")
    assert event.before == {"activity": activity.title, "done_on": "2026-11-23", "minutes": 50}


def test_undoing_what_was_not_done_changes_nothing(enrolment: Enrolment, leader: User) -> None:
    progress.undo(enrolment=enrolment, activity=activities_of(enrolment)[0], by=leader)

    assert not AuditEvent.objects.exists()


def test_undo_refuses_when_the_place_is_closed(leader: User) -> None:
    enrolment = make_enrolment(cohort=make_cohort(modules=1), status=Enrolment.Status.WITHDRAWN)

    with pytest.raises(ValidationError, match="This place is withdrawn"):
        progress.undo(enrolment=enrolment, activity=activities_of(enrolment)[0], by=leader)
