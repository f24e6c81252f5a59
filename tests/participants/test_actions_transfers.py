"""Transfers: a new place that continues the old one, in which nothing moves."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Message, User
from accounts.roles import Role
from participants.actions import enrolments
from participants.models import (
    ActivityProgress,
    Attendance,
    Deferral,
    Enrolment,
    GroupMembership,
    WaitingPlace,
)
from participants.queries.changes import UNCHANGED
from participants.rules.enrolments import NOT_THE_SAME_PERSON
from programmes.models import Activity, Cohort, Curriculum
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import (
    make_cohort,
    make_group,
    make_intake,
    make_module,
    make_session,
)

JOINED, LATER, BACK = date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 16)


@pytest.fixture
def place(db: None) -> Enrolment:
    return make_enrolment(group=make_group(cohort=make_cohort(modules=1)))


def beside(place: Enrolment, **given: object) -> Cohort:
    return make_cohort(programme=place.programme, hub=place.cohort.hub, **given)


def go(place: Enrolment, cohort: Cohort, leader: User, on: date = LATER, **given: str) -> Enrolment:
    return enrolments.transfer(enrolment=place, cohort=cohort, on=on, at=NOW, by=leader, **given)


def do(place: Enrolment, position: int, on: date = JOINED) -> Activity:
    activity = Activity.objects.get(module__curriculum=place.cohort.curriculum, position=position)
    ActivityProgress.objects.create(enrolment=place, activity=activity, done_on=on, minutes=50)
    return activity


def attend(place: Enrolment, mark: str = "present") -> Activity:
    activity = Activity.objects.get(module__curriculum=place.cohort.curriculum, position=2)
    held_at = datetime(2026, 10, 14, 16, tzinfo=UTC)
    session = make_session(cohort=place.cohort, activity=activity, starts_at=held_at)
    Attendance.objects.create(session=session, enrolment=place, mark=mark)
    return activity


def test_transfer_makes_a_place_that_continues_the_old_one(place: Enrolment, leader: User) -> None:
    other = beside(place)

    new = go(place, other, leader, note="Moved house")

    place.refresh_from_db()
    steps = [(s.status, s.on, s.note) for s in new.status_changes.all()]
    left = place.status_changes.latest("pk")
    assert (new.cohort, new.continues, new.joined_on, new.status) == (other, place, LATER, "active")
    assert (place.status, place.left_on) == ("transferred", LATER)
    assert left.note == f"To {other}, {other.hub}. Moved house"
    assert steps == [("active", LATER, f"From {place.cohort}, {place.cohort.hub}. Moved house")]


def test_transfer_moves_nothing_of_the_old_place(place: Enrolment, leader: User) -> None:
    do(place, 1)
    attend(place)

    go(place, beside(place), leader)

    membership = GroupMembership.objects.get()
    assert (membership.enrolment, membership.starts_on, membership.ends_on) == (
        *(place, JOINED, LATER),
    )
    assert Attendance.objects.get().enrolment == place
    assert place.activities_done.count() == 1


def test_transfer_carries_over_what_was_done_with_its_day(place: Enrolment, leader: User) -> None:
    read, seminar = do(place, 1), attend(place)

    new = go(place, beside(place), leader)

    rows = new.activities_done.order_by("activity__position").values_list("activity", "done_on")
    event = AuditEvent.objects.get(verb="enrolment.carried_over")
    assert list(rows) == [(read.pk, JOINED), (seminar.pk, date(2026, 10, 14))]
    assert (event.subject_key, event.after["activities"]) == (str(new.pk), 2)


def test_an_absence_is_not_carried_over(place: Enrolment, leader: User) -> None:
    attend(place, "absent")

    assert not go(place, beside(place), leader).activities_done.exists()


def test_transfer_to_another_version_matches_by_module_and_title(
    place: Enrolment, leader: User
) -> None:
    read, task = do(place, 1), do(place, 3)
    place.cohort.curriculum.status = Curriculum.Status.SUPERSEDED
    place.cohort.curriculum.save()
    newer = Curriculum.objects.create(
        programme=place.programme, version=2, status="published", published_on=LATER
    )
    there = make_module(curriculum=newer).activities
    there.filter(position=3).update(title="Something new")
    new = go(place, beside(place), leader)

    event = AuditEvent.objects.get(verb="enrolment.carried_over")
    assert [row.activity for row in new.activities_done.all()] == [there.get(title=read.title)]
    assert event.after["without_counterpart"] == [task.title]


def test_transfer_back_opens_the_earlier_place_again(place: Enrolment, leader: User) -> None:
    do(place, 1)
    between = go(place, beside(place), leader)
    ActivityProgress.objects.create(
        enrolment=between,
        activity=Activity.objects.get(position=3),
        done_on=LATER,
        minutes=40,
    )

    again = go(between, place.cohort, leader, on=BACK)

    place.refresh_from_db()
    history = place.status_changes.order_by("pk").values_list("status", "on")
    assert (again, place.status, place.left_on, place.joined_on) == (place, "active", None, JOINED)
    assert list(history) == [("active", JOINED), ("transferred", LATER), ("active", BACK)]
    assert place.activities_done.count() == 2
    assert Enrolment.objects.count() == 2


def test_resume_does_not_open_a_transferred_place(place: Enrolment, leader: User) -> None:
    go(place, beside(place), leader)

    with pytest.raises(ValidationError, match="Transfer them back"):
        enrolments.resume(enrolment=place, on=BACK, at=NOW, by=leader)


def test_transfer_ends_a_deferral(leader: User) -> None:
    place = make_enrolment(status="deferred")
    Deferral.objects.create(enrolment=place, deferred_on=JOINED)

    new = go(place, beside(place), leader)

    assert (new.status, Deferral.objects.get().ended_on) == ("active", LATER)


def test_transfer_to_another_hub_tells_its_leaders_and_the_participant(
    place: Enrolment, leader: User
) -> None:
    hub = make_hub(name="South Coast", lead_provider=place.cohort.hub.lead_provider)
    theirs = make_member(Role.HUB_LEADER, hub=hub)

    go(place, make_cohort(programme=place.programme, hub=hub), leader)

    written = {(m.kind, m.to_email) for m in Message.objects.all()}
    assert written == {
        ("place_transferred", place.participant.email),
        ("transferred_to_hub", theirs.email),
    }


def test_transfer_offers_the_freed_place_to_who_waits(leader: User) -> None:
    place = make_enrolment(cohort=make_cohort(capacity=1))
    waiting = WaitingPlace.objects.create(
        cohort=place.cohort, participant=make_participant(), position=1, joined_at=NOW
    )

    go(place, beside(place), leader)

    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_transfer_into_a_full_cohort_changes_nothing(place: Enrolment, leader: User) -> None:
    full = beside(place, capacity=1)
    make_enrolment(cohort=full)

    with pytest.raises(ValidationError, match="is full: its only place is taken"):
        go(place, full, leader)

    place.refresh_from_db()
    assert (place.status, Enrolment.objects.count()) == ("active", 2)


def test_transfer_to_an_intake_without_funding_is_not_funded(
    place: Enrolment, leader: User
) -> None:
    Enrolment.objects.update(is_funded=True)
    place.refresh_from_db()
    zero = make_intake(identifier="2027a")
    zero.funding = "zero"
    zero.save()

    assert go(place, beside(place, intake=zero), leader).is_funded is False


def test_second_leader_is_told_what_the_first_did(place: Enrolment, leader: User) -> None:
    go(place, beside(place), leader)

    with pytest.raises(ValidationError) as refusal:
        enrolments.complete(enrolment=place, on=BACK, seen=UNCHANGED, at=NOW, by=leader)

    assert f"{leader} changed this while your form was open" in refusal.value.messages[0]
    assert "Enrolment transferred (status transferred" in refusal.value.messages[0]


def test_hand_over_names_the_provider_and_frees_the_place(place: Enrolment, leader: User) -> None:
    harris = make_lead_provider(name="Harris Federation")

    enrolments.hand_over(enrolment=place, provider=harris, on=LATER, at=NOW, by=leader)

    place.refresh_from_db()
    event = AuditEvent.objects.get(verb="enrolment.handed_over")
    assert (place.status, place.provider_after) == ("transferred", harris)
    assert place.status_changes.latest("pk").note == "To Harris Federation."
    assert event.after["provider_after"] == "Harris Federation"


def test_hand_over_refuses_the_own_provider(place: Enrolment, leader: User) -> None:
    ours = place.cohort.hub.lead_provider

    with pytest.raises(ValidationError, match="Select another lead provider"):
        enrolments.hand_over(enrolment=place, provider=ours, on=LATER, at=NOW, by=leader)


def take(cohort: Cohort, leader: User, name: str = "Amina Khan", **given: object) -> Enrolment:
    return enrolments.take_over(
        cohort=cohort,
        provider=make_lead_provider(name="Harris Federation"),
        full_name=name,
        email="amina@example.org",
        joined_on=BACK,
        at=NOW,
        by=leader,
        **given,
    )


def test_take_over_gives_a_place_and_keeps_what_was_declared(db: None, leader: User) -> None:
    new = take(make_cohort(), leader, note="started, 3 June 2026")

    step = new.status_changes.get()
    assert (str(new.provider_before), new.joined_on) == ("Harris Federation", BACK)
    assert step.note == "From Harris Federation. started, 3 June 2026"


def test_who_was_handed_over_comes_back_to_the_same_place(leader: User) -> None:
    place = make_enrolment(participant=make_participant(email="amina@example.org"))
    harris = make_lead_provider(name="Harris Federation")
    enrolments.hand_over(enrolment=place, provider=harris, on=LATER, at=NOW, by=leader)

    again = take(place.cohort, leader)

    history = list(again.status_changes.order_by("pk").values_list("status", "note"))
    assert (again, again.status, again.provider_after) == (place, "active", None)
    assert history[1:] == [
        ("transferred", "To Harris Federation."),
        ("active", "From Harris Federation."),
    ]


def test_another_person_does_not_get_the_place_of_then(leader: User) -> None:
    place = make_enrolment(participant=make_participant(email="amina@example.org"))
    harris = make_lead_provider(name="Harris Federation")
    enrolments.hand_over(enrolment=place, provider=harris, on=LATER, at=NOW, by=leader)

    with pytest.raises(ValidationError) as refusal:
        take(place.cohort, leader, name="Somebody Else")

    assert refusal.value.messages == [NOT_THE_SAME_PERSON]
