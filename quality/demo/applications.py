"""The demo world's applications: a queue of 60, accepted and rejected ones, duplicates, a waiting
list: received and decided through the actions, the same for the same day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random
from uuid import UUID

from accounts import audit
from applications.actions import applications
from applications.actions.receiving import receive_many
from applications.models import Application
from applications.rules.receiving import Received
from participants.models import Enrolment
from programmes.actions import cohorts as cohort_actions
from programmes.actions import places
from programmes.models import ChangeReason, Cohort, Intake, Programme
from quality.demo import plan
from quality.demo.organisations import Organisations
from quality.demo.people import Person
from quality.demo.teaching import moment

INTAKE = "2026b"
QUEUE = 60
ROLES = ("Class teacher", "Head of year", "Subject lead", "Assistant headteacher", "Deputy head")
CHOICES = ("school", "trust", "self", "employer")
# What the queue's first courses are, and how many places their spring cohorts have.
COURSES = {"NPQSL": 30, "NPQLTD": 30, "NPQLT": 2}


def build(
    founded: Organisations, invented: Iterator[Person], random: Random, *, today: date
) -> None:
    """Let applications come in over six weeks and decide some, at one hub and at none."""
    at = moment(today - timedelta(days=42), time(9, 0))
    with audit.dated(at):
        opened = _open_cohorts(founded, today=today)
        hub, leader = founded.hubs[plan.NORTH_WEST], founded.leader_of(plan.NORTH_WEST)
        taken = _funded_already(hub.pk)
        intake = Intake.objects.get(identifier=INTAKE)
        places.set_funded_places(intake=intake, by_hub={hub: taken + 40}, by=leader)
    codes = cycle([cohort.programme.qualification.identifier for cohort in opened])
    people = list(islice(invented, QUEUE + 12))
    entries = [
        _entry(person, number, str(next(codes)), founded, random, at=at)
        for number, person in enumerate(people)
    ]
    with audit.dated(at):
        answers = receive_many(
            entries=[*entries, *_doubles(entries)],
            lead_provider=founded.providers[plan.NIOT],
            at=at,
            by=None,
        )
    arrived = [answer.application for answer in answers if answer.application]
    decided_at = moment(today - timedelta(days=7), time(15, 0))
    with audit.dated(decided_at):
        _decide(arrived[:12], opened, founded, at=decided_at)


def _open_cohorts(founded: Organisations, *, today: date) -> list[Cohort]:
    """Open spring cohorts of the courses that are taught."""
    leader = founded.leader_of(plan.NORTH_WEST)
    programmes = Programme.objects.filter(
        lead_provider=founded.providers[plan.NIOT],
        qualification__code__in=COURSES,
        curricula__status="published",
        offerings__intake__identifier=INTAKE,
    ).select_related("qualification")
    opened = []
    for programme in programmes.order_by("qualification__position"):
        code, title = programme.qualification.code, programme.qualification.title
        starts_on = today + timedelta(days=70)
        cohort = cohort_actions.create(
            name=f"{title}, {starts_on:%B %Y}",
            programme=programme,
            hub=founded.hubs[plan.NORTH_WEST],
            intake=Intake.objects.get(identifier=INTAKE),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=30 * programme.qualification.months),
            capacity=COURSES[code],
            delivery_partner=None,
            by=leader,
        )
        opened.append(cohort_actions.move_to(cohort=cohort, status=Cohort.Status.OPEN, by=leader))
    return opened


def _funded_already(hub: int) -> int:
    """Count the funded places that the cohorts of the plan took."""
    held = Enrolment.objects.filter(cohort__hub=hub, cohort__intake__identifier=INTAKE)
    return held.filter(is_funded=True).exclude(status__in=("withdrawn", "transferred")).count()


def _entry(
    person: Person,
    number: int,
    course: str,
    founded: Organisations,
    random: Random,
    *,
    at: datetime,
) -> Received:
    """Return one application; of eight one is not eligible, one not said, one at no hub yet."""
    school = random.choice(founded.schools[plan.NORTH_WEST])
    eligible = {5: False, 6: None}.get(number % 8, True)
    return Received(
        id=UUID(int=random.getrandbits(128), version=4),
        participant_id=UUID(int=random.getrandbits(128), version=4),
        full_name=person.full_name,
        email=person.email,
        course_identifier=course,
        cohort=INTAKE,
        teacher_reference_number=person.trn if number % 9 else "",
        teacher_reference_number_validated=bool(number % 9) and number % 5 > 0,
        date_of_birth=date(1975 + number % 22, 1 + number % 12, 1 + number % 27),
        school_urn=school.urn if number % 11 else "",
        employer_name="" if number % 11 else "Pennine Education Partnership",
        employment_role=ROLES[number % len(ROLES)],
        headteacher_status="no",
        funding_choice="" if eligible else CHOICES[number % len(CHOICES)],
        eligible_for_funding=eligible,
        ineligible_for_funding_reason="previously-funded" if eligible is False else "",
        sponsor_name="Morgan Ashby",
        sponsor_email=f"sponsor{number}@example.org",
        created_at=at + timedelta(hours=9 * number),
        hub=None if number % 15 == 14 else founded.hubs[plan.NORTH_WEST],
        rest={"works_in_school": "true", "teacher_catchment": "england"},
    )


def _doubles(entries: list[Received]) -> list[Received]:
    """Return two people who applied twice: once by the same address, once by the same TRN."""
    first, second = entries[20], entries[22]
    again = UUID(int=1, version=4), UUID(int=2, version=4)
    changed = {"id": again[0], "created_at": first.created_at}
    return [
        Received(**vars(first) | changed),
        Received(**vars(second) | {"id": again[1], "email": "second.address@example.org"}),
    ]


def _decide(
    rows: list[Application], opened: list[Cohort], founded: Organisations, *, at: datetime
) -> None:
    """Accept most, reject two, reject one afterwards; for a full cohort some wait."""
    leader = founded.leader_of(plan.NORTH_WEST)
    reasons = ChangeReason.objects.filter(kind="rejection").order_by("position")
    by_programme = {cohort.programme_id: cohort for cohort in opened}
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        cohort = by_programme[row.programme_id]
        is_full = taken.get(cohort.pk, 0) >= cohort.capacity
        if number in (4, 7):
            applications.reject(application=row, reason=reasons[number // 7], at=at, by=leader)
        elif is_full:
            applications.put_on_waiting_list(
                application=row, cohort=cohort, funded_place=False, at=at, by=leader
            )
        else:
            done = applications.accept(
                application=row,
                cohort=cohort,
                funded_place=row.eligible_for_funding is True,
                at=at,
                by=leader,
            )
            taken[cohort.pk] = taken.get(cohort.pk, 0) + 1
            if number == 1:
                applications.reject(application=done, reason=reasons[1], at=at, by=leader)
                taken[cohort.pk] -= 1
