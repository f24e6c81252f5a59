"""Cohorts read for pages: listed with their next session, narrowed, and suggested."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, OuterRef, QuerySet, Subquery

from accounts.models import DeliveryPartner, Hub
from programmes.models import Cohort, Group, HalfTerm, Intake, Offering, Programme, Session

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counted(TypedDict):
        """What the query adds to a group: how many sessions stand in its timetable."""

        session_count: int | None


def listed(cohorts: QuerySet[Cohort], *, at: datetime) -> QuerySet[Cohort]:
    """Return cohorts with what a list shows of each; `next_session_at` is None after the last."""
    coming = Session.objects.standing().filter(cohort=OuterRef("pk"), starts_at__gte=at)
    return cohorts.select_related("programme__qualification", "hub", "intake").annotate(
        next_session_at=Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    )


def matching(
    cohorts: QuerySet[Cohort],
    *,
    q: str = "",
    hub: Hub | None = None,
    programme: Programme | None = None,
    intake: Intake | None = None,
    status: str = "",
) -> QuerySet[Cohort]:
    """Narrow cohorts to those that fit each answer given."""
    given = {"hub": hub, "programme": programme, "intake": intake, "status": status}
    found = cohorts.filter(**{name: value for name, value in given.items() if value})
    for word in q.split():
        found = found.filter(name__icontains=word)
    return found


def with_everything(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return cohorts with the rows that their own pages name."""
    return cohorts.select_related(
        "programme__qualification", "curriculum", "hub", "intake", "delivery_partner"
    )


def groups_of(cohort: Cohort) -> "QuerySet[WithAnnotations[Group, Counted]]":
    """Return the cohort's groups in order, each with how many sessions stand in its timetable."""
    standing = Session.objects.standing().filter(group=OuterRef("pk")).order_by()
    sessions = standing.values("group").annotate(n=Count("pk")).values("n")
    return cohort.groups.annotate(session_count=Subquery(sessions)).order_by("position", "pk")


def offerings_of(programmes: QuerySet[Programme]) -> list[Offering]:
    """Return what may be taught: the newest intake first, programmes in the DfE's order."""
    offered = Offering.objects.filter(programme__in=programmes)
    return list(
        offered.select_related("programme__qualification", "programme__lead_provider", "intake")
        .order_by(
            "-intake__start_year",
            "-intake__suffix",
            "programme__qualification__position",
            "programme__lead_provider__name",
            "pk",
        )
        .distinct()
    )


def partners_in(intake: Intake, hub: Hub) -> QuerySet[DeliveryPartner]:
    """Return who delivers for the hub's lead provider in an intake."""
    return DeliveryPartner.objects.filter(
        partnerships__intake=intake, partnerships__lead_provider=hub.lead_provider_id
    ).order_by("name")


@dataclass(frozen=True)
class Suggestion:
    """Answers that a new cohort's form begins with."""

    name: str
    starts_on: date
    capacity: int | None


def choices(cohorts: QuerySet[Cohort]) -> dict[str, QuerySet[Any]]:
    """Return the hubs, programmes and intakes that these cohorts have, to narrow a list by."""
    of_cohorts = {"cohorts__in": cohorts}
    programmes = Programme.objects.filter(**of_cohorts).select_related("qualification")
    return {
        "hubs": Hub.objects.filter(**of_cohorts).distinct().order_by("name", "pk"),
        "programmes": programmes.distinct().order_by("qualification__position", "pk"),
        "intakes": Intake.objects.filter(**of_cohorts)
        .distinct()
        .order_by("-start_year", "-suffix"),
    }


def suggestion(*, programme: Programme, intake: Intake, hub: Hub, today: date) -> Suggestion:
    """Suggest a free name, the next half term's first day, and the hub's usual capacity."""
    cohorts = Cohort.objects.filter(hub=hub)
    taken = {name.casefold() for name in cohorts.values_list("name", flat=True)}
    stem = f"{programme.qualification.code} {intake}"
    term = HalfTerm.objects.filter(starts_on__gt=today).order_by("starts_on").first()
    latest = cohorts.order_by("-created_at", "-pk").first()
    return Suggestion(
        name=next(name for name in _numbered(stem) if name.casefold() not in taken),
        starts_on=term.starts_on if term else today,
        capacity=latest.capacity if latest else None,
    )


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem} ({number})" for number in count(2))
