"""Fifty people at once for twenty places: never one too many, by whichever door."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from participants.actions import enrolments, places
from participants.models import Enrolment, Participant
from participants.rules.enrolments import Entry
from programmes.models import ChangeReason, Cohort
from tests.factories.accounts import NOW
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_programme

CROWD = 50
PLACES = 20
DAY = date(2026, 10, 5)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(doors: list[Callable[[], object]]) -> Counter[str]:
    """Go through all doors in the same moment; count what came of it."""
    barrier = Barrier(len(doors))

    def go(door: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            return str(door())
        except ValidationError as refusal:
            return refusal.messages[0].partition(":")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doors)) as pool:
        return Counter(pool.map(go, doors))


def taken(cohort: Cohort) -> int:
    return Enrolment.objects.filter(cohort=cohort).holding_a_place().count()


def enrol(cohort: Cohort, person: Participant) -> str:
    enrolments.enrol(participant=person, cohort=cohort, joined_on=DAY, at=NOW, by=None)
    return "enrolled"


def admit(cohort: Cohort, number: int) -> str:
    entry = Entry(full_name="Tom Reed", email=f"reed{number}@example.org")
    [answer] = enrolments.enrol_many(cohort=cohort, entries=[entry], joined_on=DAY, at=NOW, by=None)
    return str(answer.outcome)


def test_every_door_at_once_takes_exactly_the_places_there_are() -> None:
    cohort = make_cohort(capacity=PLACES)
    crowd = [make_participant() for _ in range(20)]
    deferred = [make_enrolment(cohort=cohort, status="deferred") for _ in range(10)]
    doors: list[Callable[[], object]] = [
        *(lambda person=person: enrol(cohort, person) for person in crowd),
        *(lambda number=number: admit(cohort, number) for number in range(20)),
        *(
            lambda place=place: enrolments.resume(enrolment=place, on=DAY, at=NOW, by=None)
            for place in deferred
        ),
    ]

    at_once(doors)

    assert taken(cohort) == PLACES


def test_places_freed_meanwhile_are_never_given_twice() -> None:
    cohort = make_cohort(capacity=PLACES)
    leaving = [make_enrolment(cohort=cohort) for _ in range(10)]
    crowd = [make_participant() for _ in range(30)]
    reason = ChangeReason.objects.create(kind="withdrawal", code="x", label="X", position=1)
    doors: list[Callable[[], object]] = [
        *(
            lambda place=place: enrolments.withdraw(
                enrolment=place, reason=reason, on=DAY, at=NOW, by=None
            )
            for place in leaving
        ),
        *(lambda person=person: enrol(cohort, person) for person in crowd),
    ]

    outcome = at_once(doors)

    assert Enrolment.objects.filter(status="withdrawn").count() == 10
    assert taken(cohort) == outcome["enrolled"] <= PLACES


def test_one_person_wanted_by_many_cohorts_gets_one_place_on_the_programme() -> None:
    programme, person = make_programme(), make_participant()
    cohorts = [make_cohort(programme=programme) for _ in range(20)]

    outcome = at_once([lambda cohort=cohort: enrol(cohort, person) for cohort in cohorts])

    assert outcome["enrolled"] == 1
    assert Enrolment.objects.count() == 1


def test_one_new_address_in_many_lists_at_once_becomes_one_person() -> None:
    cohorts = [make_cohort() for _ in range(20)]

    outcome = at_once([lambda cohort=cohort: admit(cohort, 1) for cohort in cohorts])

    assert outcome == {"enrolled": 1, "refused": 19}
    assert (Participant.objects.count(), Enrolment.objects.count()) == (1, 1)


@pytest.mark.postgres
def test_without_the_lock_places_are_oversold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "lock", lambda cohort: Cohort.objects.get(pk=cohort.pk))

    for _ in range(5):
        cohort = make_cohort(capacity=PLACES)
        crowd = [make_participant() for _ in range(CROWD)]
        at_once([lambda cohort=cohort, p=p: enrol(cohort, p) for p in crowd])
        if taken(cohort) > PLACES:
            return

    pytest.fail("the control never oversold, so these tests prove nothing")
