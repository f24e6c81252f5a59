"""Funded places by hub and intake: how many there are and how many are taken or promised."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Value

from accounts.models import Hub
from applications.rules.applications import Funded
from participants.models import Enrolment, WaitingPlace
from programmes.models import FundedPlaces, Intake

Key = tuple[int, int]
_PATHS = ("cohort__hub", "cohort__intake")
_GIVEN_BACK = (Enrolment.Status.WITHDRAWN, Enrolment.Status.TRANSFERRED)


def funded_by_place(hubs: Collection[int], intakes: Collection[int]) -> dict[Key, Funded]:
    """Return the funded places of hubs in intakes, in one query.

    A deferred participant keeps the funded place; somebody who waits was promised theirs.
    """
    known = FundedPlaces.objects.filter(hub__in=hubs, intake__in=intakes).order_by()
    numbers = known.values_list("hub", "intake").annotate(n=F("places"), kind=Value("places"))
    places: dict[Key, int] = {}
    taken: Counter[Key] = Counter()
    for hub, intake, number, kind in numbers.union(*_taken(hubs, intakes), all=True):
        if kind == "places":
            places[hub, intake] = number
        else:
            taken[hub, intake] += number
    return {key: Funded(places.get(key), taken[key]) for key in {*places, *taken}}


def lock_and_count(hub: Hub, intake: Intake) -> Funded:
    """Hold the number of funded places until the end of the transaction, and count."""
    row = FundedPlaces.objects.select_for_update(of=("self",)).filter(hub=hub, intake=intake)
    places = row.values_list("places", flat=True).first()
    held, promised = _taken([hub.pk], [intake.pk])
    return Funded(places, sum(number for *_, number, _ in held.union(promised, all=True)))


def _taken(hubs: Collection[int], intakes: Collection[int]) -> list[Any]:
    where = {"cohort__hub__in": hubs, "cohort__intake__in": intakes, "is_funded": True}
    held = Enrolment.objects.filter(**where).exclude(status__in=_GIVEN_BACK).order_by()
    promised = WaitingPlace.objects.open().filter(**where).order_by()
    return [
        rows.values_list(*_PATHS).annotate(n=Count("pk"), kind=Value("taken"))
        for rows in (held, promised)
    ]
