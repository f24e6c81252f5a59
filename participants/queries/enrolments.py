"""What is counted and known of places: taken ones, last changes, last marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone

from govuk.dates import date_text, datetime_text
from participants.models import Attendance, Enrolment, GroupMembership, Participant, WaitingPlace
from programmes.models import Cohort, Group, Session


def places_taken(cohort: Cohort) -> int:
    """Count the places of a cohort that are held, and those that are on offer to somebody."""
    held = Enrolment.objects.filter(cohort=cohort).holding_a_place().values("pk")
    on_offer = WaitingPlace.objects.filter(cohort=cohort).holding_a_place().values("pk")
    return held.union(on_offer, all=True).count()


def standing_of(
    people: Iterable[Participant], cohort: Cohort
) -> tuple[dict[int, Enrolment], set[int]]:
    """Return who of the people is in the cohort, and who has an open place on its programme."""
    on_programme = Enrolment.objects.filter(
        participant__in=[person.pk for person in people], programme=cohort.programme_id
    )
    here: dict[int, Enrolment] = {}
    open_places: set[int] = set()
    for enrolment in on_programme:
        if enrolment.cohort_id == cohort.pk:
            here[enrolment.participant_id] = enrolment
        if enrolment.status in Enrolment.OPEN:
            open_places.add(enrolment.participant_id)
    return here, open_places


def has_another_open_place(enrolment: Enrolment) -> bool:
    """Say whether the person has an open place on the programme besides this one."""
    same = Enrolment.objects.filter(
        participant=enrolment.participant_id, programme=enrolment.programme_id
    )
    return same.filter(status__in=Enrolment.OPEN).exclude(pk=enrolment.pk).exists()


def handed_over_from(cohort: Cohort, *, email: str) -> Enrolment | None:
    """Return the place in a cohort of somebody who went to another lead provider."""
    gone = Enrolment.objects.filter(
        cohort=cohort, status=Enrolment.Status.TRANSFERRED, provider_after__isnull=False
    )
    address = email.strip().lower()
    return gone.filter(participant__email=address).select_related("participant").first()


def last_change_on(enrolment: Enrolment) -> date | None:
    """Return the day of the newest step of the place's history."""
    return enrolment.status_changes.aggregate(last=Max("on"))["last"]


def last_attended_on(enrolment: Enrolment) -> date | None:
    """Return the London day of the last session that the participant attended."""
    attended = enrolment.attendances.filter(mark__in=Attendance.ATTENDED)
    last = attended.aggregate(last=Max("session__starts_at"))["last"]
    return timezone.localdate(last) if last else None


def last_marked_on(enrolments: Iterable[Enrolment]) -> dict[int, date]:
    """Return, by enrolment, the London day of the last group register that names it."""
    marked = (
        Attendance.objects.filter(enrolment__in=[e.pk for e in enrolments])
        .exclude(session__group=None)
        .values_list("enrolment_id")
        .annotate(last=Max("session__starts_at"))
    )
    return {pk: timezone.localdate(last) for pk, last in marked}


def group_sizes(groups: Sequence[Group]) -> dict[int, int]:
    """Count the people who are in each group and have not left it."""
    counted = dict(
        GroupMembership.objects.filter(group__in=groups, ends_on=None)
        .values_list("group")
        .annotate(size=Count("pk"))
    )
    return {group.pk: counted.get(group.pk, 0) for group in groups}


@dataclass(frozen=True)
class Meetings:
    """How many are in a group, and when it meets from a day on."""

    members: int
    sessions: int
    next_at: datetime | None

    @property
    def in_words(self) -> str:
        members = f"{self.members} member{'' if self.members == 1 else 's'}"
        if self.next_at is None:
            return f"{members}. No session is planned."
        sessions = f"{self.sessions} session{'' if self.sessions == 1 else 's'} to come"
        return f"{members}. {sessions}, the next on {date_text(self.next_at)}."

    @property
    def next_step(self) -> str:
        if self.next_at is None:
            return "No session of the group is planned. Next, make its timetable."
        return f"Their first session there is on {datetime_text(self.next_at)}."


def meetings_of(groups: Sequence[Group], *, on: date) -> dict[int, Meetings]:
    """Return by group how many members it has and which sessions from a day of London on."""
    midnight = timezone.make_aware(datetime.combine(on, time.min))
    planned = Session.objects.standing().filter(group__in=groups, starts_at__gte=midnight)
    rows = planned.values_list("group").annotate(number=Count("pk"), next_at=Min("starts_at"))
    found = {group: (number, next_at) for group, number, next_at in rows.order_by()}
    sizes = group_sizes(groups)
    return {g.pk: Meetings(sizes[g.pk], *found.get(g.pk, (0, None))) for g in groups}


def without_group(cohort: Cohort, *, kind: str = Group.Kind.SEMINAR) -> list[Enrolment]:
    """Return the active enrolments that are in no group of the kind, by name."""
    in_group = GroupMembership.objects.filter(
        enrolment=OuterRef("pk"), group__kind=kind, ends_on=None
    )
    return list(
        Enrolment.objects.filter(~Exists(in_group), cohort=cohort, status=Enrolment.Status.ACTIVE)
        .select_related("participant")
        .order_by("participant__sort_name", "pk")
    )


def count_without_group(cohort: Cohort, *, kind: str = Group.Kind.SEMINAR) -> int:
    """Count the active enrolments that are in no group of the kind."""
    in_group = GroupMembership.objects.filter(
        enrolment=OuterRef("pk"), group__kind=kind, ends_on=None
    )
    active = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    return active.filter(~Exists(in_group)).count()


def groups_now(enrolment: Enrolment) -> list[Group]:
    """Return the groups that the person has not left."""
    memberships = GroupMembership.objects.filter(enrolment=enrolment, ends_on=None)
    return [membership.group for membership in memberships.select_related("group")]


def member_keys(group: Group) -> list[int]:
    """Return which places are in a group and have not left it."""
    members = GroupMembership.objects.filter(group=group, ends_on=None)
    return list(members.values_list("enrolment", flat=True))


def former_members(group: Group) -> list[GroupMembership]:
    """Return the memberships of a group that have ended, newest first."""
    ended = GroupMembership.objects.filter(group=group).exclude(ends_on=None)
    return list(ended.select_related("enrolment__participant").order_by("-ends_on", "-pk"))
