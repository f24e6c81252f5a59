"""Two records made one, and parted again, in plain Python beside `duplicates`."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tests.participants.places_in_plain_python import (
    LEFT,
    OPEN,
    Person,
    Place,
    PlainPlaces,
    Turn,
    refuse_if,
)


@dataclass(eq=False)
class Union:
    """A merge, with what moved and how that stood afterwards."""

    kept: Person
    gone: Person
    before: tuple[Person, Person]
    after: tuple[tuple[str, str, str], ...]
    places: list[Place]
    turns: list[Turn]
    records: list[Person]
    # All that hung on the record that was kept.
    had: set[object]
    mark: object = None
    is_undone: bool = False


@dataclass
class Plain(PlainPlaces):
    """Everything: places, waiting lists, and merges of records."""

    unions: list[Union] = field(default_factory=list)

    def merge(self, kept: Person, gone: Person, theirs: Iterable[str]) -> None:
        refuse_if(kept is gone or kept.into or gone.into)
        self._refuse_clashes(kept, gone)
        union = Union(kept, gone, (replace(kept), replace(gone)), (), [], [], [], set())
        there = [p.room for p in self.places if p.person is kept]
        union.places = [p for p in self.places if p.person is gone and p.room not in there]
        union.turns = [t for t in self.turns if t.person is gone]
        union.records = [p for p in self.people if p.into is gone]
        for thing in (*union.places, *union.turns):
            thing.person = kept
        for record in union.records:
            record.into = kept
        for each in ("name", "email", "trn"):
            if each in theirs or not getattr(kept, each):
                mine = getattr(kept, each)
                setattr(kept, each, getattr(gone, each))
                if each != "name":
                    setattr(gone, each, mine)
        gone.into = kept
        union.after = tuple((p.name, p.email, p.trn) for p in (kept, gone))
        union.had, union.mark = self._all_of(kept), self._mark(union)
        self.unions.append(union)

    def _all_of(self, person: Person) -> set[object]:
        return {thing for thing in (*self.places, *self.turns) if thing.person is person}

    def _mark(self, union: Union) -> object:
        turns = [(t.person, t.state, t.position, t.ends_at) for t in union.turns]
        return [(p.person, p.version) for p in union.places], turns

    def _refuse_clashes(self, kept: Person, gone: Person) -> None:
        for mine in [p for p in self.places if p.person is kept]:
            for theirs in [p for p in self.places if p.person is gone]:
                if mine.room.programme == theirs.room.programme:
                    refuse_if(mine.status in OPEN and theirs.status in OPEN)
                if mine.room is theirs.room:
                    refuse_if(theirs.status not in LEFT and mine.status in (*LEFT, *OPEN))
        for one, other in ((kept, gone), (gone, kept)):
            for turn in [t for t in self.turns if t.is_open and t.person is one]:
                refuse_if(self.open_places(other, turn.room.programme))
                also = [t for t in self.turns if t.person is other and t.room is turn.room]
                refuse_if(any(t.is_open for t in also))

    def undo(self, union: Union) -> None:
        kept, gone = union.kept, union.gone
        later = self.unions[self.unions.index(union) + 1 :]
        refuse_if(
            union.is_undone or kept.into,
            any(each.kept is kept and not each.is_undone for each in later),
            tuple((p.name, p.email, p.trn) for p in (kept, gone)) != union.after,
            self._mark(union) != union.mark,
            self._all_of(kept) - union.had,
        )
        for thing in (*union.places, *union.turns):
            thing.person = gone
        for record in union.records:
            record.into = gone
        for person, was in zip((kept, gone), union.before, strict=True):
            person.name, person.email, person.trn, person.into = was.name, was.email, was.trn, None
        union.is_undone = True
