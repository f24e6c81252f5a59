"""Qualifications and lead providers' offers of them read for pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from programmes.models import (
    Intake,
    Offering,
    Programme,
    Qualification,
    QualityAssurance,
    Schedule,
)
from programmes.reference.schedules import default_schedules
from programmes.rules.schedules import default_schedule


@dataclass(frozen=True)
class Offer:
    """One lead provider's offer of a qualification, intake by intake in the order of the page."""

    programme: Programme
    is_visible: bool
    intakes: list[bool]


def latest_intake() -> Intake | None:
    return Intake.objects.order_by("-start_year", "-suffix").first()


def qualifications(*, suite: str = "", course_group: str = "") -> QuerySet[Qualification]:
    """Return qualifications in the DfE's order, narrowed by suite and course group."""
    given = {"suite": suite, "course_group": course_group}
    narrowed = Qualification.objects.filter(**{name: v for name, v in given.items() if v})
    return narrowed.order_by("position", "pk")


def offered_in(intake: Intake | None) -> dict[int, int]:
    """Return how many lead providers offer each qualification in an intake."""
    counted = Offering.objects.filter(intake=intake).values_list("programme__qualification")
    return dict(counted.annotate(count=Count("pk")))


def assurances() -> dict[str, list[QualityAssurance]]:
    """Return who assured the quality of each suite, the latest last."""
    found: dict[str, list[QualityAssurance]] = defaultdict(list)
    for assurance in QualityAssurance.objects.order_by("starts_on", "ends_on", "pk"):
        found[assurance.suite].append(assurance)
    return found


def offers_of(
    qualification: Qualification, intakes: Iterable[Intake], visible: QuerySet[Programme]
) -> list[Offer]:
    """Return each lead provider's offer of a qualification, and whether its page may be opened."""
    programmes = Programme.objects.filter(qualification=qualification)
    seen = set(visible.filter(qualification=qualification).values_list("pk", flat=True))
    pairs = set(
        Offering.objects.filter(programme__qualification=qualification).values_list(
            "programme", "intake"
        )
    )
    intakes = list(intakes)
    return [
        Offer(programme, programme.pk in seen, [(programme.pk, i.pk) in pairs for i in intakes])
        for programme in programmes.select_related("lead_provider").order_by(
            "lead_provider__name", "pk"
        )
    ]


def schedule_by_default(
    *, intake: Intake, qualification: Qualification, on: date
) -> Schedule | None:
    """Return the DfE's schedule that somebody accepted on a day gets; None where it has none."""
    identifier = default_schedule(
        default_schedules(),
        course_group=qualification.course_group,
        intake=intake.identifier,
        on=on,
    )
    return Schedule.objects.filter(intake=intake, identifier=identifier).first()
