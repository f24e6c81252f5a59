"""People as their own page and a cohort's pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from participants.models import Deferral, Enrolment, GroupMembership, Participant, StatusChange
from programmes.models import Group

STATUS_COLOURS: dict[str, str] = {
    Enrolment.Status.ACTIVE: "green",
    Enrolment.Status.DEFERRED: "yellow",
    Enrolment.Status.WITHDRAWN: "grey",
    Enrolment.Status.COMPLETED: "blue",
    Enrolment.Status.TRANSFERRED: "grey",
}
STATUS_LABELS = dict(Enrolment.Status.choices)


def places_of(participant: Participant, places: QuerySet[Enrolment]) -> list[Enrolment]:
    """Return a person's places among those given, newest first, with groups and history."""
    memberships = GroupMembership.objects.select_related("group").order_by("starts_on", "pk")
    changes = StatusChange.objects.select_related("reason", "by").order_by("-on", "-pk")
    return list(
        places.filter(participant=participant)
        .select_related("participant", "cohort__programme__qualification", "cohort__hub")
        .prefetch_related(
            Prefetch("group_memberships", memberships),
            Prefetch("status_changes", changes),
            Prefetch("deferrals", Deferral.objects.filter(ended_on=None)),
        )
        .order_by("-joined_on", "-pk")
    )


def with_group_and_return(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Add to places the seminar group of now, and when and how long at most somebody pauses."""
    groups = GroupMembership.objects.filter(
        enrolment=OuterRef("pk"), group__kind=Group.Kind.SEMINAR, ends_on=None
    )
    pauses = Deferral.objects.filter(enrolment=OuterRef("pk"), ended_on=None)
    return places.annotate(
        group_name=Subquery(groups.order_by("-starts_on", "-pk").values("group__name")[:1]),
        returns_on=Subquery(pauses.values("returns_on")[:1]),
        limit_on=Subquery(pauses.values("limit_on")[:1]),
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
