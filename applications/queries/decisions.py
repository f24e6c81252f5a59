"""What is known when applications are to be decided: rivals, people, cohorts, funding."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from applications.models import Application
from applications.queries.funding import Key, funded_by_place
from applications.rules.applications import (
    Funded,
    Rival,
    funded_by_default,
    obstacles_to_accepting,
    obstacles_to_accepting_unasked,
    obstacles_to_deciding,
    same_course,
)
from participants.models import Enrolment, WaitingPlace
from participants.queries.identities import Identity, Known, known
from participants.rules.enrolments import (
    HAS_A_PLACE,
    OPEN_TO_ENROLMENT,
    already_there,
    full_sentence,
    obstacles_to_enrolling,
)
from programmes.access import cohorts_for
from programmes.models import Cohort, Schedule
from programmes.reference.schedules import default_schedules
from programmes.rules.schedules import default_schedule

Status = Application.Status
BESIDE_ANOTHER = "Another application of this person is accepted here, and this one then rejected."
NAMED = ("programme__qualification", "programme__lead_provider", "intake", "hub", "school")


@dataclass
class Room:
    """A cohort with its places: those taken, and those that this plan would take."""

    cohort: Cohort
    taken: int
    planned: int = 0

    @property
    def free(self) -> int:
        """The places that are free now."""
        return max(0, self.cohort.capacity - self.taken)

    @property
    def left(self) -> int:
        """The places that are free once the plan is carried out."""
        return max(0, self.free - self.planned)


@dataclass
class Proposal:
    """What accepting one application would do, or why it cannot be done."""

    application: Application
    rooms: list[Room]
    schedules: list[Schedule]
    funded: Funded
    room: Room | None = None
    funded_place: bool | None = None
    schedule: Schedule | None = None
    obstacles: list[str] = field(default_factory=list)

    @property
    def full(self) -> list[Room]:
        """The cohorts that fit and have no place left, for which one can wait."""
        return [room for room in self.rooms if not room.free]

    @property
    def with_places(self) -> list[Room]:
        """The cohorts that fit and have a place left."""
        return [room for room in self.rooms if room.free]

    @property
    def in_the_way(self) -> list[str]:
        """What forbids the acceptance; not that all is full, for which one can wait."""
        if self.with_places or self.room is None:
            return self.obstacles
        full = full_sentence(self.room.cohort)
        return [obstacle for obstacle in self.obstacles if obstacle != full]


@dataclass
class Plan:
    """Proposals for many applications, in the order in which they would be accepted."""

    proposals: list[Proposal]
    rooms: list[Room]
    funded: dict[Key, Funded]

    @property
    def number(self) -> str:
        """12 applications"""
        count = len(self.possible)
        return "1 application" if count == 1 else f"{count} applications"

    @property
    def funded_lines(self) -> list[str]:
        """What is left of the funded places that this plan gives, hub by hub."""
        given = {
            (each.room.cohort.hub_id, each.application.intake_id): each
            for each in self.possible
            if each.room and each.funded_place
        }
        return [
            f"Funded places of {each.room.cohort.hub} in {each.application.intake}:"
            f" {self.funded[key].left} of {self.funded[key].places} are left then"
            for key, each in given.items()
            if each.room and self.funded[key].places is not None
        ]

    @property
    def possible(self) -> list[Proposal]:
        return [each for each in self.proposals if not each.obstacles]

    @property
    def impossible(self) -> list[Proposal]:
        return [each for each in self.proposals if each.obstacles]

    @property
    def left_out(self) -> dict[str, list[Proposal]]:
        """Those who cannot be accepted, by what stands in the way: said once, not twenty times."""
        found: dict[str, list[Proposal]] = defaultdict(list)
        for each in self.impossible:
            found[" ".join(each.obstacles)].append(each)
        return dict(found)


def identity_of(application: Application) -> Identity:
    """Return what the applicant is known by."""
    return Identity(
        full_name=application.full_name,
        email=application.email,
        trn=application.trn,
        trn_verified=application.trn_verified,
        dfe_id=application.dfe_participant_id,
    )


def alike(applications: Iterable[Application]) -> Q:
    """Return the condition for applications of one of these people, or with a verified TRN of
    theirs."""
    rows = list(applications)
    ids = {row.dfe_participant_id for row in rows if row.dfe_participant_id}
    trns = {row.trn for row in rows if row.trn_verified}
    return (
        Q(email__in={row.email for row in rows})
        | Q(dfe_participant_id__in=ids)
        | Q(trn__in=trns, trn_verified=True)
    )


def is_same_person(first: Application, second: Application) -> bool:
    """Say whether two applications are one person's by email address or the DfE's number."""
    by_dfe = first.dfe_participant_id and first.dfe_participant_id == second.dfe_participant_id
    return bool(by_dfe) or first.email == second.email


def is_alike(first: Application, second: Application) -> bool:
    """Say whether two applications are one person's, or carry the same verified TRN."""
    both = first.trn_verified and second.trn_verified
    return is_same_person(first, second) or (both and first.trn == second.trn)


