"""The list of people and its download, row by row.

The statements of a page are written here, for both databases: where a search finds one person,
Django took longer to write them than the database to answer. PostgreSQL has the page's keys and
its rows asked one after the other, since it plans many tables at once longer than it reads them.
Scopes still come from `cohorts_for`: these statements know nothing but keys of cohorts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, overload

from django.db.models import BigAutoField, CharField, Exists, IntegerField, OuterRef, Value
from django.db.models.functions import Cast

from accounts.models import Hub, Membership, User
from accounts.roles import Role
from accounts.spreadsheets import RISKY_STARTS, guarded
from accounts.statements import Statement, given
from participants.models import Enrolment, Participant
from participants.queries import risk, search
from participants.queries.among import Among, Joined, among, select
from participants.queries.people import STATUS_COLOURS, STATUS_LABELS
from participants.queries.people_keys import PeopleKeys, PeopleScope, Wanted
from participants.queries.risk import Risk
from programmes.access import cohorts_for
from programmes.models import Cohort, Programme

EXPORT_HEADINGS = (
    *("Full name", "Email", "TRN", "School URN", "School"),
    *("Programme", "Hub", "Cohort", "Status", "Joined on", "Left on", "Funded place"),
    *("Risk", "Reasons for the risk"),
)
_ROWS = """
    SELECT p.id, p.reference, p.full_name, p.email, p.trn, s.name,
        e.id, e.cohort_id, e.programme_id, c.name, c.reference, e.status
    FROM participants_participant p
    LEFT JOIN accounts_school s ON s.id = p.school_id
    JOIN participants_enrolment e ON e.participant_id = p.id
    JOIN programmes_cohort c ON c.id = e.cohort_id
    WHERE p.id IN ({keys})
    ORDER BY e.id"""
_COHORTS = """
    SELECT c.id, c.reference, c.name
    FROM programmes_cohort c
    JOIN accounts_hub h ON h.id = c.hub_id
    JOIN programmes_programme g ON g.id = c.programme_id
    WHERE {among}"""


@dataclass(slots=True)
class PlaceLine:
    """A place, in a person's row of the list."""

    programme: str
    cohort: str
    cohort_reference: str
    status: str
    colour: str
    risk: Risk | None = None


@dataclass(slots=True)
class PersonLine:
    """A row of the list."""

    reference: str
    name: str
    email: str
    trn: str
    school: str | None
    places: list[PlaceLine] = field(default_factory=list)


def scope_of(user: User) -> PeopleScope:
    """Return what the list can be narrowed by; hubs and programmes as reference and name."""
    acting = user.acting
    if acting is None:
        return PeopleScope("", [], [], {})
    found: dict[str, list[tuple[int, str, str]]] = {"cohorts": [], "hubs": [], "programmes": []}
    for what, *row in _scope_in(acting.charter_key).rows(
        hub=acting.hub_id,
        lead_provider=acting.lead_provider_id,
        delivery_partner=acting.delivery_partner_id,
    ):
        found[what].append(tuple(row))
    [(_, _, keys)] = found["cohorts"]
    hubs, programmes = (
        sorted(((reference, name) for _, reference, name in found[what]), key=itemgetter(1))
        for what in ("hubs", "programmes")
    )
    codes = {pk: code for pk, _, code in found["programmes"]}
    return PeopleScope(keys or "", hubs, programmes, codes)


@cache
def _scope_in(role: Role) -> Statement[Any]:
    """Write, once for each role, what the rule of scopes says of somebody acting in it."""
    somebody = User()
    somebody.acting = Membership(role=role)
    for organisation in ("hub", "lead_provider", "delivery_partner"):
        setattr(somebody.acting, f"{organisation}_id", given(organisation, BigAutoField()))
    cohorts = cohorts_for(somebody).order_by()
    hubs = Hub.objects.filter(Exists(cohorts.filter(hub=OuterRef("pk"))))
    programmes = Programme.objects.filter(Exists(cohorts.filter(programme=OuterRef("pk"))))
    all_of_them = cohorts.values(one=Value(1)).annotate(keys=Joined(Cast("pk", CharField())))
    return Statement(
        lambda: all_of_them.values_list(Value("cohorts"), Value(0), Value(""), "keys").union(
            hubs.order_by().values_list(Value("hubs"), "pk", "reference", "name"),
            programmes.order_by().values_list(
                Value("programmes"), "pk", "reference", "qualification__code"
            ),
            all=True,
        )
    )


def cohorts_among(
    keys: str, *, hub: str = "", programme: str = "", reference: str = ""
) -> list[tuple[int, str, str]]:
    """Return key, reference and name of those cohorts, newest first, narrowed by references."""
    among_keys, values = among("c.id", keys)
    sql, given = _COHORTS.format(among=among_keys), [values]
    for column, asked in (("h", hub), ("g", programme), ("c", reference)):
        if asked:
            sql += f" AND {column}.reference = %s"
            given.append(asked)
    return select(f"{sql} ORDER BY c.starts_on DESC, c.name, c.id", given)


