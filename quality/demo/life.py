"""What happened in the demo world up to today: enrolments, registers, study, departures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from accounts import audit
from accounts.models import School
from accounts.roles import Role
from participants.actions import enrolments, groups, progress, registers
from participants.models import Attendance, Enrolment
from participants.queries import rosters
from participants.rules.enrolments import Entry
from programmes.actions import cohorts, sessions
from programmes.models import Activity, ChangeReason, Cohort, Session
from quality.demo import pauses, plan
from quality.demo.people import Person
from quality.demo.teaching import Taught, moment

Mark = Attendance.Mark
LEAVING = (
    "insufficient-capacity-to-undertake-programme",
    "personal-reason-moving-school",
    "change-in-school-circumstances",
    "change-in-career",
    "disengaged-and-unresponsive",
)
PAUSING = ("parental-leave", "long-term-sickness", "bereavement", "other")
NOTES = (
    "Covered as planned. Two groups wanted more time on the rehearsal, so we cut the plenary.",
    "Good discussion of the example. Next time show the clip before the reading.",
    "Delivered as set. Added an example from a special school that the group asked for.",
    "Several arrived late because of the trains; we began with the pair task.",
)


@dataclass(frozen=True)
class Habit:
    """How reliably somebody attends and studies, from 0 to 1."""

    attends: float
    studies: float


HABITS = (Habit(0.97, 0.95), Habit(0.9, 0.75), Habit(0.68, 0.4))


@dataclass(frozen=True)
class Fading:
    """From which day somebody stays away from sessions, and from which they study no more."""

    misses_from: date
    rests_from: date = date.max


def enrol(
    taught: Sequence[Taught],
    sizes: dict[plan.CohortPlan, int],
    invented: Iterator[Person],
    schools: dict[str, list[School]],
    random: Random,
) -> None:
    """Fill the cohorts three weeks before they start and spread people over the groups."""
    for each in taught:
        starts_on = each.cohort.starts_on
        at = moment(starts_on - timedelta(weeks=3), time(11, 30))
        newcomers = [next(invented) for _ in range(sizes[each.plan])]
        if each.plan == plan.OWN_COHORT:
            newcomers[0] = replace(newcomers[0], **_account_holder())
        entries = [
            Entry(
                full_name=person.full_name,
                email=person.email,
                trn=person.trn,
                school=random.choice(schools[each.plan.hub]),
                is_funded=random.random() < 0.8,
            )
            for person in newcomers
        ]
        with audit.dated(at):
            enrolments.enrol_many(
                cohort=each.cohort, entries=entries, joined_on=starts_on, at=at, by=each.leader
            )
            groups.spread(cohort=each.cohort, groups=each.groups, on=starts_on, by=each.leader)


def _account_holder() -> dict[str, str]:
    """Return the name and address of the participant whom one can sign in as."""
    account = next(each for each in plan.ACCOUNTS if each.role == Role.PARTICIPANT)
    return {"full_name": account.full_name, "email": account.email}


def let_time_pass(taught: Sequence[Taught], random: Random, *, today: date) -> None:
    """Carry each cohort from its start to today: running, departures, registers, study, its end."""
    for each in taught:
        with audit.dated(moment(each.cohort.starts_on, time(8, 0))):
            cohorts.move_to(cohort=each.cohort, status=Cohort.Status.RUNNING, by=each.leader)
        habits = {
            enrolment.pk: random.choices(HABITS, weights=(80, 14, 6))[0]
            for enrolment in each.cohort.enrolments.order_by("pk")
        }
        departures = _departures(each, random, today)
        fading = _fading(habits, departures, today)
        _study(each, habits, departures, fading, random, today)
        for departure in departures.values():
            _depart(each, departure)
        _hold_sessions(each, habits, fading, random, today)
        if each.cohort.ends_on < today:
            _finish(each)


@dataclass(frozen=True)
class Departure:
    """Somebody who will withdraw or defer on a day."""

    enrolment: Enrolment
    on: date
    withdraws: bool
    code: str
    returns_on: date | None = None
    evidence: str = ""


def _departures(each: Taught, random: Random, today: date) -> dict[int, Departure]:
    """Choose who withdraws and who defers, at a rate like the national one, by enrolment key."""
    starts_on, until = each.cohort.starts_on, min(today, each.cohort.ends_on)
    days = max(15, (until - starts_on).days)
    share_of_course = min(1, days / 400)
    departures = {}
    held = list(each.cohort.enrolments.select_related("participant").order_by("pk"))
    for enrolment in held:
        chance = random.random()
        on = starts_on + timedelta(days=random.randrange(14, days))
        withdraws = chance < 0.13 * share_of_course
        defers = chance > 1 - 0.05 * share_of_course
        code = random.choice(LEAVING if withdraws else PAUSING)
        is_known = enrolment.participant.email == _account_holder()["email"]
        if (withdraws or defers) and on < until and not is_known:
            back = None if withdraws else pauses.returns_on(code, on=on)
            departures[enrolment.pk] = Departure(enrolment, on, withdraws, code, back)
    return departures | (_pauses(each, held, today) if pauses.tells(each.plan) else {})


def _pauses(each: Taught, held: list[Enrolment], today: date) -> dict[int, Departure]:
    """Return those who pause by plan, so that every kind of return is there on any day."""
    starts_on, ends_on = each.cohort.starts_on, each.cohort.ends_on
    told = pauses.planned(held, starts_on=starts_on, ends_on=ends_on, today=today)
    return {
        enrolment.pk: Departure(
            enrolment,
            on,
            withdraws=False,
            code=pause.code,
            returns_on=today + timedelta(days=pause.returns_in),
            evidence=pause.evidence,
        )
        for enrolment, on, pause in told
    }


def _depart(each: Taught, departure: Departure) -> None:
    kind = ChangeReason.Kind.WITHDRAWAL if departure.withdraws else ChangeReason.Kind.DEFERRAL
    reason = ChangeReason.objects.get(kind=kind, code=departure.code)
    at, place = moment(departure.on, time(15, 0)), departure.enrolment
    with audit.dated(at):
        if departure.withdraws:
            enrolments.withdraw(
                enrolment=place, reason=reason, on=departure.on, at=at, by=each.leader
            )
        else:
            enrolments.defer(
                enrolment=place,
                reason=reason,
                on=departure.on,
                returns_on=departure.returns_on,
                evidence=departure.evidence,
                at=at,
                by=each.leader,
            )


def _fading(
    habits: dict[int, Habit], departures: dict[int, Departure], today: date
) -> dict[int, Fading]:
    """Let two of a cohort who attend least fade away: one from sessions, one from everything."""
    least = (pk for pk, habit in habits.items() if habit == HABITS[2] and pk not in departures)
    ways = Fading(today - timedelta(days=100)), Fading(*[today - timedelta(days=140)] * 2)
    return dict(zip(least, ways, strict=False))


def _hold_sessions(
    each: Taught,
    habits: dict[int, Habit],
    fading: dict[int, Fading],
    random: Random,
    today: date,
) -> None:
    """Take the registers of the sessions that are over; two in a hundred are still missing."""
    over = moment(today, time(0, 0))
    held = each.cohort.sessions.filter(ends_at__lt=over, status=Session.Status.PLANNED)
    for session in held.order_by("starts_at", "pk").prefetch_related("leads__user"):
        if session.starts_at > over - timedelta(days=21) and random.random() < 0.2:
            continue
        roster = list(rosters.roster_of(session))
        leads = list(session.leads.all())
        if not roster or not leads:
            continue
        marks = {e.reference: _mark(habits[e.pk], random) for e in roster}
        for place in roster:
            if place.pk in fading and session.starts_at.date() >= fading[place.pk].misses_from:
                marks[place.reference] = Mark.ABSENT
        by = leads[0].user
        with audit.dated(session.ends_at):
            registers.take(session=session, marks=marks, version=0, at=session.ends_at, by=by)
            if random.random() < 0.3:
                sessions.write_note(session=session, note=random.choice(NOTES), by=by)


def _mark(habit: Habit, random: Random) -> str:
    if random.random() < habit.attends:
        return random.choices((Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY), weights=(94, 4, 2))[0]
    return random.choices((Mark.APOLOGIES, Mark.ABSENT), weights=(3, 2))[0]


def _study(
    each: Taught,
    habits: dict[int, Habit],
    departures: dict[int, Departure],
    fading: dict[int, Fading],
    random: Random,
    today: date,
) -> None:
    """Mark the self-study of the modules up to today as done, more or less reliably."""
    live = each.cohort.sessions.filter(group=each.groups[0], activity__isnull=False)
    due_by_module: dict[int, date] = {}
    for starts_at, module in live.values_list("starts_at", "activity__module").order_by(
        "starts_at"
    ):
        due_by_module[module] = starts_at.date()
    studied = Activity.objects.filter(module__in=due_by_module).select_related("module")
    alone = [a for a in studied.order_by("module__position", "position") if not a.is_live]
    entries = []
    for enrolment in each.cohort.enrolments.order_by("pk"):
        leaves = departures.get(enrolment.pk)
        until = leaves.on if leaves else today
        rests_from = fading[enrolment.pk].rests_from if enrolment.pk in fading else date.max
        for activity in alone:
            on = due_by_module[activity.module_id] - timedelta(days=random.randrange(0, 20))
            on = max(on, enrolment.joined_on)
            if on < until and random.random() < habits[enrolment.pk].studies:
                minutes = round(activity.minutes * random.uniform(0.75, 1.3) / 5) * 5
                if on < rests_from:
                    entries.append((enrolment, activity, minutes, on))
    with audit.dated(moment(min(today, each.cohort.ends_on), time(7, 0))):
        progress.mark_set_done(entries=entries, by=None)


def _finish(each: Taught) -> None:
    """Complete the programme for those who stayed, and close the cohort."""
    on = each.cohort.ends_on
    at: datetime = moment(on, time(16, 0))
    with audit.dated(at):
        for enrolment in each.cohort.enrolments.filter(status=Enrolment.Status.ACTIVE):
            enrolments.complete(enrolment=enrolment, on=on, at=at, by=each.leader)
        cohorts.move_to(cohort=each.cohort, status=Cohort.Status.FINISHED, by=each.leader)