def for_one_course(first: Application, second: Application) -> bool:
    """Say whether two applications are for one course and intake, whoever delivers it."""
    codes = same_course(first.programme.qualification.code)
    return first.intake_id == second.intake_id and second.programme.qualification.code in codes


def rivals_of(applications: Sequence[Application]) -> dict[int, list[Rival]]:
    """Return, by application, the accepted ones that forbid it, in one query."""
    accepted = Application.objects.filter(
        alike(applications), status=Status.ACCEPTED, intake__in={a.intake_id for a in applications}
    )
    others = accepted.annotate(has_ended=has_ended()).select_related("programme__qualification")
    return rivals_among(applications, list(others))


def has_ended() -> Exists:
    """Say whether the place that an accepted application led to was withdrawn, be it after a
    transfer: the DfE counts such an application no longer."""
    ended = Q(status=Enrolment.Status.WITHDRAWN)
    gone = Q(status=Enrolment.Status.TRANSFERRED, provider_after=None)
    of_the_course = Enrolment.objects.filter(
        participant=OuterRef("participant"),
        programme__qualification=OuterRef("programme__qualification"),
    )
    given = Enrolment.objects.filter(pk=OuterRef("enrolment"))
    return Exists(given.filter(ended | gone & ~Exists(of_the_course.exclude(ended | gone))))


def rivals_among(
    applications: Sequence[Application], others: Iterable[Application]
) -> dict[int, list[Rival]]:
    """Return, by application, which of the others forbid it: accepted, with a place that stands.

    The others say whether it `has_ended`.
    """
    found: dict[int, list[Rival]] = defaultdict(list)
    standing = [o for o in others if o.status == Status.ACCEPTED and not vars(o)["has_ended"]]
    for application in applications:
        for other in standing:
            apart = other.pk != application.pk and is_alike(application, other)
            if apart and for_one_course(application, other):
                found[application.pk].append(Rival(not is_same_person(application, other)))
    return found


def place_now(application: Application) -> Enrolment | None:
    """Return the place in which an accepted applicant goes on, be it after transfers."""
    place = application.enrolment
    while place and place.status == Enrolment.Status.TRANSFERRED:
        further = place.continued_by.select_related("cohort__hub").order_by("pk").last()
        if further is None:
            break
        place = further
    return place


