"""What ought to happen to places, told in plain Python beside the actions: no database, no Django.

Each method is one action. It raises `Refused` before it has changed anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

OPEN = ("active", "deferred")
TAKES_A_PLACE = ("active", "completed")
LEFT = ("withdrawn", "transferred")
LEADS_TO = {
    "active": ("deferred", "withdrawn", "completed", "transferred"),
    "deferred": ("active", "withdrawn", "transferred"),
    "withdrawn": ("active",),
    "completed": (),
    "transferred": ("active",),
}
OFFER_LASTS = timedelta(days=5)


class Refused(Exception):
    """The rules do not allow it."""


def refuse_if(*obstacles: object) -> None:
    if any(obstacles):
        raise Refused


@dataclass(eq=False)
class Room:
    """A cohort."""

    key: int
    programme: int
    capacity: int
    starts_on: date
    ends_on: date


@dataclass(eq=False)
class Person:
    """A record of somebody; `into` is the record that it was merged into."""

    name: str
    email: str
    trn: str
    into: "Person | None" = None

    @property
    def standing(self) -> "Person":
        return self.into or self

    def is_called(self, name: str, trn: str) -> bool:
        if trn and self.trn:
            return trn == self.trn
        return bool(set(name.lower().split()) & set(self.name.lower().split()))


@dataclass(eq=False)
class Place:
    person: Person
    room: Room
    joined_on: date
    changed_on: date
    status: str = "active"
    left_on: date | None = None
    attended_on: date | None = None
    is_handed_over: bool = False
    # How often something was written about it.
    version: int = 1


@dataclass(eq=False)
class Turn:
    """Somebody's turn on a waiting list."""

    person: Person
    room: Room
    position: int
    state: str = "waiting"
    ends_at: datetime = datetime.min

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "offered")


