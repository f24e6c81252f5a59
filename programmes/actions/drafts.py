"""A timetable before it is made: what the leader is shown, and what stamping then writes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from programmes.models import Cohort, Group, HalfTerm, Session
from programmes.queries import timetables
from programmes.rules import timetable
from programmes.rules.timetable import Plan, Proposed, Week
from programmes.rules.wall_time import day_of


@dataclass(frozen=True)
class Cell:
    """What a group meets for on a day, if it meets."""

    group: Group
    meeting: Proposed | None


@dataclass(frozen=True)
class Line:
    """One day of the preview: a cell for each group, or why there is no session."""

    on: date
    cells: list[Cell]
    skipped_because: str = ""


@dataclass(frozen=True)
class Draft:
    """Sessions to be, for each group, with the weeks left out and the obstacles."""

    plans: list[Plan]
    skipped: list[Week]
    obstacles: list[str]
    # The same sessions where they stand already, because the form was sent twice.
    made: list[Session]

    @property
    def count(self) -> int:
        return sum(len(plan.proposed) for plan in self.plans)

    @property
    def lines(self) -> list[Line]:
        """The preview by day and group, the weeks left out among them."""
        by_day: dict[date, dict[int, Proposed]] = {}
        for plan in self.plans:
            for meeting in plan.proposed:
                by_day.setdefault(day_of(meeting.starts_at), {})[plan.group.pk] = meeting
        lines = [
            Line(on, [Cell(plan.group, meetings.get(plan.group.pk)) for plan in self.plans])
            for on, meetings in by_day.items()
        ]
        lines += [Line(week.on, [], week.skipped_because) for week in self.skipped]
        return sorted(lines, key=lambda line: line.on)

    @property
    def token(self) -> str:
        """A mark of exactly these sessions: a preview that has gone stale has another one."""
        marks = sorted(
            f"{plan.group.pk} {meeting.activity.pk} {meeting.starts_at.isoformat()}"
            for plan in self.plans
            for meeting in plan.proposed
        )
        return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:20]


def draft(
    *,
    cohort: Cohort,
    groups: Sequence[Group],
    first_on: date,
    weekday: int,
    starts_at: time,
    weeks_apart: int | None = 1,
) -> Draft:
    """Lay out the live activities of a cohort's curriculum for groups, at a weekly slot.

    :raises ValidationError: when the clocks skip the time on one of the days, or show it twice.
    """
    half_terms = timetables.half_terms()
    holidays = timetables.bank_holidays(first_on, cohort.ends_on)
    live = list(timetables.live_activities(cohort))
    coaching = cohort.groups.filter(kind=Group.Kind.COACHING).exists()

    def plan_for(group: Group) -> Plan:
        meant = timetable.activities_of(group, live, has_coaching_groups=coaching)
        proposed = timetable.propose(
            activities=meant,
            first_on=first_on,
            weekday=weekday,
            at=starts_at,
            half_terms=half_terms,
            bank_holidays=holidays,
            last_on=cohort.ends_on,
            weeks_apart=weeks_apart,
        )
        return Plan(group, meant, proposed)

    plans = [plan_for(group) for group in groups]
    ends = [day_of(plan.proposed[-1].starts_at) for plan in plans if plan.proposed]
    weeks = timetable.weeks(
        first_on=first_on,
        weekday=weekday,
        half_terms=half_terms,
        bank_holidays=holidays,
        last_on=max(ends, default=first_on),
    )
    return _judged(cohort, plans, weeks, first_on, half_terms)


def _judged(
    cohort: Cohort,
    plans: list[Plan],
    weeks: list[Week],
    first_on: date,
    half_terms: Sequence[HalfTerm],
) -> Draft:
    """Hold the plans against what stands in the cohort already."""
    standing = timetables.standing_sessions(cohort)
    obstacles = timetable.obstacles_to_stamping(
        cohort,
        plans,
        first_on=first_on,
        known_until=max((term.ends_on for term in half_terms), default=None),
        stamped={session.group_id for session in standing if session.activity_id},
        found=timetable.clashes(plans, standing),
    )
    skipped = [week for week in weeks if week.skipped_because]
    return Draft(plans, skipped, obstacles, made=_made(plans, standing))


def _made(plans: Sequence[Plan], standing: Sequence[Session]) -> list[Session]:
    """Return the sessions that already are what is proposed; none unless every one is there."""
    by_place = {(s.group_id, s.activity_id, s.starts_at): s for s in standing}
    wanted = [(p.group.pk, m.activity.pk, m.starts_at) for p in plans for m in p.proposed]
    if not wanted or any(place not in by_place for place in wanted):
        return []
    return [by_place[place] for place in wanted]
