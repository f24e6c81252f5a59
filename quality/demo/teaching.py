"""What the demo world teaches: curricula, cohorts, groups, facilitators and timetables."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from accounts import audit
from accounts.actions import memberships
from accounts.models import User
from accounts.roles import Role
from facilitators.actions import deployment, facilitators
from facilitators.models import Facilitator
from programmes.actions import cohorts, curricula, groups, sessions, timetables
from programmes.actions.curricula import ActivitySpec, ModuleSpec
from programmes.models import (
    Activity,
    BankHoliday,
    Cohort,
    Group,
    Intake,
    Programme,
    Qualification,
    SessionLead,
)
from quality.demo import plan
from quality.demo.organisations import Organisations
from quality.demo.people import Person

LONDON = ZoneInfo("Europe/London")
Mode, Step = Activity.Mode, Activity.Step


@dataclass(frozen=True)
class Taught:
    """A cohort of the plan as it stands: its groups, and who leads them."""

    plan: plan.CohortPlan
    cohort: Cohort
    groups: list[Group]
    leader: User


def publish_curricula(
    founded: Organisations, plans: plan.Cohorts, *, administrator: User, on: date
) -> None:
    """Publish a curriculum for every programme that the cohorts take."""
    content = tomllib.loads(Path(__file__).with_name("curricula.toml").read_text(encoding="utf-8"))
    for provider, cohort_plans in plans.items():
        for code in sorted({each.code for each in cohort_plans}):
            programme, _ = Programme.objects.get_or_create(
                lead_provider=founded.providers[provider],
                qualification=Qualification.objects.get(code=code),
            )
            for intake in Intake.objects.filter(
                identifier__in={each.intake for each in cohort_plans}
            ):
                programme.offerings.get_or_create(intake=intake)
            draft = curricula.draft(
                programme=programme,
                modules=[
                    _module(number, module)
                    for number, module in enumerate(content[code]["modules"], start=1)
                ],
                by=administrator,
            )
            curricula.publish(curriculum=draft, on=on, by=administrator)


def _module(number: int, module: dict[str, str]) -> ModuleSpec:
    title = module["title"]
    seminar = Mode.FACE_TO_FACE if number % 3 == 1 else Mode.LIVE_ONLINE
    activities = [
        (f"Study: {title}", Mode.SELF_STUDY, Step.SEE_IT, 60),
        ("Watch an example from a school", Mode.SELF_STUDY, Step.SEE_IT, 30),
        (f"Seminar: {title}", seminar, Step.NAME_IT, 120 if seminar == Mode.FACE_TO_FACE else 90),
        ("Read the research and name what works", Mode.SELF_STUDY, Step.NAME_IT, 45),
        (f"Coaching: rehearse {title[0].lower()}{title[1:]}", Mode.COACHING, Step.DO_IT, 60),
        ("Practise in your school", Mode.PRACTICE, Step.DO_IT, 60),
    ]
    if number == 1:
        activities.insert(0, ("Where are you now?", Mode.DIAGNOSTIC, Step.SEE_IT, 20))
    if number % 2 == 0:
        activities.append(("Check your learning", Mode.FORMATIVE_TASK, Step.DO_IT, 40))
    return ModuleSpec(
        title=title,
        aims=module["aims"],
        research_source=module["source"],
        research_reviewed_on=date.fromisoformat(f"{module['reviewed']}-01"),
        activities=[
            ActivitySpec(title=name, mode=mode, step=step, minutes=minutes)
            for name, mode, step, minutes in activities
        ],
    )


def open_cohorts(
    founded: Organisations, plans: plan.Cohorts, sizes: dict[plan.CohortPlan, int]
) -> list[Taught]:
    """Create the plan's cohorts with groups and timetables, each ten weeks before its start."""
    opened = []
    for provider, cohort_plans in plans.items():
        for each in cohort_plans:
            starts_on = date(*each.starts, 1)
            with audit.dated(moment(starts_on - timedelta(weeks=10), time(10, 0))):
                opened.append(_open(founded, provider, each, starts_on, sizes[each]))
    return opened


