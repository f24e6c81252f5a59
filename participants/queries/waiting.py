"""Waiting lists as pages, letters and workers see them: in order, with open offers first."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from participants.models import Enrolment, Participant, WaitingPlace
from participants.rules.enrolments import OPEN_TO_ENROLMENT
from programmes.models import Cohort

State = WaitingPlace.State


def in_order(cohort: Cohort) -> QuerySet[WaitingPlace]:
    """Return who waits for the cohort, the next one first."""
    waiting = WaitingPlace.objects.filter(cohort=cohort, state=State.WAITING)
    return waiting.order_by("position", "pk")


def place_of(waiting: WaitingPlace) -> int:
    """Return the number in the queue of somebody who waits: 1 is next."""
    before = Q(position__lt=waiting.position) | Q(position=waiting.position, pk__lt=waiting.pk)
    ahead = WaitingPlace.objects.filter(before, cohort=waiting.cohort_id, state=State.WAITING)
    return ahead.count() + 1


def last_position(cohort: Cohort) -> int:
    """Return the position of the last who waits, 0 when nobody does."""
    return in_order(cohort).order_by().aggregate(last=Max("position"))["last"] or 0


def without_a_place(waiting: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    """Narrow to people who have no open place on the programme meanwhile."""
    open_places = Enrolment.objects.filter(
        participant=OuterRef("participant"),
        programme=OuterRef("cohort__programme"),
        status__in=Enrolment.OPEN,
    )
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
    return _with_names(WaitingPlace.objects.filter(token_hash=token_hash)).first()


def own_places(waiting: QuerySet[WaitingPlace]) -> list[WaitingPlace]:
    """Return a person's open rows with what their own pages name, offers first."""
    still_open = waiting.filter(state__in=WaitingPlace.OPEN)
    return list(_with_names(still_open).order_by("state", "joined_at", "pk"))


def open_places_of(participant: Participant) -> QuerySet[WaitingPlace]:
    """Return where somebody waits or has an offer."""
    return WaitingPlace.objects.open().filter(participant=participant)


def _with_names(rows: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    return rows.select_related(
        "participant", "cohort__programme__qualification", "cohort__hub__lead_provider"
    )


def _count(rows: QuerySet[Enrolment] | QuerySet[WaitingPlace]) -> Coalesce:
    counted = rows.filter(cohort=OuterRef("pk")).order_by().values("cohort").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
