"""People as the list, the export and the person's page show them: fetched by page, as tuples."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from accounts.models import User
from participants.models import Enrolment, GroupMembership, Participant, StatusChange
from participants.queries import search
from participants.queries.among import Among
from programmes.access import cohorts_for
from programmes.models import Group

STATUS_COLOURS = {
    Enrolment.Status.ACTIVE: "green",
    Enrolment.Status.DEFERRED: "yellow",
    Enrolment.Status.WITHDRAWN: "grey",
    Enrolment.Status.COMPLETED: "blue",
    Enrolment.Status.TRANSFERRED: "grey",
}
STATUS_LABELS = dict(Enrolment.Status.choices)
EXPORT_HEADINGS = (
    *("Full name", "Email", "TRN", "School URN", "School"),
    *("Programme", "Hub", "Cohort", "Status", "Joined on", "Left on", "Funded place"),
)


@dataclass(frozen=True, slots=True)
class CohortInScope:
    """A cohort whose people the user may see, with what the list can be narrowed by."""

    pk: int
    reference: str
    name: str
    hub: str
    hub_name: str
    programme: str
    programme_name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list was narrowed to."""

    cohorts: Sequence[int]
    q: str = ""
    status: str = ""


@dataclass(slots=True)
class PlaceLine:
    """A place, in a person's row of the list."""

    programme: str
    cohort: str
    cohort_reference: str
    status: str
    colour: str


@dataclass(slots=True)
class PersonLine:
    """A row of the list."""

    reference: str
    name: str
    email: str
    trn: str
    school: str
    places: list[PlaceLine] = field(default_factory=list)


def scope_of(user: User) -> list[CohortInScope]:
    """Return the cohorts that the user sees, newest first: the whole of the list's filters."""
    rows = cohorts_for(user).order_by("-starts_on", "name", "pk")
    return [
        CohortInScope(*row)
        for row in rows.values_list(
            *("pk", "reference", "name", "hub__reference", "hub__name"),
            *("programme__reference", "programme__qualification__code"),
        )
    ]


def found(wanted: Wanted) -> QuerySet[Participant]:
    """Return the people with a place that fits, each once."""
    people = search.matching(Participant.objects.all(), wanted.q)
    return people.filter(Exists(_places(wanted).filter(participant=OuterRef("pk"))))


@dataclass(frozen=True)
class People(Sequence[int]):
    """The keys of the people found, in an order, to cut a page from."""

    wanted: Wanted
    order: Sequence[str]

    @cached_property
    def total(self) -> int:
        """How many there are; without a search the places alone tell it, in half the time."""
        if self.wanted.q:
            return found(self.wanted).count()
        return _places(self.wanted).values("participant").distinct().count()

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, cut: int) -> int: ...
    @overload
    def __getitem__(self, cut: slice) -> list[int]: ...
    def __getitem__(self, cut: int | slice) -> int | list[int]:
        """Return the keys of a page, walking to it from the nearer end."""
        if isinstance(cut, int):
            return self[cut : cut + 1][0]
        keys = found(self.wanted).order_by(*self.order).values_list("pk", flat=True)
        if cut.start <= self.total // 2:
            return list(keys[cut])
        return list(keys.reverse()[self.total - cut.stop : self.total - cut.start])[::-1]


def lines(keys: Sequence[int], cohorts: Sequence[int]) -> list[PersonLine]:
    """Return the rows of one page, in the order of the keys, with their places in the cohorts."""
    rows = Participant.objects.filter(pk__in=keys).values_list(
        "pk", "reference", "full_name", "email", "trn", "school__name"
    )
    people = {
        pk: PersonLine(reference, name, email, trn, school or "")
        for pk, reference, name, email, trn, school in rows
    }
    places = Enrolment.objects.filter(Among("cohort_id", cohorts), participant__in=keys).order_by(
        "pk"
    )
    for pk, status, code, cohort, reference in places.values_list(
        *("participant", "status", "programme__qualification__code"),
        *("cohort__name", "cohort__reference"),
    ):
        people[pk].places.append(
            PlaceLine(
                *(code, cohort, reference, STATUS_LABELS[status]),
                STATUS_COLOURS[Enrolment.Status(status)],
            )
        )
    return [people[pk] for pk in keys]