@dataclass(frozen=True)
class People(Sequence[PersonLine]):
    """The people with a place that fits, each once, in an order, to cut a page from.

    `first` is how long the page is when it is the first: those found are then counted only where
    they are more.
    """

    wanted: Wanted
    by: str = "name"
    descending: bool = False
    first: int = 0

    def __len__(self) -> int:
        return len(self._beginning) if self._is_all else self._total

    @overload
    def __getitem__(self, cut: int) -> PersonLine: ...
    @overload
    def __getitem__(self, cut: slice) -> list[PersonLine]: ...
    def __getitem__(self, cut: int | slice) -> PersonLine | list[PersonLine]:
        """Return the rows of a page, walking to it from the nearer end."""
        if isinstance(cut, int):
            return self[cut : cut + 1][0]
        if self.first and cut.stop <= self.first:
            return self._beginning[cut]
        total = len(self)
        if cut.start <= total // 2:
            return self._page(cut.start, cut.stop - cut.start)
        return self._page(total - cut.stop, cut.stop - cut.start, backwards=True)

    @property
    def _is_all(self) -> bool:
        return bool(self.first) and len(self._beginning) <= self.first

    @cached_property
    def _beginning(self) -> list[PersonLine]:
        return self._page(0, self.first + 1)

    @cached_property
    def _total(self) -> int:
        return self._keys.count()

    @cached_property
    def _keys(self) -> PeopleKeys:
        return PeopleKeys(self.wanted, self.by, self.descending)

    def _page(self, start: int, size: int, *, backwards: bool = False) -> list[PersonLine]:
        keys = self._keys.cut(start, size, backwards=backwards)
        return self._lines(keys)

    def _lines(self, keys: list[int]) -> list[PersonLine]:
        """Return the rows of a page in the order of the keys, with every place in scope."""
        if not keys:
            return []
        # A few places are sooner looked up among a thousand cohorts here than in PostgreSQL.
        codes, scope = self.wanted.scope.codes, set(self.wanted.scope.cohorts.split(","))
        people: dict[int, PersonLine] = {}
        places: dict[int, PlaceLine] = {}
        sql = _ROWS.format(keys=", ".join(map(str, keys)))
        for pk, *person, place, cohort, programme, name, reference, status in select(sql, []):
            if str(cohort) not in scope:
                continue
            if pk not in people:
                people[pk] = PersonLine(*person)
            state = STATUS_LABELS[status], STATUS_COLOURS[status]
            places[place] = PlaceLine(codes[programme], name, reference, *state)
            people[pk].places.append(places[place])
        for place, found in risk.risks_of(places, today=self.wanted.today).items():
            places[place].risk = found
        return [people[key] for key in keys]


def export(wanted: Wanted) -> Iterator[tuple[str, ...]]:
    """Yield a row for each place that fits, by name, without holding them all; cells guarded.

    A lead provider's list has 1.2 million cells: what is the same for a cohort is read and guarded
    once, and the database writes the dates.
    """
    places = Enrolment.objects.filter(Among("cohort_id", wanted.cohorts))
    if wanted.status:
        places = places.filter(status=wanted.status)
    if wanted.q:
        people = search.matching(Participant.objects.all(), wanted.q)
        places = places.filter(participant__in=people)
    risks = risk.risks_in(wanted.cohorts, today=wanted.today)
    if wanted.risk:
        at_risk = [key for key, found in risks.items() if wanted.fits(found)]
        places = places.filter(Among("pk", at_risk))
    rows = places.order_by("participant__sort_name", "participant", "pk").values_list(
        *("participant__full_name", "participant__email", "participant__trn"),
        *("participant__school__urn", "participant__school__name", "cohort_id", "status"),
        *(Cast("joined_on", CharField()), Cast("left_on", CharField())),
        *(Cast("is_funded", IntegerField()), "pk"),
    )
    cohorts = _cohort_cells(wanted.cohorts)
    for row in rows.iterator(chunk_size=2000):
        name, email, trn, urn, school, cohort, status, joined_on, left_on, is_funded, key = row
        found = risks.get(key)
        yield (
            name if name[:1] not in RISKY_STARTS else guarded(name),
            email if email[:1] not in RISKY_STARTS else guarded(email),
            trn,
            urn or "",
            guarded(school) if school and school[:1] in RISKY_STARTS else school or "",
            *cohorts[cohort],
            STATUS_LABELS[status],
            joined_on,
            left_on or "",
            "" if is_funded is None else "Yes" if is_funded else "No",
            *((found.label, found.reasons) if found else ("", "")),
        )


def _cohort_cells(keys: str) -> dict[int, tuple[str, ...]]:
    """Return for each cohort its programme, hub and name, guarded."""
    rows = Cohort.objects.filter(Among("pk", keys)).values_list(
        "pk", "programme__qualification__code", "hub__name", "name"
    )
    return {pk: tuple(map(guarded, cells)) for pk, *cells in rows}