def _open(
    founded: Organisations, provider: str, each: plan.CohortPlan, starts_on: date, size: int
) -> Taught:
    leader = founded.leader_of(each.hub)
    programme = Programme.objects.select_related("qualification").get(
        lead_provider=founded.providers[provider], qualification__code=each.code
    )
    season = starts_on.strftime("%B %Y")
    cohort = cohorts.create(
        name=f"{programme.qualification.title}, {season}",
        programme=programme,
        hub=founded.hubs[each.hub],
        intake=Intake.objects.get(identifier=each.intake),
        starts_on=starts_on,
        ends_on=_add_months(starts_on, programme.qualification.months + 1),
        capacity=-(-size // 5) * 5,
        delivery_partner=founded.partners.get(each.partner),
        by=leader,
    )
    cohort = cohorts.move_to(cohort=cohort, status=Cohort.Status.OPEN, by=leader)
    made = [
        groups.create(cohort=cohort, name=f"Group {letter}", by=leader)
        for letter in "ABC"[: each.groups]
    ]
    return Taught(each, cohort, made, leader)


def stamp_timetables(taught: list[Taught]) -> None:
    """Stamp each cohort's timetable from its curriculum at its weekly slot, two months ahead."""
    for each in taught:
        starts_on = each.cohort.starts_on
        with audit.dated(moment(starts_on - timedelta(weeks=8), time(14, 0))):
            timetables.stamp(
                cohort=each.cohort,
                groups=each.groups,
                first_on=_first(starts_on + timedelta(days=7), each.plan.weekday),
                weekday=each.plan.weekday,
                starts_at=time(*each.plan.hour),
                weeks_apart=None,
                place=f"{each.plan.hub} training centre",
                joining_link="https://meet.example.org/room",
                by=each.leader,
            )


def appoint_facilitators(
    founded: Organisations,
    taught: list[Taught],
    invented: Iterator[Person],
    random: Random,
    *,
    at: datetime,
) -> None:
    """Register and clear facilitators at each hub and appoint two to each group."""
    for hub_name, hub in founded.hubs.items():
        here = [each for each in taught if each.plan.hub == hub_name]
        leader = founded.leader_of(hub_name)
        known = [founded.accounts[a.email] for a in plan.ACCOUNTS if _facilitates(a, hub_name)]
        wanted = max(4, sum(len(each.groups) for each in here))
        for person in (next(invented) for _ in range(wanted - len(known))):
            user = User(email=person.email, full_name=person.full_name)
            user.set_unusable_password()
            user.save()
            memberships.add(user=user, role=Role.FACILITATOR, hub=hub, starts_at=at, by=leader)
            known.append(user)
        registered = [
            facilitators.register(
                user=user,
                hub=hub,
                school=random.choice(founded.schools[hub_name]),
                job_title=random.choice(("Headteacher", "Deputy headteacher", "Trust lead")),
                on=at.date(),
                by=leader,
            )
            for user in known
        ]
        _appoint(registered, here, leader, at.date())


def gather_today(founded: Organisations, taught: list[Taught], *, today: date) -> None:
    """Let the facilitator who can be signed in as lead a session today, whatever day it is.

    It is an evening that stands outside the curriculum, for the account holder's own group while
    its cohort runs. On a bank holiday nobody meets.
    """
    account = next(each for each in plan.ACCOUNTS if each.role == Role.FACILITATOR)
    here = [each for each in taught if each.plan.hub == account.hub]
    running = [each for each in here if each.cohort.starts_on <= today <= each.cohort.ends_on]
    running.sort(key=lambda each: each.plan != plan.OWN_COHORT)
    if not running or BankHoliday.objects.filter(on=today).exists():
        return
    each, (start, end) = running[0], plan.TODAYS_SESSION
    facilitator = Facilitator.objects.get(user=founded.accounts[account.email])
    agreed_on = today - timedelta(weeks=2)
    with audit.dated(moment(agreed_on, time(11, 0))):
        _clear(facilitator, each.cohort.programme.qualification, each.leader, agreed_on)
        session = sessions.plan(
            cohort=each.cohort,
            group=_own_group(each),
            activity=None,
            title="Bring a problem from your school",
            mode=Mode.LIVE_ONLINE,
            starts_at=moment(today, time(*start)),
            ends_at=moment(today, time(*end)),
            joining_link="https://meet.example.org/room",
            by=each.leader,
        )
        deployment.appoint(
            facilitator=facilitator, sessions=[session], part=SessionLead.Part.LEAD, by=each.leader
        )


def _own_group(taught: Taught) -> Group:
    """Return the group of the participant who can be signed in as, or the cohort's first."""
    account = next(each for each in plan.ACCOUNTS if each.role == Role.PARTICIPANT)
    own = Group.objects.filter(
        cohort=taught.cohort, memberships__enrolment__participant__email=account.email
    )
    return own.order_by("pk").first() or taught.groups[0]


def _facilitates(account: plan.AccountPlan, hub: str) -> bool:
    return account.role == Role.FACILITATOR and account.hub == hub


def _appoint(registered: list[Facilitator], taught: list[Taught], leader: User, on: date) -> None:
    """Go round the hub's facilitators, a lead and a co-facilitator for each group."""
    turn = cycle(registered)
    for each in taught:
        qualification = each.cohort.programme.qualification
        with audit.dated(moment(each.cohort.starts_on - timedelta(weeks=6), time(15, 0))):
            for group in each.groups:
                meetings = list(group.sessions.order_by("starts_at"))
                for part in (SessionLead.Part.LEAD, SessionLead.Part.CO_FACILITATOR):
                    facilitator = next(turn)
                    _clear(facilitator, qualification, leader, on)
                    deployment.appoint(
                        facilitator=facilitator, sessions=meetings, part=part, by=leader
                    )


def _clear(facilitator: Facilitator, qualification: Qualification, by: User, on: date) -> None:
    if not facilitator.clearances.filter(qualification=qualification).exists():
        facilitators.clear(facilitator=facilitator, qualification=qualification, on=on, by=by)


def moment(day: date, at: time) -> datetime:
    """Return the moment of a London wall time in the demo's story (never in a skipped hour)."""
    return datetime.combine(day, at, tzinfo=LONDON)


def _first(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1) - timedelta(days=1)
