"""A hundred thousand participants for measuring: set beside the demo world, in sets of rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import cycle, zip_longest
from random import Random

from django.db import transaction
from django.db.models import F, QuerySet

from accounts import access, audit
from accounts.models import Hub, School, User
from accounts.roles import Role
from participants.actions import enrolments, groups, progress
from participants.models import Attendance, Enrolment, Register
from participants.rules.enrolments import Entry
from programmes.actions import cohorts, leads
from programmes.actions import groups as cohort_groups
from programmes.models import (
    Activity,
    ChangeReason,
    Cohort,
    Group,
    Intake,
    Programme,
    Session,
)
from quality.demo import people, plan, teaching

COHORT_SIZE = 100
GROUP_SIZE = 25
BATCH = 500
NAME = "Scale cohort"
# The sizes that the budgets of the progress matrix and of the register name.
MATRICES = {"Matrix of 1,135": 1_135, "Matrix of 25": 25}
MATRIX_SESSIONS = 20
MARKS, MARK_WEIGHTS = Attendance.Mark.values, (90, 3, 2, 2, 3)
# Stays empty: a list of 10,000 is imported into it.
IMPORT_COHORT, IMPORT_PLACES = "Cohort for an import", 12_000
# TRNs that neither the DfE nor the demo world gives to anybody.
FIRST_TRN = 9_200_000

STARTS_ON, ENDS_ON = date(2026, 10, 5), date(2028, 4, 30)
OPENED_AT = teaching.moment(date(2026, 9, 14), time(10, 0))
LEFT_ON = date(2026, 11, 2)


@dataclass(frozen=True)
class Ground:
    """What the demo world has for the rows to stand on."""

    random: Random
    invented: Iterator[tuple[int, people.Person]]
    hubs: list[tuple[Hub, User]]
    programmes: list[Programme]
    schools: list[School]
    intake: Intake


def standing() -> int:
    """Count the participants that were added before."""
    return Enrolment.objects.filter(cohort__name__startswith=f"{NAME} ").count()


@transaction.atomic
def build(*, participants: int, matrices: Mapping[str, int] = MATRICES) -> None:
    """Add so many people in cohorts of a hundred, and the cohorts that the budgets name."""
    with audit.dated(OPENED_AT):
        ground = _ground()
        reasons = {
            enrolments.withdraw: _reason(ChangeReason.Kind.WITHDRAWAL),
            enrolments.defer: _reason(ChangeReason.Kind.DEFERRAL),
        }
        for number, start in enumerate(range(0, participants, COHORT_SIZE), start=1):
            size = min(COHORT_SIZE, participants - start)
            hub, leader = ground.random.choice(ground.hubs)
            cohort = _open(ground, f"{NAME} {number}", size, hub, leader)
            _fill(ground, cohort, size, leader)
            _depart(ground, cohort, reasons, leader)
        hub, leader = ground.hubs[0]
        for name, size in matrices.items():
            _teach(ground, _open(ground, name, size, hub, leader), size, leader)
        _open(ground, IMPORT_COHORT, IMPORT_PLACES, hub, leader)


def _ground() -> Ground:
    random = Random(20261005)
    hubs = Hub.objects.filter(lead_provider__name=plan.NIOT).order_by("pk")
    return Ground(
        random=random,
        invented=enumerate(people.invent_people(random)),
        hubs=[(hub, _leader_of(hub)) for hub in hubs],
        programmes=list(
            Programme.objects.filter(
                lead_provider__name=plan.NIOT,
                curricula__status="published",
                offerings__intake__identifier="2026b",
            ).order_by("pk")
        ),
        schools=list(School.objects.filter(urn__startswith="99").order_by("pk")),
        intake=Intake.objects.get(identifier="2026b"),
    )


def _leader_of(hub: Hub) -> User:
    user = User.objects.get(email=_account(Role.HUB_LEADER, hub.name).email)
    access.act(user, "", at=OPENED_AT)
    return user


def _reason(kind: str) -> ChangeReason:
    return ChangeReason.objects.filter(kind=kind).order_by("position", "pk")[0]


def _open(ground: Ground, name: str, size: int, hub: Hub, leader: User) -> Cohort:
    """Open a cohort of one of the programmes, which the random numbers choose."""
    cohort = cohorts.create(
        name=name,
        programme=ground.random.choice(ground.programmes),
        hub=hub,
        intake=ground.intake,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        capacity=size,
        by=leader,
    )
    cohort = cohorts.move_to(cohort=cohort, status=Cohort.Status.OPEN, by=leader)
    return cohorts.move_to(cohort=cohort, status=Cohort.Status.RUNNING, by=leader)


def _fill(ground: Ground, cohort: Cohort, size: int, leader: User) -> list[Group]:
    """Give every place of the cohort to somebody new, and spread them over groups."""
    for start in range(0, size, BATCH):
        entries = [_entry(ground) for _ in range(min(BATCH, size - start))]
        enrolments.enrol_many(
            cohort=cohort, entries=entries, joined_on=STARTS_ON, at=OPENED_AT, by=leader
        )
    names = [f"Group {number}" for number in range(1, -(-size // GROUP_SIZE) + 1)]
    made = cohort_groups.create_many(cohort=cohort, names=names, by=leader)
    groups.spread(cohort=cohort, groups=made, on=STARTS_ON, by=leader)
    return made


def _entry(ground: Ground) -> Entry:
    number, person = next(ground.invented)
    return Entry(
        full_name=person.full_name,
        # Another mailbox than the demo world's people, whose numbers start at one as well.
        email=person.email.replace("@", ".scale@"),
        trn=str(FIRST_TRN + number),
        school=ground.random.choice(ground.schools),
        is_funded=ground.random.random() < 0.8,
    )


def _depart(
    ground: Ground, cohort: Cohort, reasons: dict[Callable[..., Enrolment], ChangeReason], by: User
) -> None:
    """Let two withdraw and two defer, so that a filter by status has something to find."""
    at = teaching.moment(LEFT_ON, time(15, 0))
    with audit.dated(at):
        leaving = list(cohort.enrolments.order_by("pk"))[: 2 * len(reasons)]
        for enrolment, act in zip(leaving, cycle(reasons), strict=False):
            act(enrolment=enrolment, reason=reasons[act], on=LEFT_ON, at=at, by=by)


def _teach(ground: Ground, cohort: Cohort, size: int, leader: User) -> None:
    """Fill a cohort; each group has twenty sessions, a mark for everybody in each, some study."""
    made = _fill(ground, cohort, size, leader)
    live = list(_activities(cohort).filter(mode__in=Activity.LIVE_MODES))[:MATRIX_SESSIONS]
    days = _days(MATRIX_SESSIONS)
    meetings = Session.objects.bulk_create(
        _session(cohort, group, day, activity, number)
        for number, (day, activity) in enumerate(zip_longest(days, live), start=1)
        for group in made
    )
    if len(made) == 1:
        facilitator = User.objects.get(email=_account(Role.FACILITATOR).email)
        leads.appoint_leads(sessions=meetings, user=facilitator, by=leader)
    _take_registers(ground, cohort, meetings, leader)
    _study(ground, cohort)


def _session(
    cohort: Cohort, group: Group, day: date, activity: Activity | None, number: int
) -> Session:
    # In the evening the facilitator of the demo world leads nothing else.
    starts_at = teaching.moment(day, time(19, 0))
    return Session(
        cohort=cohort,
        group=group,
        activity=activity,
        title=activity.title if activity else f"Seminar {number}",
        mode=activity.mode if activity else Activity.Mode.LIVE_ONLINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        status=Session.Status.HELD,
    )


def _take_registers(
    ground: Ground, cohort: Cohort, meetings: Sequence[Session], leader: User
) -> None:
    """Mark everybody in every register; nearly a thousand at once, so not one by one."""
    members: dict[int | None, list[Enrolment]] = {}
    for enrolment in cohort.enrolments.annotate(group=F("group_memberships__group")).order_by("pk"):
        members.setdefault(enrolment.group, []).append(enrolment)
    taken = Register.objects.bulk_create(
        Register(session=session, taken_at=session.ends_at, taken_by=leader) for session in meetings
    )
    marks = [
        Attendance(session=session, enrolment=enrolment, mark=mark)
        for session in meetings
        for enrolment, mark in zip(
            members[session.group_id],
            ground.random.choices(MARKS, MARK_WEIGHTS, k=len(members[session.group_id])),
            strict=True,
        )
    ]
    Attendance.objects.bulk_create(marks, batch_size=BATCH)
    told: dict[int, dict[str, str]] = {session.pk: {} for session in meetings}
    for mark in marks:
        told[mark.session_id][mark.enrolment.reference] = mark.mark
    audit.record_many(
        "register.taken", by=leader, changes=[(r, {}, told[r.session_id]) for r in taken]
    )


def _study(ground: Ground, cohort: Cohort) -> None:
    alone = list(_activities(cohort).exclude(mode__in=Activity.LIVE_MODES))
    progress.mark_set_done(
        entries=[
            (enrolment, activity, activity.minutes, LEFT_ON)
            for enrolment in cohort.enrolments.order_by("pk")
            for activity in alone
            if ground.random.random() < 0.5
        ],
        by=None,
    )


def _activities(cohort: Cohort) -> QuerySet[Activity]:
    activities = Activity.objects.filter(module__curriculum=cohort.curriculum_id)
    return activities.order_by("module__position", "position")


def _days(count: int) -> list[date]:
    """Return so many working days from the second on; none of them is a bank holiday."""
    days = (STARTS_ON + timedelta(days=number) for number in range(1, count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def _account(role: Role, hub: str = "") -> plan.AccountPlan:
    return next(a for a in plan.ACCOUNTS if a.role == role and (not hub or a.hub == hub))
