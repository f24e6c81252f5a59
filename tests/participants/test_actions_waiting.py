"""Waiting lists: who is next, what is offered, and that an offer holds its place."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Message
from participants.actions import enrolments, waiting
from participants.models import Enrolment, StatusChange, WaitingPlace
from participants.queries.enrolments import places_taken
from programmes.models import ChangeReason, Cohort, PlaceRule
from tests.factories.accounts import NOW, make_user
from tests.factories.participants import make_enrolment, make_participant, make_waiting
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=6)


def full_cohort(capacity: int = 1, **facts) -> Cohort:
    cohort = make_cohort(capacity=capacity, **facts)
    for _ in range(capacity):
        make_enrolment(cohort=cohort)
    return cohort


def raise_capacity(cohort: Cohort, by: int = 1) -> None:
    cohort.capacity += by
    cohort.save()


def states(cohort: Cohort) -> list[str]:
    rows = WaitingPlace.objects.filter(cohort=cohort).order_by("position", "pk")
    return list(rows.values_list("state", flat=True))


def letters() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_join_puts_people_in_order_and_tells_each_their_number():
    cohort = full_cohort()

    rows = [
        waiting.join(cohort=cohort, participant=make_participant(), at=NOW, by=None)
        for _ in range(2)
    ]

    assert [row.position for row in rows] == [1, 2]
    assert letters() == ["waiting_list_joined"] * 2
    assert "number 2 on its waiting list" in Message.objects.order_by("pk")[1].body


def test_join_offers_at_once_where_a_place_is_free():
    cohort = make_cohort(capacity=1)

    row = waiting.join(cohort=cohort, participant=make_participant(), at=NOW, by=None)

    assert (row.state, letters(), places_taken(cohort)) == ("offered", ["place_offered"], 1)


def test_join_refuses_somebody_of_the_cohort():
    place = make_enrolment()

    with pytest.raises(ValidationError) as refusal:
        waiting.join(cohort=place.cohort, participant=place.participant, at=NOW, by=None)

    assert refusal.value.messages == ["Already in the cohort."]


@pytest.mark.parametrize("status", ["deferred", "withdrawn"])
def test_somebody_who_left_a_cohort_that_is_full_waits_and_resumes(status):
    cohort = full_cohort()
    left = make_enrolment(cohort=cohort, status=status)
    row = waiting.join(cohort=cohort, participant=left.participant, at=NOW, by=None)
    raise_capacity(cohort)
    waiting.offer_free_places(cohort=cohort, at=NOW)

    taken = waiting.take(waiting=row, at=SOON)

    left.refresh_from_db()
    assert (taken.state, taken.enrolment, left.status) == ("taken", left, "active")
    assert places_taken(cohort) == 2


def test_a_place_is_taken_left_and_taken_again():
    cohort = full_cohort()
    left = make_enrolment(cohort=cohort, status="withdrawn", joined_on=NOW.date())
    raise_capacity(cohort)
    reason = ChangeReason.objects.create(kind="withdrawal", code="other", label="Other", position=1)

    for _ in range(2):
        row = waiting.join(cohort=cohort, participant=left.participant, at=NOW, by=None)
        waiting.take(waiting=row, at=SOON)
        enrolments.withdraw(enrolment=left, reason=reason, on=NOW.date(), at=SOON, by=None)

    rows = WaitingPlace.objects.order_by("pk")
    assert [(row.state, row.enrolment) for row in rows] == [("taken", left)] * 2


def test_join_refuses_somebody_with_a_place_on_the_programme():
    place = make_enrolment()
    other = make_cohort(programme=place.programme)

    with pytest.raises(ValidationError) as refusal:
        waiting.join(cohort=other, participant=place.participant, at=NOW, by=None)

    assert refusal.value.messages == ["This person has a place on the programme already."]


def test_join_refuses_somebody_who_waits():
    row = make_waiting(cohort=full_cohort())

    with pytest.raises(ValidationError) as refusal:
        waiting.join(cohort=row.cohort, participant=row.participant, at=NOW, by=None)

    assert refusal.value.messages == ["This person is on the waiting list already."]


def test_places_are_offered_in_order_and_count_as_taken():
    cohort = full_cohort()
    for _ in range(3):
        make_waiting(cohort=cohort)
    raise_capacity(cohort, 2)

    offered = waiting.offer_free_places(cohort=cohort, at=NOW)

    assert offered == 2
    assert states(cohort) == ["offered", "offered", "waiting"]
    assert places_taken(cohort) == cohort.capacity == 3
    assert waiting.offer_free_places(cohort=cohort, at=NOW) == 0


def test_offer_is_open_as_long_as_the_rule_says():
    cohort = make_cohort()
    PlaceRule.objects.create(in_force_from=date(2020, 1, 1), offer_days=3)
    row = make_waiting(cohort=cohort)

    waiting.offer_free_places(cohort=cohort, at=NOW)

    row.refresh_from_db()
    assert row.offer_ends_at == NOW + timedelta(days=3)
    link = Message.objects.get().link
    assert waiting.hash_of(link.rstrip("/").rpartition("/")[2]) == row.token_hash


def test_nothing_is_offered_in_a_cohort_that_is_over():
    cohort = make_cohort(status="finished")
    make_waiting(cohort=cohort)

    assert waiting.offer_free_places(cohort=cohort, at=NOW) == 0


def test_offers_pass_over_somebody_who_found_a_place_elsewhere():
    cohort = make_cohort(capacity=1)
    placed = make_waiting(cohort=cohort)
    make_enrolment(participant=placed.participant, cohort=make_cohort(programme=cohort.programme))
    make_waiting(cohort=cohort)

    waiting.offer_free_places(cohort=cohort, at=NOW)

    assert states(cohort) == ["waiting", "offered"]


def test_take_gives_the_place_that_the_offer_held():
    cohort = make_cohort(capacity=1)
    row = make_waiting(cohort=cohort, state="offered")

    taken = waiting.take(waiting=row, at=SOON)

    assert (taken.state, taken.answered_at) == ("taken", SOON)
    assert Enrolment.objects.get().status == "active"
    assert StatusChange.objects.filter(enrolment=taken.enrolment).count() == 1
    assert places_taken(cohort) == 1


def test_take_twice_gives_one_place():
    row = make_waiting(cohort=make_cohort(), state="offered")
    waiting.take(waiting=row, at=SOON)

    with pytest.raises(ValidationError) as refusal:
        waiting.take(waiting=row, at=SOON)

    assert refusal.value.messages == ["This offer has been answered."]
    assert Enrolment.objects.count() == 1


def test_take_tells_floors_above(monkeypatch):
    told = []
    monkeypatch.setattr(waiting, "TAKEN", [lambda *given: told.append(given)])
    row, leader = make_waiting(cohort=make_cohort(), state="offered"), make_user()

    taken = waiting.take_for(waiting=row, at=SOON, by=leader)

    assert told == [(taken, taken.enrolment, SOON, leader)]


def test_decline_offers_the_place_to_the_next():
    cohort = make_cohort(capacity=1)
    first = make_waiting(cohort=cohort, state="offered")
    make_waiting(cohort=cohort)

    waiting.decline(waiting=first, at=SOON)

    assert states(cohort) == ["declined", "offered"]
    assert letters() == ["place_offered"]


def test_expired_offer_tells_the_person_and_goes_to_the_next():
    cohort = make_cohort(capacity=1)
    make_waiting(cohort=cohort, state="offered")
    make_waiting(cohort=cohort)

    ended = waiting.expire_offers(at=LATER)

    assert ended == 1
    assert states(cohort) == ["expired", "offered"]
    assert letters() == ["offer_expired", "place_offered"]
    assert waiting.expire_offers(at=LATER) == 0


def test_offer_cannot_be_taken_after_its_hour_even_before_it_is_ended():
    row = make_waiting(cohort=make_cohort(), state="offered")

    with pytest.raises(ValidationError) as refusal:
        waiting.take(waiting=row, at=NOW + timedelta(days=5))

    assert refusal.value.messages == ["The time to answer this offer is over."]


@pytest.mark.parametrize(("position", "order"), [(1, "CAB"), (2, "ACB"), (3, "ABC")])
def test_move_gives_another_number_and_closes_up(position, order):
    cohort, leader = full_cohort(), make_user()
    rows = {name: make_waiting(cohort=cohort) for name in "ABC"}
    if position == 3:
        rows["C"], rows["B"] = rows["B"], rows["C"]

    waiting.move(waiting=rows["C"], position=position, because="A new school", by=leader)

    line = WaitingPlace.objects.order_by("position")
    names = {row.pk: name for name, row in rows.items()}
    assert "".join(names[row.pk] for row in line) == order
    assert AuditEvent.objects.get().reason == "A new school"


def test_move_refuses_a_leader_who_saw_another_order():
    cohort = full_cohort()
    make_waiting(cohort=cohort)
    row = make_waiting(cohort=cohort)

    with pytest.raises(ValidationError) as refusal:
        waiting.move(waiting=row, position=1, because="x", seen=3, by=make_user())

    assert refusal.value.messages == [
        "The list changed meanwhile: Amina Khan is number 2 now."
        " Check the list and move them again."
    ]


def test_leave_closes_an_offer_and_passes_the_place_on():
    cohort = make_cohort(capacity=1)
    first = make_waiting(cohort=cohort, state="offered")
    make_waiting(cohort=cohort)

    waiting.leave(waiting=first, because="Has left the school", at=SOON, by=make_user())

    assert states(cohort) == ["left", "offered"]
    assert letters() == ["waiting_list_left", "place_offered"]


def test_place_by_another_door_ends_the_waiting():
    cohort = make_cohort(capacity=5)
    elsewhere = make_cohort(programme=cohort.programme)
    row = make_waiting(cohort=cohort)
    other = make_waiting(cohort=elsewhere, participant=row.participant)

    place = enrolments.enrol(
        participant=row.participant, cohort=cohort, joined_on=date(2026, 10, 5), at=NOW, by=None
    )

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.enrolment, other.state) == ("taken", place, "left")


def test_cohorts_with_a_free_place_and_people_waiting_are_found():
    full, free = full_cohort(), make_cohort(capacity=2)
    make_enrolment(cohort=free)
    for cohort in (full, free):
        make_waiting(cohort=cohort)

    assert waiting.offer_everywhere(at=NOW) == 1
    assert (states(full), states(free)) == (["waiting"], ["offered"])
