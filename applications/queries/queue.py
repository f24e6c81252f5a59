"""The review queue: applications narrowed, sorted and cut into pages, and what stands above it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from applications.access import applications_for
from applications.models import Application
from applications.queries.decisions import Room, rooms_for
from applications.queries.funding import funded_by_place
from applications.rules.applications import Funded
from participants.models import Enrolment, WaitingPlace
from participants.rules.people import folded

Status = Application.Status
MAX_WORDS = 8
# Pending, but with a turn on a waiting list: nothing is to be decided until a place is free.
WAITING = "waiting"
EVERY = "all"
STATUSES = {
    Status.PENDING.value: "To decide",
    WAITING: "On a waiting list",
    Status.ACCEPTED.value: "Accepted",
    Status.REJECTED.value: "Rejected",
    EVERY: "Every status",
}
ELIGIBLE = {"yes": True, "no": False, "unsaid": None}
_ON_A_LIST = Q(waiting_place__state__in=WaitingPlace.OPEN)


@dataclass(frozen=True, slots=True)
class Heap:
    """Applications to one hub for one programme in one intake, and how many are to be decided."""

    intake: str
    intake_name: str
    intake_pk: int
    programme: str
    programme_name: str
    programme_pk: int
    hub: str | None
    hub_name: str | None
    hub_pk: int | None
    pending: int


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to."""

    q: str = ""
    intake: str = ""
    programme: str = ""
    hub: str = ""
    status: str = Status.PENDING
    eligible: str = ""
    funding: str = ""
    school: str = ""
    doubles: bool = False


@dataclass(frozen=True)
class FundedLine:
    """Funded places of one intake, over the hubs that are looked at."""

    intake: str
    funded: Funded

    @property
    def label(self) -> str:
        return f"Funded places, {self.intake}"

    @property
    def text(self) -> str:
        """12 of 40 taken"""
        return f"{self.funded.taken:,} of {self.funded.places or 0:,} taken or promised"


@dataclass(frozen=True)
class Head:
    """What stands above the queue: funded places by intake, and cohorts with free places."""

    funded: list[FundedLine] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """31 free places in 4 cohorts that fit"""
        free, cohorts = sum(room.left for room in self.rooms), len(self.rooms)
        places = "1 free place" if free == 1 else f"{free:,} free places"
        return f"{places} in {cohorts:,} cohort{'' if cohorts == 1 else 's'} that fit"


def heaps_for(user: User) -> list[Heap]:
    """Return the applications in scope by intake, programme and hub: the whole of the filters."""
    rows = (
        applications_for(user)
        .order_by("-intake__start_year", "-intake__suffix")
        .values_list(
            *("intake__identifier", "intake__description", "intake"),
            *("programme__reference", "programme__qualification__title", "programme"),
            *("hub__reference", "hub__name", "hub"),
        )
        .annotate(pending=Count("pk", filter=Q(status=Status.PENDING)))
    )
    return [Heap(*row) for row in rows]


def matching(scope: QuerySet[Application], wanted: Wanted) -> QuerySet[Application]:
    """Narrow applications to what is wanted."""
    found = with_status(scope, wanted.status)
    named = {
        "intake__identifier": wanted.intake,
        "programme__reference": wanted.programme,
        "intake__funding": wanted.funding,
    }
    found = found.filter(**{path: value for path, value in named.items() if value})
    if wanted.hub:
        found = found.filter(hub__reference=wanted.hub if wanted.hub != "none" else None)
    if wanted.eligible:
        found = found.filter(eligible_for_funding=ELIGIBLE[wanted.eligible])
    for word in _words(wanted.q):
        found = found.filter(search_text__contains=word)
    for word in _words(wanted.school):
        at_school = Q(school__search_text__contains=word) | Q(employer__icontains=word)
        found = found.filter(at_school)
    return found.filter(looks_double(scope)) if wanted.doubles else found


def with_status(scope: QuerySet[Application], status: str) -> QuerySet[Application]:
    match status:
        case Application.Status.PENDING:
            return scope.filter(~_ON_A_LIST | Q(waiting_place=None), status=status)
        case "waiting":
            return scope.filter(_ON_A_LIST, status=Status.PENDING)
        case "all":
            return scope
    return scope.filter(status=status)


def _words(text: str) -> list[str]:
    return folded(text.replace("\0", " ")).split()[:MAX_WORDS]


