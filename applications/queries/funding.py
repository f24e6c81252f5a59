"""Funded places by hub and intake: how many there are and how many are taken or promised."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count

from accounts.models import Hub
from applications.rules.applications import Funded
from participants.models import Enrolment, WaitingPlace
from programmes.models import FundedPlaces, Intake

Key = tuple[int, int]
_PATHS = ("cohort__hub", "cohort__intake")
_GIVEN_BACK = (Enrolment.Status.WITHDRAWN, Enrolment.Status.TRANSFERRED)


def funded_by_place(hubs: Collection[int], intakes: Collection[int]) -> dict[Key, Funded]:
    """Return the funded places of hubs in intakes, in two queries.

    A deferred participant keeps the funded place; somebody who waits was promised theirs.
    """
    known = FundedPlaces.objects.filter(hub__in=hubs, intake__in=intakes)
    places = {(hub, intake): n for hub, intake, n in known.values_list("hub", "intake", "places")}
    taken = _taken(hubs, intakes)
    return {key: Funded(places.get(key), taken[key]) for key in {*places, *taken}}


def lock_and_count(hub: Hub, intake: Intake) -> Funded:
    """Hold the number of funded places until the end of the transaction, and count."""
    row = FundedPlaces.objects.select_for_update(of=("self",)).filter(hub=hub, intake=intake)
    places = row.values_list("places", flat=True).first()
    return Funded(places, _taken([hub.pk], [intake.pk])[hub.pk, intake.pk])


def _taken(hubs: Collection[int], intakes: Collection[int]) -> Counter[Key]:
    where = {"cohort__hub__in": hubs, "cohort__intake__in": intakes, "is_funded": True}
    held = Enrolment.objects.filter(**where).exclude(status__in=_GIVEN_BACK).order_by()
    promised = WaitingPlace.objects.open().filter(**where).order_by()
    counted = held.values_list(*_PATHS).annotate(n=Count("pk"))
    waiting = promised.values_list(*_PATHS).annotate(n=Count("pk"))
    taken: Counter[Key] = Counter()
    for hub, intake, number in counted.union(waiting, all=True):
        taken[hub, intake] += number
    return taken