def with_places_taken(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Count, for each cohort, the places that are held and those that are on offer."""
    held = Enrolment.objects.filter(cohort=OuterRef("pk")).holding_a_place()
    offered = WaitingPlace.objects.filter(cohort=OuterRef("pk")).holding_a_place()
    return cohorts.annotate(taken=_count(held) + _count(offered))


def _count(rows: QuerySet[Enrolment] | QuerySet[WaitingPlace]) -> Coalesce:
    counted = rows.order_by().values("cohort").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def rooms_for(
    user: User, *, programmes: Collection[int], intakes: Collection[int], on: date
) -> list[Room]:
    """Return the cohorts in scope that can take people of these programmes and intakes."""
    cohorts = cohorts_for(user).filter(
        programme__in=programmes,
        intake__in=intakes,
        status__in=OPEN_TO_ENROLMENT,
        ends_on__gte=on,
    )
    rows = with_places_taken(cohorts).select_related("hub", "intake", "programme__qualification")
    return [Room(row, vars(row)["taken"]) for row in rows.order_by("starts_on", "name", "pk")]


def default_among(
    schedules: Sequence[Schedule], application: Application, *, on: date
) -> Schedule | None:
    """Return the schedule that the DfE's published rule gives, or the only one there is."""
    identifier = default_schedule(
        default_schedules(),
        course_group=application.programme.qualification.course_group,
        intake=application.intake.identifier,
        on=on,
    )
    chosen = next((each for each in schedules if each.identifier == identifier), None)
    return chosen or (schedules[0] if len(schedules) == 1 else None)


def plan_of(
    applications: Sequence[Application],
    *,
    user: User,
    on: date,
    others: Sequence[Application] | None = None,
    each_is_looked_at: bool = True,
) -> Plan:
    """Propose for each application, first come first served, a cohort, funding and a schedule.

    Six queries, whatever the number of applications; five where `others`, those that are alike,
    are known. Unless `each_is_looked_at`, who would lose their funding is left out.
    """
    programmes = {row.programme_id for row in applications}
    intakes = {row.intake_id for row in applications}
    rooms = rooms_for(user, programmes=programmes, intakes=intakes, on=on)
    funded = funded_by_place({room.cohort.hub_id for room in rooms}, intakes)
    schedules = list(Schedule.objects.filter(intake__in=intakes).order_by("applies_from", "pk"))
    people = known([identity_of(row) for row in applications])
    places = _places_of(people, programmes)
    rivals = rivals_of(applications) if others is None else rivals_among(applications, others)
    plan = Plan([], rooms, funded)
    accepted: list[Application] = []
    for row in sorted(applications, key=lambda row: (row.applied_at, row.pk)):
        before = [a for a in accepted if is_alike(row, a) and for_one_course(row, a)]
        against = [*rivals[row.pk], *(Rival(not is_same_person(row, a)) for a in before)]
        proposal = _propose(row, plan, schedules, on=on)
        proposal.obstacles = _obstacles(proposal, against, people, places, on=on)
        if any(is_same_person(row, a) for a in before):
            proposal.obstacles = [BESIDE_ANOTHER]
        if not (proposal.obstacles or each_is_looked_at):
            proposal.obstacles = obstacles_to_accepting_unasked(row, proposal.funded)
        if not proposal.obstacles:
            _take(proposal, plan)
            accepted.append(row)
        plan.proposals.append(proposal)
    return plan


def _propose(
    application: Application, plan: Plan, schedules: Sequence[Schedule], *, on: date
) -> Proposal:
    wanted = (application.programme_id, application.intake_id)
    rooms = [r for r in plan.rooms if (r.cohort.programme_id, r.cohort.intake_id) == wanted]
    # The hub that was applied to comes first.
    rooms.sort(key=lambda room: room.cohort.hub_id != application.hub_id)
    own = [r for r in rooms if application.hub_id in (None, r.cohort.hub_id)]
    # A cohort that has begun comes after those to begin: its first sessions would be missed.
    own.sort(key=lambda room: (not room.left, room.cohort.starts_on < on))
    room = own[0] if own else None
    hub = room.cohort.hub_id if room else application.hub_id or 0
    funded = plan.funded.get((hub, application.intake_id), Funded())
    group = application.programme.qualification.course_group
    fitting = [
        each
        for each in schedules
        if (each.intake_id, each.course_group) == (application.intake_id, group)
    ]
    return Proposal(
        application,
        rooms,
        fitting,
        funded,
        room=room,
        funded_place=funded_by_default(application, funded),
        schedule=default_among(fitting, application, on=on),
    )


Places = dict[tuple[int, int], list[Enrolment]]


def _places_of(people: Known, programmes: Collection[int]) -> Places:
    """Return the places that the people found have on the programmes."""
    found: Places = defaultdict(list)
    records = {person.pk for person in people.everybody}
    rows = Enrolment.objects.filter(participant__in=records, programme__in=programmes)
    for row in rows:
        found[row.participant_id, row.programme_id].append(row)
    return found


def _obstacles(
    proposal: Proposal, rivals: Sequence[Rival], people: Known, places: Places, *, on: date
) -> list[str]:
    application, room = proposal.application, proposal.room
    if obstacles := obstacles_to_deciding(application):
        return obstacles
    if room is None:
        programme, intake = application.programme, application.intake
        return [f"No cohort of {programme} in {intake} can take people at this hub."]
    obstacles = obstacles_to_accepting(
        application,
        cohort=room.cohort,
        funded_place=proposal.funded_place,
        schedule=proposal.schedule,
        rivals=rivals,
        funded=proposal.funded,
    )
    who = identity_of(application)
    obstacles += people.obstacles(who)
    if person := people.person(who):
        here = places[person.pk, application.programme_id]
        obstacles += standing_in_the_way(here, room.cohort)
    joined_on = max(room.cohort.starts_on, on)
    taken = room.taken + room.planned
    return obstacles + obstacles_to_enrolling(room.cohort, taken=taken, joined_on=joined_on)


def standing_in_the_way(places: Iterable[Enrolment], cohort: Cohort) -> list[str]:
    """Say that a person has a place in the cohort or on its programme already."""
    for place in places:
        if place.cohort_id == cohort.pk:
            return [already_there(place).sentence]
    return [HAS_A_PLACE] if any(p.status in Enrolment.OPEN for p in places) else []


def _take(proposal: Proposal, plan: Plan) -> None:
    room = proposal.room
    assert room is not None
    room.planned += 1
    if proposal.funded_place:
        key = (room.cohort.hub_id, proposal.application.intake_id)
        held = plan.funded.get(key, Funded())
        plan.funded[key] = Funded(held.places, held.taken + 1)
