"""One step of the state machine: done in the product and in the plain model, and compared."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from accounts.models import AuditEvent, LeadProvider, User
from accounts.roles import Role
from participants.actions import enrolments, people
from participants.models import Enrolment, Participant, WaitingPlace
from participants.rules.enrolments import REASON_KINDS
from programmes.models import ChangeReason, Cohort, Group
from tests.factories.accounts import make_hub, make_lead_provider, make_member
from tests.factories.programmes import make_cohort, make_group, make_programme, make_qualification
from tests.participants import rows_watched as watched
from tests.participants.merges_in_plain_python import Plain
from tests.participants.places_in_plain_python import Person, Place, Refused, Room, Turn

BEGIN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# Some who are two records of one person, or look like it.
POOL = (
    ("Amina Khan", "amina@example.org", "1000001"),
    ("Tom Reed", "tom@example.org", ""),
    ("Grace Hill", "grace@example.org", "1000003"),
    ("KHAN Amina", "a.khan@example.org", ""),
    ("Thomas Reed", "reed@example.org", "1000006"),
    ("Noor Patel", "noor@example.org", ""),
    ("Amina Khan", "khan@school.example.org", "1000001"),
    ("Grace Hill-Patel", "hill@example.org", ""),
)
# So many are known when it begins, and some of them have places: who, in which cohort.
REGISTERED = 6
PLACED = ((0, 0), (1, 0), (2, 1))
T = TypeVar("T")


@dataclass
class World:
    """What stands before each example: hubs, cohorts, a leader, and nobody with a place."""

    leader: User
    cohorts: list[Cohort]
    groups: list[Group]
    reasons: dict[str, ChangeReason]
    other: LeadProvider


def make_world() -> World:
    """Make what the examples begin with; each is rolled back to this."""
    south = make_hub(name="South")
    other = make_programme(qualification=make_qualification(code="NPQH", title="Headship"))
    made = [
        make_cohort(name="North one", capacity=3, ends_on=(BEGIN + timedelta(90)).date()),
        make_cohort(name="North two", capacity=2, starts_on=(BEGIN + timedelta(30)).date()),
        make_cohort(name="South", capacity=2, hub=south),
        make_cohort(name="Heads", capacity=2, programme=other),
    ]
    world = World(
        leader=make_member(Role.HUB_LEADER),
        cohorts=made,
        groups=[make_group(cohort=cohort) for cohort in made],
        reasons={
            status: ChangeReason.objects.create(kind=kind, code="other", label="Other", position=1)
            for status, kind in REASON_KINDS.items()
        },
        other=make_lead_provider(name="Another provider"),
    )
    known = [
        people.register(full_name=name, email=email, trn=trn, by=world.leader)
        for name, email, trn in POOL[:REGISTERED]
    ]
    for who, where in PLACED:
        enrolments.enrol(
            participant=known[who],
            cohort=made[where],
            joined_on=BEGIN.date() - timedelta(20),
            at=BEGIN,
            by=world.leader,
        )
    return world


class PlacesStepByStep(RuleBasedStateMachine):
    """How a step is taken in both, and what must hold after it; the rules are in the subclass."""

    world: World
    ran: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.plain = Plain(BEGIN, [_room(cohort) for cohort in self.world.cohorts])
        self.plain.people += [Person(*each) for each in POOL[:REGISTERED]]
        for who, where in PLACED:
            on = self.day(-20)
            self.plain.enrol(self.plain.people[who], self.plain.rooms[where], on)
        self.rows = watched.all_rows()
        self.is_checked = False
        self.sessions = 0

    def teardown(self) -> None:
        self.ran["examples"] += 1
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # How a step is done, and looked at.

    def go(
        self, verb: str, foretell: Callable[[], Any], act: Callable[[], Any], *, may_be_silent=False
    ) -> None:
        """Do an action in both; both refuse, or both answer the same; and nothing else moved."""
        try:
            expected, is_allowed = foretell(), True
        except Refused:
            expected, is_allowed = None, False
        try:
            answer, is_done, why = act(), True, ""
        except ValidationError as refusal:
            answer, is_done, why = None, False, str(refusal.messages)
        assert is_done == is_allowed, (verb, why)
        assert expected in (None, answer)
        self.ran[f"{verb}{'' if is_done else ' refused'}"] += 1
        before, self.rows = self.rows, watched.all_rows()
        if not is_done:
            assert self.rows == before, f"{verb} was refused and left something behind"
            return
        self.is_checked = False
        events = {event["verb"] for event in watched.new_rows(AuditEvent, before, self.rows)}
        assert may_be_silent or verb in events, (verb, events)
        watched.check_past(before, self.rows)
        watched.check_steps_are_told(before, self.rows)
        if verb in ("participant.merged", "participant.parted"):
            watched.check_keys_alone_moved(before, self.rows)

    @invariant()
    def rows_hold(self) -> None:
        self.ran["looks"] += 1
        if self.is_checked:
            return
        watched.check_places(self.rows)
        watched.check_histories(self.rows)
        self._compare(self.rows, self.plain)
        self.is_checked = True

    def _compare(self, rows: watched.Rows, plain: Plain) -> None:
        emails, found = {}, {}
        for row in rows[Participant._meta.label].values():
            one = watched.told(Participant, row)
            emails[one["id"]] = one["email"]
            found[one["email"]] = one["full_name"], one["trn"], one["merged_into_id"]
        into = {p.email: p.into and p.into.email for p in plain.people}
        assert {e: (n, t, emails.get(i)) for e, (n, t, i) in found.items()} == {
            p.email: (p.name, p.trn, into[p.email]) for p in plain.people
        }
        places = [watched.told(Enrolment, row) for row in rows[Enrolment._meta.label].values()]
        assert Counter(
            (emails[p["participant_id"]], p["cohort_id"], p["status"], p["joined_on"], p["left_on"])
            for p in places
        ) == Counter(
            (p.person.email, p.room.key, p.status, p.joined_on, p.left_on) for p in plain.places
        )
        turns = [watched.told(WaitingPlace, r) for r in rows[WaitingPlace._meta.label].values()]
        assert Counter(
            (emails[t["participant_id"]], t["cohort_id"], t["state"], t["position"]) for t in turns
        ) == Counter((t.person.email, t.room.key, t.state, t.position) for t in plain.turns)

    # What the rules choose among.

    def place(self, number: int, *likely: str) -> tuple[Place, Enrolment]:
        chosen = _pick(self.plain.places, number, lambda place: place.status in likely)
        found = Enrolment.objects.select_related("cohort__hub", "participant")
        return chosen, found.get(participant__email=chosen.person.email, cohort=chosen.room.key)

    def places_that_are(self, *statuses: str) -> list[Place]:
        return [place for place in self.plain.places if place.status in statuses]

    def person(self, number: int, *likely: Person) -> tuple[Person, Participant]:
        def is_likely(person: Person) -> bool:
            return person in likely if likely else not person.into

        chosen = _pick(self.plain.people, number, is_likely)
        return chosen, Participant.objects.get(email=chosen.email)

    def entry(self, number: int) -> tuple[str, str, str]:
        """Return somebody as a list names them; those of merged records by any of theirs."""
        merged = [p for union in self.plain.unions for p in (union.kept, union.gone)]
        named = [(person.name, person.email, person.trn) for person in merged]
        return _pick([*POOL, *named], number, lambda each: each in named)

    def turns_that_are(self, *states: str) -> list[Turn]:
        return [turn for turn in self.plain.turns if turn.state in states]

    def waiting_in_line(self) -> list[Turn]:
        """Return who waits with somebody else before or behind."""
        lines = [self.plain.line(room) for room in self.plain.rooms]
        return [turn for line in lines for turn in line if len(line) > 1]

    def turn(self, number: int, *likely: Turn) -> tuple[Turn, WaitingPlace]:
        chosen = _pick(self.plain.turns, number, lambda turn: turn in likely)
        same = [turn for turn in self.plain.turns if _is_alike(turn, chosen)]
        rows = WaitingPlace.objects.filter(
            participant__email=chosen.person.email, cohort=chosen.room.key, state=chosen.state
        )
        return chosen, rows.order_by("pk")[same.index(chosen)]

    def room(self, number: int, *likely: Room) -> tuple[Room, Cohort, int]:
        chosen = _pick(self.plain.rooms, number, lambda room: room in likely)
        at = self.plain.rooms.index(chosen)
        return chosen, self.world.cohorts[at], at

    def full_rooms(self) -> list[Room]:
        return [room for room in self.plain.rooms if self.plain.taken(room) >= room.capacity]

    def placeless(self) -> list[Person]:
        """Return who could want a place: they have none, and do not wait."""
        placed = [place.person for place in self.places_that_are("active", "deferred", "completed")]
        waiting = [turn.person for turn in self.turns_that_are("waiting", "offered")]
        known = [person for person in self.plain.people if not person.into]
        return [person for person in known if person not in (*placed, *waiting)]

    def room_among(self, number: int, *allowed: Room) -> tuple[Room, Cohort]:
        chosen = allowed[number % len(allowed)]
        return chosen, self.world.cohorts[self.plain.rooms.index(chosen)]

    def rooms_under_way(self) -> list[Room]:
        today = self.plain.today
        return [room for room in self.plain.rooms if room.starts_on <= today <= room.ends_on]

    def rooms_beside(self, place: Place) -> list[Room]:
        """Return where somebody could go on."""
        others = [room for room in self.plain.rooms if room is not place.room]
        return [room for room in others if room.programme == place.room.programme]

    def rooms_of_the_hub(self) -> list[Room]:
        acting = self.world.leader.acting
        ours = {c.pk for c in self.world.cohorts if acting and c.hub_id == acting.hub_id}
        return [room for room in self.plain.rooms if room.key in ours]

    def day(self, days: int, place: Place | None = None) -> date:
        """Return a day near today, or near the first day of a place that has not begun."""
        return max(self.plain.today, place.joined_on if place else self.plain.today) + timedelta(
            days
        )

    @property
    def frame(self) -> dict[str, Any]:
        return {"at": self.plain.at, "by": self.world.leader}


def _pick(things: list[T], number: int, is_likely: Callable[[T], bool]) -> T:
    """Choose mostly among those with which something can be done."""
    likely = [thing for thing in things if is_likely(thing)]
    among = likely if likely and number % 8 else things
    return among[number // 8 % len(among)]


def _is_alike(turn: Turn, other: Turn) -> bool:
    same = turn.person is other.person and turn.room is other.room
    return same and turn.state == other.state


def _room(cohort: Cohort) -> Room:
    return Room(cohort.pk, cohort.programme_id, cohort.capacity, cohort.starts_on, cohort.ends_on)