def export(wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Yield a row for each place that fits, by name, without holding them all."""
    people = search.matching(Participant.objects.all(), wanted.q) if wanted.q else None
    places = _places(wanted)
    if people is not None:
        places = places.filter(participant__in=people)
    rows = places.order_by("participant__sort_name", "participant", "pk").values_list(
        *("participant__full_name", "participant__email", "participant__trn"),
        *("participant__school__urn", "participant__school__name"),
        *("programme__qualification__code", "cohort__hub__name", "cohort__name"),
        *("status", "joined_on", "left_on", "is_funded"),
    )
    for row in rows.iterator(chunk_size=2000):
        yield (*row[:8], STATUS_LABELS[row[8]], *row[9:])


def _places(wanted: Wanted) -> QuerySet[Enrolment]:
    places = Enrolment.objects.filter(Among("cohort_id", wanted.cohorts))
    return places.filter(status=wanted.status) if wanted.status else places


def places_of(participant: Participant, places: QuerySet[Enrolment]) -> list[Enrolment]:
    """Return a person's places among those given, newest first, with groups and history."""
    memberships = GroupMembership.objects.select_related("group").order_by("starts_on", "pk")
    changes = StatusChange.objects.select_related("reason", "by").order_by("-on", "-pk")
    return list(
        places.filter(participant=participant)
        .select_related("participant", "cohort__programme__qualification", "cohort__hub")
        .prefetch_related(
            Prefetch("group_memberships", memberships), Prefetch("status_changes", changes)
        )
        .order_by("-joined_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A place in a cohort, as the cohort's own pages list it."""

    reference: str
    participant_reference: str
    name: str
    school: str
    status: str
    colour: str
    joined_on: date
    left_on: date | None
    group: str
    group_reference: str
    has_account: bool


def members(keys: Sequence[int]) -> list[MemberLine]:
    """Return places as a cohort or a group lists them, by name."""
    rows = list(
        Enrolment.objects.filter(pk__in=keys)
        .order_by("participant__sort_name", "pk")
        .values_list(
            *("pk", "reference", "participant__reference", "participant__full_name"),
            *("participant__school__name", "status", "joined_on", "left_on", "participant__user"),
        )
    )
    groups = {
        pk: (name, reference)
        for pk, name, reference in GroupMembership.objects.filter(
            enrolment__in=keys, ends_on=None
        ).values_list("enrolment", "group__name", "group__reference")
    }
    return [
        MemberLine(
            *(reference, participant, name, school or ""),
            *(STATUS_LABELS[state], STATUS_COLOURS[Enrolment.Status(state)], joined_on, left_on),
            *groups.get(pk, ("", "")),
            user is not None,
        )
        for pk, reference, participant, name, school, state, joined_on, left_on, user in rows
    ]


def uninvited(places: QuerySet[Enrolment]) -> QuerySet[Participant]:
    """Return the people with an active place among those given who have no account, by name."""
    active = places.filter(participant=OuterRef("pk"), status=Enrolment.Status.ACTIVE)
    return Participant.objects.filter(Exists(active), user=None).order_by("sort_name", "pk")


@dataclass(frozen=True)
class Standing:
    """How a cohort stands: places by status, and who lacks a group or an account."""

    active: int
    deferred: int
    withdrawn: int
    completed: int
    transferred: int
    without_group: int
    without_account: int

    @property
    def taken(self) -> int:
        return sum(getattr(self, status) for status in Enrolment.HOLDS_A_PLACE)

    @property
    def by_status(self) -> list[tuple[str, str, int]]:
        """Each status with its words and how many places have it."""
        return [(s.value, s.label, getattr(self, s.value)) for s in Enrolment.Status]


def standing_of(places: QuerySet[Enrolment]) -> Standing:
    """Count a cohort's places in one statement."""
    active = Q(status=Enrolment.Status.ACTIVE)
    in_group = Exists(
        GroupMembership.objects.filter(
            enrolment=OuterRef("pk"), group__kind=Group.Kind.SEMINAR, ends_on=None
        )
    )
    by_status = {s.value: Count("pk", filter=Q(status=s)) for s in Enrolment.Status}
    counted = places.annotate(in_group=in_group).aggregate(
        **by_status,
        without_group=Count("pk", filter=active & Q(in_group=False)),
        without_account=Count("pk", filter=active & Q(participant__user=None)),
    )
    return Standing(**counted)
