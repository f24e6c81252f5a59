"""How live activities become weekly sessions inside school terms, and what stands in the way."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from govuk.dates import date_text, datetime_text
from govuk.sentences import About
from programmes.models import Activity, BankHoliday, Cohort, Group, HalfTerm, Session
from programmes.rules.wall_time import moment

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Proposed:
    """An activity at a moment of the timetable to be."""

    activity: Activity
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Plan:
    """What a group is meant to meet for, and the part of it that found a day."""

    group: Group
    meant: list[Activity]
    proposed: list[Proposed]


@dataclass(frozen=True)
class Week:
    """The slot's day in one week, and why no session is held on it, if none is."""

    on: date
    skipped_because: str = ""


@dataclass(frozen=True)
class Clash:
    """A session that stands where a group would meet."""

    group: Group
    proposed: Proposed
    session: Session


def weeks(
    *,
    first_on: date,
    weekday: int,
    half_terms: Sequence[HalfTerm],
    bank_holidays: Sequence[BankHoliday],
    last_on: date | None = None,
) -> list[Week]:
    """Return the weekday of each week from the first day until terms (or the cohort) end."""
    known_until = max((term.ends_on for term in half_terms), default=first_on - WEEK)
    until = min(known_until, last_on) if last_on else known_until
    holidays = {holiday.on: holiday.name for holiday in bank_holidays}
    return [
        Week(on, _no_session(on, half_terms, holidays)) for on in _days(first_on, weekday, until)
    ]


def propose(
    *,
    activities: Sequence[Activity],
    first_on: date,
    weekday: int,
    at: time,
    half_terms: Sequence[HalfTerm],
    bank_holidays: Sequence[BankHoliday],
    last_on: date | None = None,
    weeks_apart: int | None = 1,
) -> list[Proposed]:
    """Give each activity its day, in sequence; fewer come back than went in when time runs out.

    `weeks_apart` counts teaching weeks; None spreads the sessions evenly over all of them.

    :raises ValidationError: when the clocks skip the time on one of the days, or show it twice.
    """
    teaching = [
        week.on
        for week in weeks(
            first_on=first_on,
            weekday=weekday,
            half_terms=half_terms,
            bank_holidays=bank_holidays,
            last_on=last_on,
        )
        if not week.skipped_because
    ]
    days = _chosen(teaching, len(activities), weeks_apart)
    # Shorter than the activities when time runs out.
    return [_at(activity, moment(on, at)) for activity, on in zip(activities, days, strict=False)]


def activities_of(
    group: Group, live: Sequence[Activity], *, has_coaching_groups: bool
) -> list[Activity]:
    """Return the live activities for which a group meets.

    Coaching belongs to the coaching groups of a cohort that has any, all else to its seminars.
    """
    if group.kind == Group.Kind.COACHING:
        return [activity for activity in live if activity.mode == Activity.Mode.COACHING]
    if has_coaching_groups:
        return [activity for activity in live if activity.mode != Activity.Mode.COACHING]
    return list(live)


def clashes(plans: Sequence[Plan], standing: Sequence[Session]) -> list[Clash]:
    """Return where a group would meet while it, or its whole cohort, has another session."""
    return [
        Clash(plan.group, meeting, session)
        for plan in plans
        for meeting in plan.proposed
        for session in standing
        if session.group_id in (None, plan.group.pk)
        and meeting.starts_at < session.ends_at
        and session.starts_at < meeting.ends_at
    ]


def obstacles_to_stamping(
    cohort: Cohort,
    plans: Sequence[Plan],
    *,
    first_on: date,
    known_until: date | None,
    stamped: Collection[int | None],
    found: Sequence[Clash],
) -> list[str]:
    """Say why this timetable cannot be made; empty when it can.

    `known_until` is the end of the last half term, `stamped` the keys of the groups that have a
    timetable.
    """
    if cohort.status in (Cohort.Status.FINISHED, Cohort.Status.CANCELLED):
        return [f"This cohort is {cohort.get_status_display().lower()}."]
    if not any(plan.meant for plan in plans):
        nothing = f"The curriculum of {cohort} has no live activities for these groups."
        return [About("groups", nothing)]
    if not cohort.starts_on <= first_on <= cohort.ends_on:
        between = f"between {date_text(cohort.starts_on)} and {date_text(cohort.ends_on)}"
        return [About("first_on", f"The first day must be {between}, the dates of the cohort.")]
    if strangers := [plan.group for plan in plans if plan.group.cohort_id != cohort.pk]:
        return [About("groups", f"{group} is not a group of {cohort}.") for group in strangers]
    if standing := [plan.group for plan in plans if plan.group.pk in stamped]:
        instead = "has a timetable already. Plan, move or cancel its sessions one by one."
        return [About("groups", f"{group} {instead}") for group in standing]
    obstacles: list[str] = []
    if len({plan.group.kind for plan in plans}) > 1:
        apart = (
            "Seminar and coaching groups share their members: make their timetables one after"
            " the other, at different times."
        )
        obstacles.append(About("groups", apart))
    if any(len(plan.proposed) < len(plan.meant) for plan in plans):
        obstacles.append(About("first_on", _does_not_fit(cohort, plans, known_until)))
    return obstacles + [About("starts_at", _told(clash)) for clash in found]


def _told(clash: Clash) -> str:
    when = datetime_text(clash.session.starts_at)
    overlapping = f"“{clash.proposed.activity}” would overlap it."
    return f"{clash.group} has “{clash.session}” on {when}: {overlapping}"


def _does_not_fit(cohort: Cohort, plans: Sequence[Plan], known_until: date | None) -> str:
    meant = max(len(plan.meant) for plan in plans)
    left = max(len(plan.meant) - len(plan.proposed) for plan in plans)
    left_out = f"{left} of {meant} sessions do not fit"
    if known_until is None:
        return f"{left_out}: no term dates are known. Ask an administrator to load them."
    if known_until < cohort.ends_on:
        return (
            f"{left_out}: term dates are known only until {date_text(known_until)}."
            " Ask an administrator to load later ones, or start earlier."
        )
    return (
        f"{left_out} before {date_text(cohort.ends_on)}, when the cohort ends."
        " Start earlier, meet more often or change the cohort’s end date."
    )


def _at(activity: Activity, starts_at: datetime) -> Proposed:
    return Proposed(activity, starts_at, starts_at + timedelta(minutes=activity.minutes))


def _days(first_on: date, weekday: int, until: date) -> Iterator[date]:
    on = first_on + timedelta(days=(weekday - first_on.weekday()) % 7)
    while on <= until:
        yield on
        on += WEEK


def _no_session(on: date, half_terms: Sequence[HalfTerm], holidays: dict[date, str]) -> str:
    """Say why no session is held on a day; empty when one may be."""
    if any(term.starts_on <= on <= term.ends_on for term in half_terms):
        return f"Bank holiday: {holidays[on]}" if on in holidays else ""
    earlier = [term for term in half_terms if term.ends_on < on]
    if not earlier:
        return "Before the first term that we know of"
    return f"School holiday after {max(earlier, key=lambda term: term.ends_on)}"


def _chosen(days: Sequence[date], count: int, weeks_apart: int | None) -> list[date]:
    """Choose the days of so many sessions: every nth one, or evenly over all."""
    if weeks_apart is None and count <= len(days):
        return [days[place * len(days) // count] for place in range(count)]
    return list(days[:: weeks_apart or 1][:count])
