"""Makes programmes, cohorts, groups and sessions for tests, with fixed readable defaults."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from accounts.models import DeliveryPartner, Hub, LeadProvider, User
from programmes.models import (
    Activity,
    Cohort,
    Curriculum,
    Group,
    HalfTerm,
    Intake,
    Module,
    Programme,
    Qualification,
    Session,
    SessionLead,
)
from tests.factories.accounts import make_hub, make_lead_provider

_number = count(1)


def make_qualification(*, code: str = "NPQSL", title: str = "Senior Leadership") -> Qualification:
    return Qualification.objects.get_or_create(
        code=code,
        defaults={
            "identifier": f"npq-{title.lower().replace(' ', '-')}",
            "title": title,
            "suite": Qualification.Suite.REFORMED,
            "course_group": Qualification.CourseGroup.LEADERSHIP,
            "months": 18,
            "position": 1,
        },
    )[0]


def make_intake(*, identifier: str = "2026b") -> Intake:
    year, suffix = int(identifier[:4]), identifier[4:]
    return Intake.objects.get_or_create(
        identifier=identifier,
        defaults={
            "start_year": year,
            "suffix": suffix,
            "description": f"Intake {identifier}",
            "registration_starts_on": date(year, 6, 1),
            "funding": Intake.Funding.CAPPED,
        },
    )[0]


def make_half_term(
    *,
    name: str = "Autumn 2026, first half",
    starts_on: date = date(2026, 9, 2),
    ends_on: date = date(2026, 10, 23),
) -> HalfTerm:
    return HalfTerm.objects.create(name=name, starts_on=starts_on, ends_on=ends_on)


def make_programme(
    *, lead_provider: LeadProvider | None = None, qualification: Qualification | None = None
) -> Programme:
    return Programme.objects.get_or_create(
        lead_provider=lead_provider or make_lead_provider(),
        qualification=qualification or make_qualification(),
    )[0]


def make_curriculum(*, programme: Programme | None = None, modules: int = 0) -> Curriculum:
    """Make or return a programme's published curriculum, with modules of three activities."""
    programme = programme or make_programme()
    curriculum, made = Curriculum.objects.get_or_create(
        programme=programme,
        status=Curriculum.Status.PUBLISHED,
        defaults={"version": 1, "published_on": date(2026, 9, 1)},
    )
    if made:
        for position in range(1, modules + 1):
            make_module(curriculum=curriculum, position=position)
    return curriculum


def make_module(*, curriculum: Curriculum, position: int = 1) -> Module:
    """Make a module with a self-study to see, a live seminar to name and a practice to do."""
    module = Module.objects.create(
        curriculum=curriculum, position=position, title=f"Module {position}"
    )
    for place, (mode, step, minutes) in enumerate(
        [
            (Activity.Mode.SELF_STUDY, Activity.Step.SEE_IT, 60),
            (Activity.Mode.LIVE_ONLINE, Activity.Step.NAME_IT, 90),
            (Activity.Mode.PRACTICE, Activity.Step.DO_IT, 45),
        ],
        start=1,
    ):
        Activity.objects.create(
            module=module,
            position=place,
            title=f"{Activity.Mode(mode).label} {position}.{place}",
            mode=mode,
            step=step,
            minutes=minutes,
        )
    return module


def make_cohort(
    *,
    name: str = "",
    hub: Hub | None = None,
    programme: Programme | None = None,
    intake: Intake | None = None,
    capacity: int = 30,
    status: str = Cohort.Status.RUNNING,
    starts_on: date = date(2026, 10, 5),
    ends_on: date = date(2028, 3, 31),
    delivery_partner: DeliveryPartner | None = None,
    modules: int = 0,
) -> Cohort:
    hub = hub or make_hub()
    programme = programme or make_programme(lead_provider=hub.lead_provider)
    return Cohort.objects.create(
        name=name or f"Senior Leadership {next(_number)}",
        hub=hub,
        programme=programme,
        curriculum=make_curriculum(programme=programme, modules=modules),
        intake=intake or make_intake(),
        capacity=capacity,
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
        delivery_partner=delivery_partner,
    )


def make_group(*, cohort: Cohort | None = None, name: str = "") -> Group:
    return Group.objects.create(
        cohort=cohort or make_cohort(), name=name or f"Group {next(_number)}"
    )


def make_session(
    *,
    cohort: Cohort | None = None,
    group: Group | None = None,
    activity: Activity | None = None,
    title: str = "Seminar",
    starts_at: datetime = datetime(2026, 11, 25, 16, 0, tzinfo=UTC),
    minutes: int = 90,
    status: str = Session.Status.PLANNED,
    led_by: User | None = None,
) -> Session:
    cohort = cohort or (group.cohort if group else make_cohort())
    session = Session.objects.create(
        cohort=cohort,
        group=group,
        activity=activity,
        title=title,
        mode=Activity.Mode.LIVE_ONLINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        status=status,
    )
    if led_by:
        SessionLead.objects.create(session=session, user=led_by)
    return session