def looks_double(scope: QuerySet[Application]) -> Q:
    """Return the condition for applications beside which another one, not rejected, or a person
    with a place on the programme stands."""
    # Found by address, TRN or name first, and asked for scope and intake then: the other way round
    # all applications of an intake would be looked through for each row.
    near = scope.filter(pk=OuterRef("pk"), intake=OuterRef(OuterRef("intake")))
    near = near.exclude(status=Status.REJECTED)
    others = Application.objects.exclude(pk=OuterRef("pk")).filter(Exists(near))
    places = Enrolment.objects.filter(
        programme=OuterRef("programme"), status__in=Enrolment.OPEN
    ).exclude(application=OuterRef("pk"))
    named = others.filter(sort_name=OuterRef("sort_name"), date_of_birth=OuterRef("date_of_birth"))
    return (
        Q(Exists(others.filter(email=OuterRef("email"))))
        # Thousands have no TRN or no date of birth: they are alike in nothing.
        | ~Q(trn="") & Q(Exists(others.filter(trn=OuterRef("trn"))))
        | Q(date_of_birth__isnull=False) & Q(Exists(named))
        | Q(Exists(places.filter(participant__email=OuterRef("email"))))
    )


def lines(scope: QuerySet[Application], found: QuerySet[Application]) -> QuerySet[Application]:
    """Return the rows of a page with what the queue shows of them."""
    return found.select_related(
        "programme__qualification",
        "intake",
        "hub",
        "school",
        "waiting_place",
        "enrolment__cohort",
        "rejected_because",
    ).annotate(is_double=looks_double(scope))


def in_order(found: QuerySet[Application], fields: Sequence[str]) -> QuerySet[Application]:
    """Sort applications; `workplace` is the school's name, else the employer's."""
    return found.annotate(workplace=Coalesce("school__name", F("employer"))).order_by(*fields)


def next_after(
    application: Application, found: QuerySet[Application], fields: Sequence[str]
) -> str:
    """Return the reference of the one after this in a sorted list, else of the first; or nothing.

    The application itself may have left the list.
    """
    found = in_order(found, fields).exclude(pk=application.pk)
    school = application.school
    values = {
        "workplace": school.name if school else application.employer,
        "sort_name": application.sort_name,
        "applied_at": application.applied_at,
        "pk": application.pk,
    }
    behind, same = Q(pk__in=[]), Q()
    for name in fields:
        plain = name.removeprefix("-")
        way = "lt" if name.startswith("-") else "gt"
        behind |= same & Q(**{f"{plain}__{way}": values[plain]})
        same &= Q(**{plain: values[plain]})
    references = found.values_list("reference", flat=True)
    return references.filter(behind).first() or references.first() or ""


def head_of(user: User, heaps: Sequence[Heap], wanted: Wanted, *, on: date) -> Head:
    """Return the funded places and free cohorts of what is to be decided, in two queries."""
    looked_at = [
        heap
        for heap in heaps
        if heap.pending
        and wanted.intake in ("", heap.intake)
        and wanted.programme in ("", heap.programme)
        and wanted.hub in ("", heap.hub or "none")
    ]
    pairs = {(heap.programme_pk, heap.intake_pk) for heap in looked_at}
    hubs = {heap.hub_pk for heap in looked_at if heap.hub_pk}
    rooms = rooms_for(user, programmes={p for p, _ in pairs}, intakes={i for _, i in pairs}, on=on)
    fitting = [
        room
        for room in rooms
        if (room.cohort.programme_id, room.cohort.intake_id) in pairs
        and (not hubs or room.cohort.hub_id in hubs)
    ]
    names = {heap.intake_pk: heap.intake_name for heap in looked_at}
    funded = funded_by_place(hubs, names)
    return Head([line for pk in names if (line := _sum(names[pk], pk, funded))], fitting)


def _sum(name: str, intake: int, funded: dict[tuple[int, int], Funded]) -> FundedLine | None:
    """Add the hubs' funded places of an intake up; None where no hub has a number."""
    of_hubs = [
        one for (_, each), one in funded.items() if each == intake and one.places is not None
    ]
    if not of_hubs:
        return None
    places, taken = sum(one.places or 0 for one in of_hubs), sum(one.taken for one in of_hubs)
    return FundedLine(name, Funded(places, taken))


def to_decide(user: User) -> int:
    """Count the applications in scope that somebody should decide."""
    return with_status(applications_for(user), Status.PENDING).count()


def count_to_decide(user: User) -> Coalesce:
    """Return the same number as an expression, for a query that is made anyhow."""
    pending = with_status(applications_for(user), Status.PENDING).order_by()
    counted = pending.values("status").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
