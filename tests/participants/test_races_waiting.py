"""Twenty rounds at every door to a place: held and offered places never exceed the capacity."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from accounts.models import Message
from participants.actions import enrolments, places, waiting
from participants.models import Enrolment, Participant, StatusChange, WaitingPlace
from participants.queries.enrolments import places_taken
from participants.rules.enrolments import Entry
from programmes.actions import cohorts
from programmes.models import ChangeReason, Cohort
from tests.factories.accounts import NOW
from tests.factories.participants import make_enrolment, make_participant, make_waiting
from tests.factories.programmes import make_cohort
from tests.races import Crowd

ROUNDS, CROWD, PLACES = 20, 50, 20
DAY = date(2026, 10, 5)
Door = Callable[[], object]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with Crowd(CROWD) as crowd:
        yield crowd


def enrol(cohort: Cohort, person: Participant) -> str:
    enrolments.enrol(participant=person, cohort=cohort, joined_on=DAY, at=NOW, by=None)
    return "enrolled"


def test_fifty_at_once_take_exactly_twenty_places_in_every_round(crowd: Crowd) -> None:
    outcomes: Counter[str] = Counter()

    for _ in range(ROUNDS):
        cohort = make_cohort(capacity=PLACES)
        people = [make_participant() for _ in range(CROWD)]
        outcomes += crowd.go([lambda p=person, c=cohort: enrol(c, p) for person in people])
        assert places_taken(cohort) == PLACES
        assert StatusChange.objects.filter(enrolment__cohort=cohort).count() == PLACES

    assert outcomes == {
        "enrolled": ROUNDS * PLACES,
        "The cohort is full": ROUNDS * (CROWD - PLACES),
    }


@dataclass
class Scene:
    """A cohort with one place free of twenty, three on offer and five people waiting."""

    cohort: Cohort
    elsewhere: Cohort
    reason: ChangeReason

    @classmethod
    def begin(cls) -> "Scene":
        cohort = make_cohort(capacity=PLACES)
        elsewhere = make_cohort(programme=cohort.programme, hub=cohort.hub)
        reason, _ = ChangeReason.objects.get_or_create(
            kind="withdrawal", code="x", defaults={"label": "X", "position": 1}
        )
        return cls(cohort, elsewhere, reason)

    def doors(self) -> list[Door]:
        return [
            *self.of_people(),
            *self.of_places(),
            *self.of_offers(),
            *self.of_leaders(),
        ]

    def of_people(self) -> list[Door]:
        people = [make_participant() for _ in range(8)]
        waits = make_waiting(cohort=self.cohort).participant
        there = [make_enrolment(cohort=self.elsewhere) for _ in range(6)]
        return [
            lambda: enrol(self.cohort, waits),
            *(lambda p=person: enrol(self.cohort, p) for person in people),
            *(lambda k=number: self.take_in(k) for number in range(5)),
            *(lambda e=place: self.transfer(e) for place in there),
        ]

    def of_places(self) -> list[Door]:
        held = [make_enrolment(cohort=self.cohort) for _ in range(16)]
        paused = [make_enrolment(cohort=self.cohort, status="deferred") for _ in range(6)]
        return [
            *(lambda e=place: self.withdraw(e) for place in held[:6]),
            *(lambda e=place: self.resume(e) for place in paused),
        ]

    def of_offers(self) -> list[Door]:
        offers = [make_waiting(cohort=self.cohort, state="offered") for _ in range(3)]
        for _ in range(4):
            make_waiting(cohort=self.cohort)
        return [
            lambda: self.take(offers[0]),
            lambda: self.take(offers[0]),
            lambda: self.take(offers[1]),
            lambda: waiting.decline(waiting=offers[1], at=NOW).state,
            lambda: waiting.decline(waiting=offers[2], at=NOW).state,
            lambda: waiting.expire_offers(at=NOW + timedelta(days=5)),
            lambda: waiting.offer_everywhere(at=NOW),
            lambda: waiting.offer_free_places(cohort=self.cohort, at=NOW),
        ]

    def of_leaders(self) -> list[Door]:
        return [
            *(lambda: self.join() for _ in range(4)),
            *(lambda n=number: self.resize(n) for number in (18, 19, 20, 21, 22, 23)),
        ]

    def take_in(self, number: int) -> object:
        entries = [
            Entry(full_name="Tom Reed", email=f"reed{self.cohort.pk}-{number}-{k}@example.org")
            for k in range(3)
        ]
        given = {"joined_on": DAY, "at": NOW, "by": None}
        answers = enrolments.enrol_many(cohort=self.cohort, entries=entries, **given)
        return [answer.outcome for answer in answers]

    def transfer(self, place: Enrolment) -> str:
        enrolments.transfer(enrolment=place, cohort=self.cohort, on=DAY, at=NOW, by=None)
        return "transferred"

    def withdraw(self, place: Enrolment) -> str:
        enrolments.withdraw(enrolment=place, reason=self.reason, on=DAY, at=NOW, by=None)
        return "withdrawn"

    def resume(self, place: Enrolment) -> str:
        enrolments.resume(enrolment=place, on=DAY, at=NOW, by=None)
        return "resumed"

    def take(self, offer: WaitingPlace) -> str:
        return waiting.take(waiting=offer, at=NOW).state

    def join(self) -> str:
        person = make_participant()
        return waiting.join(cohort=self.cohort, participant=person, at=NOW, by=None).state

    def resize(self, capacity: int) -> str:
        facts = {name: getattr(self.cohort, name) for name in cohorts.FACTS}
        facts |= {"capacity": capacity}
        cohorts.change(cohort=self.cohort, by=None, **facts)
        return "resized"


def test_all_doors_at_once_never_hold_and_offer_more_than_there_is(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        scene = Scene.begin()
        doors = scene.doors()

        crowd.go([*doors, *([scene.join] * (CROWD - len(doors)))])

        cohort = Cohort.objects.get(pk=scene.cohort.pk)
        assert places_taken(cohort) <= cohort.capacity
        waiting.offer_free_places(cohort=cohort, at=NOW)
        rows = WaitingPlace.objects.filter(cohort=cohort)
        assert places_taken(cohort) == cohort.capacity or not rows.filter(state="waiting")
        placed = Enrolment.objects.filter(cohort=cohort, status__in=Enrolment.OPEN)
        assert not rows.open().filter(participant__in=placed.values("participant"))
        assert rows.filter(state="taken", enrolment=None).count() == 0


def test_one_offer_pressed_fifty_times_gives_one_place(crowd: Crowd) -> None:
    for _ in range(3):
        offer = make_waiting(cohort=make_cohort(capacity=1), state="offered")

        outcome = crowd.go([lambda o=offer: waiting.take(waiting=o, at=NOW).state] * CROWD)

        assert outcome == {"taken": 1, "This offer has been answered.": CROWD - 1}
        assert offer.cohort.enrolments.count() == 1


def test_two_workers_end_and_make_each_offer_once() -> None:
    late = NOW + timedelta(days=5)
    with Crowd(2) as workers:
        for _ in range(ROUNDS):
            Message.objects.all().delete()
            listed = make_cohort(capacity=3)
            for state in ("offered", "offered", "waiting", "waiting", "waiting", "waiting"):
                make_waiting(cohort=listed, state=state)

            ended = workers.go([lambda: waiting.expire_offers(at=late)] * 2)
            workers.go([lambda: waiting.offer_everywhere(at=late)] * 2)

            kinds = Counter(Message.objects.values_list("kind", flat=True))
            assert kinds == {"offer_expired": 2, "place_offered": 3}
            assert sum(int(count) * times for count, times in ended.items()) == 2


@pytest.mark.postgres
def test_without_the_lock_offers_and_places_are_oversold(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "lock", lambda cohort: Cohort.objects.get(pk=cohort.pk))

    for _ in range(ROUNDS):
        cohort = make_cohort(capacity=PLACES)
        for _ in range(10):
            make_waiting(cohort=cohort)
        people = [make_participant() for _ in range(CROWD - 10)]
        offering = [lambda c=cohort: waiting.offer_free_places(cohort=c, at=NOW)] * 10
        crowd.go([*(lambda p=person, c=cohort: enrol(c, p) for person in people), *offering])
        if places_taken(cohort) > PLACES:
            return

    pytest.fail("the control never oversold, so these tests prove nothing")
