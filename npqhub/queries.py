"""What the homes of leaders and readers count: cohorts, hubs, registers, imports, accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from accounts.access import hubs_for
from accounts.models import Hub, User
from applications.queries.queue import count_to_decide
from participants.access import contacts_for, enrolments_for, imports_for, requests_for
from participants.models import Attendance, Enrolment, GroupMembership, ImportRow, ParticipantImport
from participants.models.enrolment import EnrolmentQuerySet
from participants.queries import contacts
from programmes.access import cohorts_for, sessions_for
from programmes.models import Cohort, Group, Session, SessionLead

# How far back attendance is compared, and how long an import with refused rows is shown.
ATTENDANCE_WEEKS = 8
IMPORT_DAYS = 14
UNDER_WAY = (Cohort.Status.OPEN, Cohort.Status.RUNNING)


@dataclass(frozen=True)
class CohortLine:
    """A cohort under way with what somebody should do about it."""

    cohort: Cohort
    taken: int
    without_group: int
    without_account: int
    missing: int


@dataclass(frozen=True)
class HubLine:
    """A hub beside the others."""

    hub: Hub
    cohorts: int
    taken: int
    capacity: int
    attended: int
    marked: int
    missing: int
    # Of the whole lead provider, with those that no hub was given.
    all_to_decide: int

    @property
    def attendance(self) -> int | None:
        """Percent of registered places at sessions that were attended or caught up."""
        return round(100 * self.attended / self.marked) if self.marked else None

    @property
    def filled(self) -> int:
        """Percent of the places that are taken."""
        return round(100 * self.taken / self.capacity) if self.capacity else 0


def to_do(user: User) -> list[contacts.ToDo]:
    """Return the requests to answer and the user's own next actions, in one statement."""
    return contacts.to_do(contacts_for(user), requests_for(user), user)


def missing_registers(user: User, *, at: datetime) -> QuerySet[Session]:
    """Return the sessions in scope that are over, stand, and have no register."""
    over = sessions_for(user).standing().filter(ends_at__lt=at, register=None)
    return over.exclude(cohort__status=Cohort.Status.CANCELLED)


def to_chase(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return sessions with what a list of missing registers names, the newest first."""
    leads = Prefetch("leads", SessionLead.objects.select_related("user").order_by("-part", "pk"))
    rows = sessions.select_related("cohort__hub", "group").prefetch_related(leads)
    return rows.order_by("-starts_at", "pk")


def sessions_this_week(user: User, *, at: datetime) -> int:
    """Count the sessions from Monday to Sunday of this week in London."""
    now = timezone.localtime(at)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=now.weekday())
    week = (monday, monday + timedelta(days=7))
    sessions = sessions_for(user).standing()
    return sessions.filter(starts_at__gte=week[0], starts_at__lt=week[1]).count()


def missing_by_cohort(user: User, *, at: datetime) -> dict[int, int]:
    """Count the registers that are missing, by cohort."""
    rows = missing_registers(user, at=at).order_by().values_list("cohort")
    return dict(rows.annotate(n=Count("pk")))


def cohort_lines(user: User, missing: Mapping[int, int]) -> list[CohortLine]:
    """Return the cohorts under way in scope, those with the most to do first, in two queries."""
    cohorts = cohorts_for(user).filter(status__in=UNDER_WAY)
    of_people = _people_by_cohort(enrolments_for(user).filter(cohort__status__in=UNDER_WAY))
    lines = [
        CohortLine(cohort, *of_people.get(cohort.pk, (0, 0, 0)), missing.get(cohort.pk, 0))
        for cohort in cohorts.select_related("programme__qualification", "hub").order_by(
            "name", "pk"
        )
    ]
    return sorted(lines, key=lambda line: -(line.missing + line.without_group))


def _people_by_cohort(enrolments: EnrolmentQuerySet) -> dict[int, tuple[int, int, int]]:
    """Count for each cohort the places taken, and of these without a group and an account."""
    seminar = GroupMembership.objects.filter(
        enrolment=OuterRef("pk"), ends_on=None, group__kind=Group.Kind.SEMINAR
    )
    active = Q(status=Enrolment.Status.ACTIVE)
    rows = (
        enrolments.holding_a_place()
        .order_by()
        .values_list("cohort")
        .annotate(
            taken=Count("pk"),
            without_group=Count("pk", filter=Q(active, ~Exists(seminar))),
            without_account=Count("pk", filter=active & Q(participant__user=None)),
        )
    )
    return {key: tuple(counts) for key, *counts in rows}


def hub_lines(user: User, *, at: datetime) -> list[HubLine]:
    """Return the hubs in scope side by side, in five queries."""
    under_way = cohorts_for(user).filter(status__in=UNDER_WAY).order_by().values_list("hub")
    cohorts = {
        hub: (number, places)
        for hub, number, places in under_way.annotate(n=Count("pk"), places=Sum("capacity"))
    }
    taken = _by_hub(
        enrolments_for(user).filter(cohort__status__in=UNDER_WAY).holding_a_place(),
        "cohort__hub",
    )
    attendance = _attendance_by_hub(user, at)
    missing = _by_hub(missing_registers(user, at=at), "cohort__hub")
    return [
        HubLine(
            hub=hub,
            cohorts=cohorts.get(hub.pk, (0, 0))[0],
            taken=taken.get(hub.pk, 0),
            capacity=cohorts.get(hub.pk, (0, 0))[1],
            attended=attendance.get(hub.pk, (0, 0))[0],
            marked=attendance.get(hub.pk, (0, 0))[1],
            missing=missing.get(hub.pk, 0),
            all_to_decide=vars(hub)["to_decide"],
        )
        for hub in hubs_for(user).annotate(to_decide=count_to_decide(user)).order_by("name", "pk")
    ]


def _by_hub(rows: QuerySet, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(n=Count("pk")))


def _attendance_by_hub(user: User, at: datetime) -> dict[int, tuple[int, int]]:
    """Count for each hub the marks of the last weeks that are credited, and all of them."""
    since = at - timedelta(weeks=ATTENDANCE_WEEKS)
    credited = Q(mark__in=Attendance.ATTENDED) | Q(caught_up_on__isnull=False)
    sessions = sessions_for(user).standing().filter(starts_at__gte=since, starts_at__lt=at)
    rows = (
        Attendance.objects.filter(session__in=sessions)
        .order_by()
        .values_list("session__cohort__hub")
        .annotate(attended=Count("pk", filter=credited), marked=Count("pk"))
    )
    return {hub: (attended, marked) for hub, attended, marked in rows}


def imports_with_errors(user: User, *, at: datetime) -> QuerySet[ParticipantImport]:
    """Return the lists of the last days of which rows were refused, newest first."""
    refused = ImportRow.objects.filter(
        participant_import=OuterRef("pk"), outcome=ImportRow.Outcome.REFUSED
    )
    recent = imports_for(user).filter(uploaded_at__gte=at - timedelta(days=IMPORT_DAYS))
    rows = recent.filter(Exists(refused)).annotate(
        refused=Count("rows", filter=Q(rows__outcome=ImportRow.Outcome.REFUSED))
    )
    return rows.select_related("cohort", "stored_file").order_by("-uploaded_at", "pk")
