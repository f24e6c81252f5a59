"""Waiting lists as pages, letters and workers see them: in order, with open offers first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    BigAutoField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.statements import Statement, given
from govuk.dates import datetime_text
from participants.models import Enrolment, Participant, WaitingPlace
from participants.queries import search
from participants.rules.enrolments import OPEN_TO_ENROLMENT
from participants.rules.waiting import MAY_COME_BACK, ordinal
from programmes.models import Cohort

State = WaitingPlace.State
MOST_FOUND = 10


def in_order(cohort: Cohort) -> QuerySet[WaitingPlace]:
    """Return who waits for the cohort, the next one first."""
    waiting = WaitingPlace.objects.filter(cohort=cohort, state=State.WAITING)
    return waiting.order_by("position", "pk")


def place_of(waiting: WaitingPlace) -> int:
    """Return the number in the queue of somebody who waits: 1 is next."""
    before = Q(position__lt=waiting.position) | Q(position=waiting.position, pk__lt=waiting.pk)
    ahead = WaitingPlace.objects.filter(before, cohort=waiting.cohort_id, state=State.WAITING)
    return ahead.count() + 1


@dataclass(frozen=True)
class Counts:
    """How many of a waiting list wait, have an offer to answer, and are on it no longer."""

    waiting: int
    offered: int
    past: int

    @property
    def open(self) -> int:
        return self.waiting + self.offered


def counts_of(cohort: Cohort) -> Counts:
    """Count a cohort's waiting list in one statement."""
    counted = WaitingPlace.objects.filter(cohort=cohort).aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        offered=Count("pk", filter=Q(state=State.OFFERED)),
        past=Count("pk", filter=~Q(state__in=WaitingPlace.OPEN)),
    )
    return Counts(**counted)


def listed(waiting: QuerySet[WaitingPlace], *, past: bool) -> QuerySet[WaitingPlace]:
    """Return the list as its page shows it: open offers and then who waits, in order; or those
    who are on it no longer, the last first.
    """
    rows = waiting.select_related("participant__school", "enrolment")
    if past:
        return rows.exclude(state__in=WaitingPlace.OPEN).order_by("-answered_at", "-pk")
    return rows.filter(state__in=WaitingPlace.OPEN).order_by("state", "position", "pk")


def known_by(people: QuerySet[Participant], cohort: Cohort, words: str) -> list[Participant]:
    """Return the first people that a search finds who are neither in the cohort nor waiting."""
    here = Enrolment.objects.filter(participant=OuterRef("pk"), cohort=cohort)
    here = here.exclude(status__in=MAY_COME_BACK)
    waits = WaitingPlace.objects.filter(
        participant=OuterRef("pk"), cohort=cohort, state__in=WaitingPlace.OPEN
    )
    found = search.matching(people.filter(~Exists(here), ~Exists(waits), merged_into=None), words)
    return list(found.select_related("school").order_by("sort_name", "pk")[:MOST_FOUND])


def last_position(cohort: Cohort) -> int:
    """Return the position of the last who waits, 0 when nobody does."""
    return in_order(cohort).order_by().aggregate(last=Max("position"))["last"] or 0


def without_a_place(waiting: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    """Narrow to people who have no place on the programme but the one they wait to resume."""
    open_places = Enrolment.objects.filter(
        participant=OuterRef("participant"),
        programme=OuterRef("cohort__programme"),
        status__in=Enrolment.OPEN,
    ).exclude(cohort=OuterRef("cohort"), status=Enrolment.Status.DEFERRED)
    return waiting.filter(~Exists(open_places))


def offers_to_end(at: datetime) -> QuerySet[WaitingPlace]:
    """Return the open offers whose time is over."""
    return WaitingPlace.objects.filter(state=State.OFFERED, offer_ends_at__lte=at)


def cohorts_with_ended_offers(at: datetime) -> Sequence[Cohort]:
    """Return the cohorts in which an offer's time is over."""
    keys = offers_to_end(at).values("cohort").distinct()
    return list(Cohort.objects.filter(pk__in=keys).order_by("pk"))


def cohorts_to_offer(on: date) -> Sequence[Cohort]:
    """Return the open cohorts in which a place is free while somebody waits for one."""
    waiting = WaitingPlace.objects.filter(cohort=OuterRef("pk"), state=State.WAITING)
    cohorts = Cohort.objects.filter(Exists(without_a_place(waiting)))
    return list(
        cohorts.filter(status__in=OPEN_TO_ENROLMENT, ends_on__gte=on)
        .alias(held=_count(Enrolment.objects.holding_a_place()))
        .alias(on_offer=_count(WaitingPlace.objects.holding_a_place()))
        .filter(capacity__gt=F("held") + F("on_offer"))
        .order_by("pk")
    )


def offer_behind(token_hash: str) -> WaitingPlace | None:
    """Return the offer whose letter holds a link, with what its page names."""
    if not token_hash:
        return None
    return with_names(WaitingPlace.objects.filter(token_hash=token_hash)).first()


@dataclass(frozen=True)
class Turn:
    """Where somebody stands on a waiting list, as their own pages tell it."""

    waiting: WaitingPlace
    number: int

    @property
    def is_offer(self) -> bool:
        return self.waiting.state == State.OFFERED

    @property
    def sentence(self) -> str:
        programme = self.waiting.cohort.programme
        if self.waiting.offer_ends_at and self.is_offer:
            return (
                f"You are offered a place on {programme}"
                f" until {datetime_text(self.waiting.offer_ends_at)}"
            )
        return f"You are {ordinal(self.number)} on the waiting list for {programme}"


def _numbered(waiting: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    """Narrow to who waits or has an offer, each with how many are ahead; offers first."""
    before = Q(position__lt=OuterRef("position"))
    before |= Q(position=OuterRef("position"), pk__lt=OuterRef("pk"))
    ahead = WaitingPlace.objects.filter(before, state=State.WAITING)
    rows = with_names(waiting.filter(state__in=WaitingPlace.OPEN))
    return rows.annotate(ahead=_count(ahead, of="cohort")).order_by("state", "joined_at", "pk")


_TURNS = Statement(
    lambda: _numbered(WaitingPlace.objects.filter(participant__user=given("user", BigAutoField())))
)


def turns_of(user: User) -> list[Turn]:
    """Return where the person who is signed in waits, or has an offer; offers first."""
    return [Turn(row, vars(row)["ahead"] + 1) for row in _TURNS.objects(user=user.pk)]


def turns_among(waiting: QuerySet[WaitingPlace]) -> list[Turn]:
    """Return where people wait, or have an offer, among the rows given; offers first."""
    return [Turn(row, vars(row)["ahead"] + 1) for row in _numbered(waiting)]


def open_places_of(participant: Participant) -> QuerySet[WaitingPlace]:
    """Return where somebody waits or has an offer."""
    return WaitingPlace.objects.open().filter(participant=participant)


def with_names(rows: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    """Fetch the person, cohort, programme and hub with each row."""
    return rows.select_related(
        "participant", "cohort__programme__qualification", "cohort__hub__lead_provider"
    )


def _count(rows: QuerySet[Enrolment] | QuerySet[WaitingPlace], *, of: str = "pk") -> Coalesce:
    """Count rows of the cohort that the outer query names in `of`."""
    counted = rows.filter(cohort=OuterRef(of)).order_by().values("cohort").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
