"""Many transfers at once into the last places, and reminders by many workers at once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from accounts.models import Message
from participants.actions import deferrals, enrolments, places
from participants.models import Deferral, DeferralNotice, Enrolment
from programmes.models import Cohort
from tests.factories.accounts import NOW, make_hub
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort, make_programme
from tests.participants.test_races_enrolments import at_once, taken

DAY = date(2026, 10, 5)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def go(place: Enrolment, to: Cohort) -> str:
    enrolments.transfer(enrolment=place, cohort=to, on=DAY, at=NOW, by=None)
    return "transferred"


def transfers(leaving: list[Enrolment], to: Cohort) -> list[Callable[[], object]]:
    return [lambda place=place: go(place, to) for place in leaving]


def told(outcome: Counter[str]) -> list[int]:
    """Return how many were transferred, and how many were not."""
    return [outcome["transferred"], outcome.total() - outcome["transferred"]]


def test_two_transfers_into_the_last_place_take_it_once(db: None) -> None:
    programme = make_programme()
    to = make_cohort(programme=programme, capacity=1)
    leaving = [make_enrolment(cohort=make_cohort(programme=programme)) for _ in range(2)]

    outcome = at_once(transfers(leaving, to))

    states = sorted(Enrolment.objects.values_list("status", flat=True))
    assert (told(outcome), taken(to)) == ([1, 1], 1)
    assert states == ["active", "active", "transferred"]


def test_transfers_there_and_back_between_two_cohorts_never_wait_in_a_circle(db: None) -> None:
    programme = make_programme()
    left, right = (make_cohort(programme=programme, capacity=20) for _ in range(2))
    doors = transfers([make_enrolment(cohort=left) for _ in range(8)], right)
    doors += transfers([make_enrolment(cohort=right) for _ in range(8)], left)

    outcome = at_once(doors)

    assert (outcome, taken(left), taken(right)) == ({"transferred": 16}, 8, 8)


def test_one_person_wanted_by_many_cohorts_goes_to_one(db: None) -> None:
    place = make_enrolment()
    cohorts = [make_cohort(programme=place.programme) for _ in range(10)]

    outcome = at_once([lambda to=to: go(place, to) for to in cohorts])

    assert told(outcome) == [1, 9]
    assert Enrolment.objects.filter(status="active").count() == 1


def test_many_workers_at_once_write_each_reminder_once(db: None) -> None:
    hub = make_hub()
    cohort = make_cohort(hub=hub)
    for _ in range(5):
        place = make_enrolment(cohort=cohort, status="deferred")
        Deferral.objects.create(enrolment=place, deferred_on=DAY, returns_on=date(2027, 6, 1))
    at = datetime(2027, 5, 18, 12, tzinfo=UTC)

    outcome = at_once([lambda: deferrals.remind(hub=hub, at=at) for _ in range(8)])

    assert outcome == {"10": 1, "0": 7}
    assert (DeferralNotice.objects.count(), Message.objects.count()) == (10, 5)


@pytest.mark.postgres
def test_without_the_lock_transfers_oversell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "lock", lambda cohort: Cohort.objects.get(pk=cohort.pk))

    for _ in range(10):
        programme = make_programme()
        to = make_cohort(programme=programme, capacity=2)
        leaving = [make_enrolment(cohort=make_cohort(programme=programme)) for _ in range(12)]
        at_once(transfers(leaving, to))
        if taken(to) > to.capacity:
            return

    pytest.fail("the control never oversold, so these tests prove nothing")