@dataclass
class PlainPlaces:
    """All places and waiting lists, and who is who."""

    at: datetime
    rooms: list[Room]
    people: list[Person] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.at.date()

    # What is asked.

    def taken(self, room: Room) -> int:
        held = [p for p in self.places if p.room is room and p.status in TAKES_A_PLACE]
        return len(held) + len([t for t in self.turns if t.room is room and t.state == "offered"])

    def place_of(self, person: Person, room: Room) -> Place | None:
        return next((p for p in self.places if p.person is person and p.room is room), None)

    def open_places(self, person: Person, programme: int) -> list[Place]:
        mine = [p for p in self.places if p.person is person and p.room.programme == programme]
        return [p for p in mine if p.status in OPEN]

    def line(self, room: Room) -> list[Turn]:
        waiting = [t for t in self.turns if t.room is room and t.state == "waiting"]
        return sorted(waiting, key=lambda turn: turn.position)

    def _is_closed(self, room: Room, on: date) -> bool:
        return self.taken(room) >= room.capacity or on > room.ends_on

    # What every change has in common.

    def _check(self, place: Place, status: str, on: date) -> None:
        refuse_if(
            status not in LEADS_TO[place.status],
            on > max(self.today, place.joined_on),
            on < max(place.joined_on, place.changed_on),
            status != "active" and place.attended_on and on < place.attended_on,
        )

    def _step(self, place: Place, status: str, on: date) -> None:
        self._check(place, status, on)
        place.status, place.changed_on, place.is_handed_over = status, on, False
        place.left_on = None if status == "active" else on
        place.version += 1
        if status == "active":
            self._end_turns(place)

    def _give(self, person: Person, room: Room, on: date) -> None:
        self.places.append(Place(person, room, on, on))
        self._end_turns(self.places[-1])

    def _end_turns(self, place: Place) -> None:
        for turn in self.turns:
            same = turn.room.programme == place.room.programme
            if turn.is_open and turn.person is place.person and same:
                turn.state = "taken" if turn.room is place.room else "left"

    def offer(self, room: Room) -> None:
        free = room.capacity - self.taken(room)
        if self.today > room.ends_on or free <= 0:
            return
        for turn in [t for t in self.line(room) if not self._is_placed(t)][:free]:
            turn.state, turn.ends_at = "offered", self.at + OFFER_LASTS

    def _is_placed(self, turn: Turn) -> bool:
        held = self.open_places(turn.person, turn.room.programme)
        return any(p.room is not turn.room or p.status != "deferred" for p in held)

    # Doors to a place.

    def enrol(self, person: Person, room: Room, on: date) -> None:
        refuse_if(
            self._is_closed(room, on),
            person.into,
            self.place_of(person, room),
            self.open_places(person, room.programme),
        )
        self._give(person, room, on)

    def enrol_many(
        self, entries: Iterable[tuple[str, str, str]], room: Room, on: date
    ) -> list[str]:
        known, seen, answers = list(self.people), set[str | Person](), list[str]()
        # An offer of one of them counts until all have their places.
        taken = self.taken(room)
        for name, email, trn in entries:
            person, answer = self._judge(known, seen, room, (name, email, trn))
            seen |= {person} if person and not answer else set()
            if not answer and (taken >= room.capacity or on > room.ends_on):
                answer = "refused"
            if not answer:
                taken += 1
                if person is None:
                    person = Person(name, email, trn)
                    self.people.append(person)
                self._give(person, room, on)
            seen |= {email, trn} - {""}
            answers.append(answer or "enrolled")
        return answers

    def take_in(self, rows: Iterable[tuple[str, str, str]], room: Room, on: date) -> list[str]:
        """Enrol from a file: a row that repeats an address or a TRN is not asked about further."""
        seen, single, marks = set[str](), list[tuple[str, str, str]](), list[bool]()
        for row in rows:
            marks.append(bool(seen & {*row[1:]} - {""}))
            seen |= {*row[1:]}
            single += [] if marks[-1] else [row]
        answers = iter(self.enrol_many(single, room, on))
        return ["refused" if is_double else next(answers) for is_double in marks]

    def _judge(
        self, known: list[Person], seen: set[str | Person], room: Room, entry: tuple[str, str, str]
    ) -> tuple[Person | None, str]:
        name, email, trn = entry
        record = next((p for p in known if p.email == email), None)
        by_trn = next((p for p in known if trn and p.trn == trn), None)
        if email in seen:
            return None, "already-there"
        if self._is_another(record, by_trn, name, trn) or trn in seen:
            return None, "refused"
        person = record and record.standing
        if person and (person in seen or self.place_of(person, room)):
            return person, "already-there"
        if person and self.open_places(person, room.programme):
            return person, "refused"
        return person, ""

    def _is_another(
        self, record: Person | None, by_trn: Person | None, name: str, trn: str
    ) -> bool:
        if record and not record.is_called(name, trn):
            return True
        return bool(by_trn and (record is None or by_trn.standing is not record.standing))

    def take_over(self, entry: tuple[str, str, str], room: Room, on: date) -> None:
        name, email, trn = entry
        back = next((p for p in self.places if p.room is room and p.person.email == email), None)
        if not (back and back.is_handed_over):
            refuse_if(self._outcome(entry, room, on) != "enrolled")
            self.enrol_many([entry], room, on)
            return
        refuse_if(
            back.person.into,
            not back.person.is_called(name, trn),
            self._is_closed(room, on),
            self.open_places(back.person, room.programme),
        )
        self._step(back, "active", on)

    def _outcome(self, entry: tuple[str, str, str], room: Room, on: date) -> str:
        _, answer = self._judge(self.people, set(), room, entry)
        return answer or ("refused" if self._is_closed(room, on) else "enrolled")

    # Changes of a place.

    def change(self, place: Place, status: str, on: date) -> None:
        refuse_if(place.person.into)
        self._step(place, status, on)
        if status != "completed":
            self.offer(place.room)

    def defer(self, place: Place, on: date, returns_on: date | None) -> None:
        refuse_if(returns_on is not None and returns_on <= on)
        self.change(place, "deferred", on)

    def hand_over(self, place: Place, on: date) -> None:
        self.change(place, "transferred", on)
        place.is_handed_over = True

    def resume(self, place: Place, on: date) -> None:
        others = self.open_places(place.person, place.room.programme)
        refuse_if(
            place.person.into,
            place.status == "transferred",
            self._is_closed(place.room, on),
            [other for other in others if other is not place],
        )
        self._step(place, "active", on)

    def transfer(self, place: Place, room: Room, on: date) -> None:
        there = self.place_of(place.person, room)
        refuse_if(
            place.person.into,
            room is place.room or room.programme != place.room.programme,
            self._is_closed(room, on),
            there and there.left_on and on < there.left_on,
        )
        self._check(place, "transferred", on)
        if there:
            self._check(there, "active", on)
        self._step(place, "transferred", on)
        if there:
            self._step(there, "active", on)
        else:
            self._give(place.person, room, on)
        self.offer(place.room)

    def set_capacity(self, room: Room, capacity: int) -> None:
        refuse_if(capacity < room.capacity and capacity < self.taken(room))
        room.capacity = capacity

    def attend(self, room: Room, on: date, people: Iterable[str]) -> None:
        there = [p for p in self.places if p.room is room and p.person.email in people]
        for place in there:
            place.attended_on, place.version = on, place.version + 1

    # Waiting lists.

    def _may_wait(self, person: Person, room: Room) -> Place | None:
        here = self.place_of(person, room)
        others = self.open_places(person, room.programme)
        refuse_if(
            person.into,
            self.today > room.ends_on,
            here and here.status not in ("deferred", "withdrawn"),
            [other for other in others if other is not here],
        )
        return here

    def join(self, person: Person, room: Room) -> None:
        self._may_wait(person, room)
        mine = [t for t in self.turns if t.person is person and t.room is room]
        refuse_if(any(turn.is_open for turn in mine))
        last = max((turn.position for turn in self.line(room)), default=0)
        self.turns.append(Turn(person, room, last + 1))
        self.offer(room)

    def _answer(self, turn: Turn) -> None:
        refuse_if(turn.state != "offered" or turn.ends_at <= self.at)

    def take(self, turn: Turn) -> None:
        self._answer(turn)
        left = self._may_wait(turn.person, turn.room)
        if left:
            self._step(left, "active", self.today)
        else:
            self._give(turn.person, turn.room, max(self.today, turn.room.starts_on))

    def decline(self, turn: Turn) -> None:
        self._answer(turn)
        turn.state = "declined"
        self.offer(turn.room)

    def leave(self, turn: Turn) -> None:
        refuse_if(not turn.is_open)
        turn.state = "left"
        self.offer(turn.room)

    def move(self, turn: Turn, position: int) -> None:
        line = self.line(turn.room)
        refuse_if(turn not in line or not 1 <= position <= len(line))
        refuse_if(line[position - 1] is turn)
        line.remove(turn)
        line.insert(position - 1, turn)
        for number, each in enumerate(line, start=1):
            each.position = number

    def beat(self) -> None:
        ended = [t for t in self.turns if t.state == "offered" and t.ends_at <= self.at]
        for turn in ended:
            turn.state = "expired"
        for room in self.rooms:
            self.offer(room)
