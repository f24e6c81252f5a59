"""Which people a page of the list shows, by their keys: narrowed, searched, in an order, cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from participants.queries import risk, search
from participants.queries.among import among, select
from participants.queries.risk import Risk
from participants.rules.risk import Level

# The columns a list can be sorted by, each with what it orders by before name and key.
ORDERS = {
    "name": "",
    "email": "p.email",
    # Whoever has none comes last; a letter stands behind every digit.
    "trn": "COALESCE(NULLIF(p.trn, ''), 'X')",
    "school": "s.name",
    "cohort": "f.first",
    "status": "f.first",
    "risk": "",
    "added": "p.created_at",
}
# What of a place is ordered by; of several that fit, the first counts.
_OF_A_PLACE = {"cohort": "x.name", "status": "e.status"}
_SCHOOL = "LEFT JOIN accounts_school s ON s.id = p.school_id"
_PEOPLE = """
    FROM participants_participant p {join}
    WHERE {matching} EXISTS (SELECT 1 FROM {places} AND e.participant_id = p.id)"""
_BY_PLACE = """
    FROM (SELECT e.participant_id AS id, MIN({what}) AS first FROM {places}
        GROUP BY e.participant_id) f
    JOIN participants_participant p ON p.id = f.id WHERE {matching} p.id > 0"""


@dataclass(frozen=True, slots=True)
class PeopleScope:
    """The cohorts whose people the user may see, their keys with commas, and whose they are."""

    cohorts: str
    hubs: list[tuple[str, str]]
    programmes: list[tuple[str, str]]
    codes: dict[int, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list was narrowed to, of all that is in scope; keys of cohorts with commas.

    `risk` is a sign, a level or "any".
    """

    scope: PeopleScope
    cohorts: str
    today: date
    q: str = ""
    status: str = ""
    risk: str = ""

    def fits(self, found: Risk) -> bool:
        """Say whether the list asks for such a risk."""
        signs = (flag.sign for flag in found.flags)
        return self.risk in ("any", found.level) or self.risk in signs


@dataclass(frozen=True)
class PeopleKeys:
    """The keys of the people with a place that fits, in an order."""

    wanted: Wanted
    by: str
    descending: bool

    def count(self) -> int:
        """Count them; without a search the places alone tell it, in half the time."""
        places, values = self._places
        if not self.wanted.q:
            each = f"SELECT DISTINCT e.participant_id FROM {places}"
            return int(select(f"SELECT COUNT(*) FROM ({each}) one", values)[0][0])
        people, given = self._people()
        return int(select(f"SELECT COUNT(*) {people}", given)[0][0])

    def cut(self, start: int, size: int, *, backwards: bool = False) -> list[int]:
        """Return so many from a place on; backwards, from so many before the end of the list."""
        descending = self.descending != backwards
        if self.by != "risk":
            keys = self._cut(start, size, descending=descending)
        elif descending:
            total = self.count()
            last = max(0, total - start)
            keys = self._by_risk(max(0, last - size), min(size, last))[::-1]
        else:
            keys = self._by_risk(start, size)
        return keys[::-1] if backwards else keys

    def _cut(self, start: int, size: int, *, descending: bool) -> list[int]:
        if self.by in _OF_A_PLACE:
            people, values = self._by_place()
        else:
            people, values = self._people(join=_SCHOOL if self.by == "school" else "")
        return self._ordered(people, values, start, size, descending=descending)

    def _ordered(
        self,
        people: str,
        values: Sequence[str],
        start: int,
        size: int | None = None,
        *,
        descending: bool = False,
    ) -> list[int]:
        way = " DESC" if descending else ""
        order = (f"{each}{way}" for each in (ORDERS[self.by], "p.sort_name", "p.id") if each)
        sql, given = f"SELECT p.id {people} ORDER BY {', '.join(order)}", list(values)
        if size is not None:
            return [key for (key,) in select(f"{sql} LIMIT %s OFFSET %s", [*given, size, start])]
        return [key for (key,) in select(sql, given)]

    def _by_risk(self, start: int, size: int) -> list[int]:
        """Return the few at risk by their level, then all others; each part by name."""
        levels: dict[int, int] = {}
        for found in self._risks.values():
            if not self.wanted.risk or self.wanted.fits(found):
                level = Level.values.index(found.level)
                levels[found.participant] = min(level, levels.get(found.participant, level))
        at_risk, keys = _of(levels)
        first = self._ordered(*self._people(at_risk, keys), 0)
        first.sort(key=levels.__getitem__)
        after = max(0, start - len(first))
        shown = first[start : start + size]
        others = self._people(f"NOT ({at_risk})", keys)
        return shown + self._ordered(*others, after, size - len(shown))

    def _people(
        self, also: str = "", keys: str | None = None, *, join: str = ""
    ) -> tuple[str, list[str]]:
        """Return the end of a statement that finds people, and its values."""
        matching, words = self._matching
        places, values = self._places
        if keys is not None:
            matching, words = f"{also} AND {matching}", [keys, *words]
        return _PEOPLE.format(join=join, matching=matching, places=places), [*words, *values]

    def _by_place(self) -> tuple[str, list[str]]:
        matching, words = self._matching
        places, values = self._places
        if self.by == "cohort":
            named = "participants_enrolment e JOIN programmes_cohort x ON x.id = e.cohort_id"
            places = places.replace("participants_enrolment e", named, 1)
        sql = _BY_PLACE.format(what=_OF_A_PLACE[self.by], places=places, matching=matching)
        return sql, [*values, *words]

    @cached_property
    def _risks(self) -> dict[int, Risk]:
        return risk.risks_in(self.wanted.cohorts, today=self.wanted.today)

    @cached_property
    def _fitting(self) -> dict[int, Risk]:
        return {key: found for key, found in self._risks.items() if self.wanted.fits(found)}

    @cached_property
    def _matching(self) -> tuple[str, list[str]]:
        """What people must be themselves, as words that each end in AND, and their values."""
        matching, words = search.condition(self.wanted.q)
        if not self.wanted.risk:
            return matching, words
        at_risk, keys = _of(found.participant for found in self._fitting.values())
        return f"{at_risk} AND {matching}", [keys, *words]

    @cached_property
    def _places(self) -> tuple[str, list[str]]:
        """The places to look among, and its values."""
        fits, cohorts = among("e.cohort_id", self.wanted.cohorts)
        sql, values = f"participants_enrolment e WHERE {fits}", [cohorts]
        if self.wanted.status:
            sql, values = f"{sql} AND e.status = %s", [*values, self.wanted.status]
        if self.wanted.risk:
            at_risk, keys = among("e.id", ",".join(map(str, self._fitting)))
            sql, values = f"{sql} AND {at_risk.removeprefix('+')}", [*values, keys]
        return sql, values


def _of(keys: Iterable[int]) -> tuple[str, str]:
    """Narrow to people by their keys, to which the database walks: they are few."""
    words, values = among("p.id", ",".join(map(str, keys)))
    return words.removeprefix("+"), values
