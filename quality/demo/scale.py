"""A hundred thousand participants for measuring: rows in bulk beside the demo world."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from accounts.models import Hub, School, User
from participants.models import (
    ActivityProgress,
    Attendance,
    Enrolment,
    GroupMembership,
    Participant,
    Register,
    StatusChange,
)
from participants.rules import people as rules
from programmes.models import Activity, Cohort, Curriculum, Group, Intake, Session
from quality.demo import people, plan, teaching

BATCH = 2_000
COHORT_SIZE = 100
# The sizes that the budgets of the progress matrix name: rows, and sessions as columns.
MATRICES = (("Matrix of 1,135", 1_135), ("Matrix of 25", 25))
MATRIX_SESSIONS = 20


def build(*, participants: int, today: date) -> None:
    """Add `participants` people in cohorts of a hundred, and the cohorts of the matrix budgets."""
    random = Random(participants)
    invented = people.invent_people(random)
    hubs = list(Hub.objects.filter(lead_provider__name=plan.NIOT).order_by("pk"))
    curricula = list(
        Curriculum.objects.filter(
            status=Curriculum.Status.PUBLISHED, programme__lead_provider__name=plan.NIOT
        ).order_by("pk")
    )
    intake = Intake.objects.get(identifier="2026b")
    schools = list(School.objects.filter(urn__startswith="99").order_by("pk"))
    numbers = range(1, -(-participants // COHORT_SIZE) + 1)
    cohorts = Cohort.objects.bulk_create(
        (
            _cohort(f"Scale cohort {n}", random.choice(hubs), random.choice(curricula), intake)
            for n in numbers
        ),
        batch_size=BATCH,
    )
    places = (cohort for cohort in cohorts for _ in range(COHORT_SIZE))
    pairs = islice(zip(invented, places, strict=False), participants)
    while batch := list(islice(pairs, BATCH)):
        _enrol(batch, schools, random)
    for name, size in MATRICES:
        _matrix(name, size, hubs[0], curricula[0], intake, invented, schools, random, today)


def _cohort(
    name: str, hub: Hub, curriculum: Curriculum, intake: Intake, *, size: int = 0
) -> Cohort:
    return Cohort(
        name=name,
        hub=hub,
        curriculum=curriculum,
        programme_id=curriculum.programme_id,
        intake=intake,
        starts_on=date(2026, 10, 5),
        ends_on=date(2028, 4, 30),
        capacity=size or COHORT_SIZE,
        status=Cohort.Status.RUNNING,
    )


@transaction.atomic
def _enrol(
    batch: list[tuple[people.Person, Cohort]], schools: list[School], random: Random
) -> list[Enrolment]:
    """Write a batch of people with a place each, in a statement for each table."""
    made = Participant.objects.bulk_create(
        _participant(person, random.choice(schools)) for person, _ in batch
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            participant=participant,
            cohort=cohort,
            programme_id=cohort.programme_id,
            joined_on=cohort.starts_on,
        )
        for participant, (_, cohort) in zip(made, batch, strict=True)
    )
    at = teaching.moment(date(2026, 9, 14), time(10, 0))
    StatusChange.objects.bulk_create(
        StatusChange(enrolment=enrolment, status=enrolment.status, on=enrolment.joined_on, at=at)
        for enrolment in enrolments
    )
    return enrolments


def _participant(person: people.Person, school: School) -> Participant:
    # Another mailbox than the demo world's people, whose numbers start at one as well.
    email = person.email.replace("@", ".scale@")
    return Participant(
        full_name=person.full_name,
        sort_name=rules.sort_name(person.full_name),
        email=email,
        trn="",
        school=school,
        search_text=rules.search_text(
            full_name=person.full_name, email=email, trn="", school=f"{school.name} {school.urn}"
        ),
    )


@transaction.atomic
def _matrix(
    name: str,
    size: int,
    hub: Hub,
    curriculum: Curriculum,
    intake: Intake,
    invented: Iterator[people.Person],
    schools: list[School],
    random: Random,
    today: date,
) -> None:
    """Make one large group with twenty sessions behind it, a mark for everybody, and some study."""
    cohort = _cohort(name, hub, curriculum, intake, size=size)
    cohort.save()
    group = Group.objects.create(cohort=cohort, name="Everybody")
    enrolments = []
    for start in range(0, size, BATCH):
        people_now = islice(invented, min(BATCH, size - start))
        enrolments += _enrol([(person, cohort) for person in people_now], schools, random)
    GroupMembership.objects.bulk_create(
        GroupMembership(enrolment=each, group=group, starts_on=each.joined_on)
        for each in enrolments
    )
    first = teaching.moment(today - timedelta(days=MATRIX_SESSIONS + 1), time(16, 0))
    sessions = Session.objects.bulk_create(
        _session(cohort, group, number, first + timedelta(days=number))
        for number in range(MATRIX_SESSIONS)
    )
    taken_by = User.objects.get(email=plan.ACCOUNTS[1].email)
    Register.objects.bulk_create(
        Register(session=session, taken_at=session.ends_at, taken_by=taken_by)
        for session in sessions
    )
    marks = random.choices(Attendance.Mark.values, (90, 3, 2, 2, 3), k=size * len(sessions))
    Attendance.objects.bulk_create(
        (
            Attendance(session=session, enrolment=each, mark=marks.pop())
            for session in sessions
            for each in enrolments
        ),
        batch_size=BATCH,
    )
    alone = Activity.objects.filter(module__curriculum=curriculum).exclude(
        mode__in=Activity.LIVE_MODES
    )
    ActivityProgress.objects.bulk_create(
        (
            ActivityProgress(
                enrolment=each, activity=activity, done_on=cohort.starts_on, minutes=45
            )
            for activity in alone
            for each in enrolments
            if random.random() < 0.5
        ),
        batch_size=BATCH,
    )


def _session(cohort: Cohort, group: Group, number: int, starts_at: datetime) -> Session:
    return Session(
        cohort=cohort,
        group=group,
        title=f"Seminar {number + 1}",
        mode=Activity.Mode.LIVE_ONLINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        status=Session.Status.HELD,
    )
