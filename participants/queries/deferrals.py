"""Paused places as their list, its download and the workers see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.models import Hub
from participants.models import Deferral, Enrolment, StatusChange
from participants.queries import search

# So many days before the planned return somebody counts as due to return.
SOON = 42
EXPORT_HEADINGS = (
    *("Full name", "Email", "Hub", "Cohort", "Deferred on", "Reason", "Planned return"),
    *("Last day allowed", "Days past the limit", "Evidence"),
)


def is_open() -> Q:
    """Return the condition of a pause that goes on."""
    return Q(ended_on=None, enrolment__status=Enrolment.Status.DEFERRED)


def hubs_to_remind() -> QuerySet[Hub]:
    """Return the hubs where somebody's place is paused."""
    paused = Deferral.objects.filter(is_open(), enrolment__cohort__hub=OuterRef("pk"))
    return Hub.objects.filter(Exists(paused)).order_by("pk")


def locked_open_at(hub: Hub) -> list[Deferral]:
    """Hold the pauses of a hub that go on and have a day to remind of, with what was written."""
    with_a_day = Q(returns_on__isnull=False) | Q(limit_on__isnull=False)
    return list(
        Deferral.objects.select_for_update(of=("self",))
        .filter(is_open(), with_a_day, enrolment__cohort__hub=hub)
        .select_related("enrolment__participant", "enrolment__cohort__programme__qualification")
        .prefetch_related("notices")
        .order_by("pk")
    )


def pause_of(enrolment: Enrolment) -> Deferral | None:
    """Return the pause of a place that goes on."""
    return Deferral.objects.filter(is_open(), enrolment=enrolment).first()


@dataclass(frozen=True)
class PauseLine:
    """A row of the list of deferrals."""

    today: date
    enrolment: str
    person: str
    name: str
    email: str
    cohort: str
    hub: str
    deferred_on: date
    reason: str | None
    returns_on: date | None
    limit_on: date | None
    evidence: str

    @property
    def days_past(self) -> int:
        """How many days the pause is past its limit."""
        return max(0, (self.today - self.limit_on).days) if self.limit_on else 0

    @property
    def days_late(self) -> int:
        """How many days ago the planned return was."""
        return max(0, (self.today - self.returns_on).days) if self.returns_on else 0


def narrowed(
    deferrals: QuerySet[Deferral],
    *,
    today: date,
    show: str = "",
    hub: str = "",
    cohort: str = "",
    q: str = "",
) -> QuerySet[Deferral]:
    """Narrow pauses that go on to those that a list was asked for, each with its urgency."""
    found = deferrals.filter(is_open())
    if show:
        found = found.filter(_shows(today)[show])
    if hub:
        found = found.filter(enrolment__cohort__hub__reference=hub)
    if cohort:
        found = found.filter(enrolment__cohort__reference=cohort)
    for word in search.wanted_in(q):
        found = found.filter(enrolment__participant__search_text__contains=word)
    first_due = Case(
        When(limit_on__lt=today, then=F("limit_on")),
        default=F("returns_on"),
        output_field=DateField(),
    )
    urgency = Case(
        When(limit_on__lt=today, then=Value(0)),
        When(returns_on__isnull=False, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.annotate(urgency=urgency, first_due=first_due)


def _shows(today: date) -> dict[str, Q]:
    within = Q(limit_on=None) | Q(limit_on__gte=today)
    return {
        "past": Q(limit_on__lt=today),
        "due": Q(returns_on__lte=today + timedelta(SOON)) & within,
        "no-date": Q(returns_on=None),
    }


def where_paused(deferrals: QuerySet[Deferral]) -> list[tuple[str, str, str, str]]:
    """Return the cohorts of pauses that go on: the hub's code and name, its own code and name."""
    cohorts = deferrals.filter(is_open()).values_list(
        *("enrolment__cohort__hub__reference", "enrolment__cohort__hub__name"),
        *("enrolment__cohort__reference", "enrolment__cohort__name"),
    )
    return sorted(set(cohorts), key=lambda row: (row[1], row[3], row[2]))


def counts(deferrals: QuerySet[Deferral], *, today: date) -> dict[str, int]:
    """Count the pauses that go on: all, past their limit, due to return soon, without a day."""
    shows = _shows(today)
    return deferrals.filter(is_open()).aggregate(
        all=Count("pk"),
        past=Count("pk", filter=shows["past"]),
        due=Count("pk", filter=shows["due"]),
        no_date=Count("pk", filter=shows["no-date"]),
    )


def lines(keys: Sequence[int], *, today: date) -> list[PauseLine]:
    """Return the rows of one page, in the order of the keys."""
    rows = dict(_rows(Deferral.objects.filter(pk__in=keys), today))
    return [rows[key] for key in keys]


def export(
    deferrals: QuerySet[Deferral], *, today: date, with_evidence: bool
) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each pause, in the order of the list; the evidence to those who act on it."""
    for _, line in _rows(deferrals, today):
        yield (
            *(line.name, line.email, line.hub, line.cohort, line.deferred_on, line.reason),
            *(line.returns_on, line.limit_on, line.days_past or ""),
            *((line.evidence,) if with_evidence else ()),
        )


def _rows(deferrals: QuerySet[Deferral], today: date) -> Iterator[tuple[int, PauseLine]]:
    paused = StatusChange.objects.filter(
        enrolment=OuterRef("enrolment"), status=Enrolment.Status.DEFERRED
    )
    newest = paused.order_by("-on", "-pk").values("reason__label")[:1]
    rows = deferrals.annotate(reason=Subquery(newest)).values_list(
        *("pk", "enrolment__reference", "enrolment__participant__reference"),
        *("enrolment__participant__full_name", "enrolment__participant__email"),
        *("enrolment__cohort__name", "enrolment__cohort__hub__name", "deferred_on", "reason"),
        *("returns_on", "limit_on", "evidence"),
    )
    for pk, *row in rows.iterator(chunk_size=2000):
        yield pk, PauseLine(today, *row)
