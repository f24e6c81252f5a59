"""A full cohort of the demo world with people who wait for a place, and what came of offers."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

from accounts import audit
from accounts.models import School
from participants.actions import waiting
from participants.models import WaitingPlace
from participants.queries.enrolments import places_taken
from programmes.actions import cohorts
from quality.demo import plan
from quality.demo.people import Person
from quality.demo.teaching import Taught, moment

# The youngest cohort of the hub whose leader one can sign in as.
FULL = plan.COHORTS[plan.NIOT][6]
PEOPLE = 14
# So many of them take an offer: the cohort is planned smaller by as many.
TAKERS = 2


def let_people_wait(
    taught: Sequence[Taught],
    invented: Iterator[Person],
    schools: dict[str, list[School]],
    *,
    today: date,
) -> None:
    """Fill the cohort, let people wait for it, and tell three weeks of offers up to today."""
    full = next((each for each in taught if each.plan == FULL), None)
    if full is None:
        return
    _Story(full, today).tell(list(islice(invented, PEOPLE)), schools[FULL.hub])


class _Story:
    """What the leader and the people on the list did, day by day."""

    def __init__(self, full: Taught, today: date) -> None:
        self.cohort, self.leader, self.today = full.cohort, full.leader, today

    def tell(self, people: list[Person], schools: list[School]) -> None:
        self.set_capacity(places_taken(self.cohort), days_ago=22)
        rows = [
            self.join(person, school, days_ago=21 - number)
            for number, (person, school) in enumerate(zip(people, schools, strict=False))
        ]
        taker, decliner, silent, leaver, heard, *_, late = rows
        # One place more each time: offered to the first, who takes it, declines, or is not heard.
        self.open_a_place(days_ago=7)
        at = self.at(7, hour=13)
        with audit.dated(at):
            waiting.take(waiting=taker, at=at)
        self.open_a_place(days_ago=7, hour=14)
        at = self.at(7, hour=17)
        with audit.dated(at):
            waiting.decline(waiting=decliner, at=at)
        at = self.at(6, hour=10)
        with audit.dated(at):
            because = "Has moved to a school in another region"
            waiting.leave(waiting=leaver, because=because, at=at, by=self.leader)
        at = self.at(5, hour=15)
        with audit.dated(at):
            because = "Becomes head of behaviour in January"
            waiting.move(waiting=late, position=3, because=because, by=self.leader)
        self.expire(silent)
        at = self.at(1, hour=10)
        with audit.dated(at):
            waiting.take_for(waiting=heard, at=at, by=self.leader)
        self.open_a_place(days_ago=1, hour=15)

    def join(self, person: Person, school: School, *, days_ago: int) -> WaitingPlace:
        at = self.at(days_ago, hour=11)
        with audit.dated(at):
            return waiting.join_by_details(
                cohort=self.cohort,
                full_name=person.full_name,
                email=person.email,
                trn=person.trn,
                school=school,
                is_funded=True,
                at=at,
                by=self.leader,
            )

    def open_a_place(self, *, days_ago: int, hour: int = 9) -> None:
        self.cohort.refresh_from_db()
        at = self.set_capacity(self.cohort.capacity + 1, days_ago=days_ago, hour=hour)
        with audit.dated(at):
            waiting.offer_free_places(cohort=self.cohort, at=at)

    def expire(self, silent: WaitingPlace) -> None:
        """Let the beat come when the offer is over; the next in order is offered the place."""
        silent.refresh_from_db()
        at = silent.offer_ends_at or self.at(1, hour=17)
        with audit.dated(at):
            waiting.expire_offers(at=at)

    def set_capacity(self, capacity: int, *, days_ago: int, hour: int = 9) -> datetime:
        at = self.at(days_ago, hour=hour)
        facts = {name: getattr(self.cohort, name) for name in cohorts.FACTS}
        facts |= {"capacity": capacity, "by": self.leader}
        with audit.dated(at):
            cohorts.change(cohort=self.cohort, **facts)
        return at

    def at(self, days_ago: int, *, hour: int) -> datetime:
        return moment(self.today - timedelta(days=days_ago), time(hour))
