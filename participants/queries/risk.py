"""Who may be lost to a programme, read from registers, activities and pauses as they stand.

The statements are written here, for both databases, as those of the list of people are. What the
signs mean is `rules.risk`; these statements bring the facts, and leave out who cannot have any.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from participants.queries.among import among, select
from participants.rules.risk import Facts, Flag, Level, flags_of, level_of, watched_from

LEVEL_COLOURS: dict[str, str] = {Level.HIGH: "red", Level.SOME: "orange"}
_WAS_THERE = "(a.mark IN ('present', 'late', 'left-early') OR a.caught_up_on IS NOT NULL)"
_FACTS = f"""
    WITH place AS (
        SELECT e.id, e.participant_id, e.cohort_id, e.status, COALESCE(
            (SELECT MAX(c."on") FROM participants_statuschange c
                WHERE c.enrolment_id = e.id AND c.status = 'active'), e.joined_on) AS since
        FROM participants_enrolment e
        WHERE {{which}} AND e.status IN ('active', 'deferred')
    ), mark AS (
        SELECT a.enrolment_id, s.starts_at, a.caught_up_on, {_WAS_THERE} AS was_there,
            (v.id IS NULL OR v.counts_to_engagement) AS is_counted, place.since
        FROM place
        JOIN participants_attendance a ON a.enrolment_id = place.id
        JOIN programmes_session s ON s.id = a.session_id AND s.status <> 'cancelled'
        LEFT JOIN programmes_activity v ON v.id = s.activity_id
    ), there AS (
        SELECT enrolment_id, MAX(starts_at) AS at, MAX(caught_up_on) AS caught_up_on
        FROM mark WHERE was_there GROUP BY enrolment_id
    ), missed AS (
        SELECT m.enrolment_id, COUNT(*) AS times,
            MIN(m.starts_at) AS first, MAX(m.starts_at) AS last
        FROM mark m LEFT JOIN there t ON t.enrolment_id = m.enrolment_id
        WHERE NOT m.was_there AND m.is_counted AND m.starts_at >= m.since
            AND (t.at IS NULL OR m.starts_at > t.at)
        GROUP BY m.enrolment_id
    )
    SELECT p.id, p.participant_id, p.status, p.since, there.at, there.caught_up_on,
        (SELECT MAX(g.done_on) FROM participants_activityprogress g WHERE g.enrolment_id = p.id),
        EXISTS (SELECT 1 FROM programmes_session s
            JOIN participants_register r ON r.session_id = s.id
            WHERE s.cohort_id = p.cohort_id AND s.starts_at >= %s),
        missed.times, missed.first, missed.last, d.returns_on, d.limit_on
    FROM place p
    LEFT JOIN there ON there.enrolment_id = p.id
    LEFT JOIN missed ON missed.enrolment_id = p.id
    LEFT JOIN participants_deferral d ON d.enrolment_id = p.id AND d.ended_on IS NULL"""
# Most people were at a recent session: these need not be looked at one by one. CROSS JOIN keeps
# SQLite from beginning with the longer table.
_SUSPECTS = f"""
    WITH recent AS (
        SELECT s.id, s.cohort_id, s.starts_at FROM programmes_session s
        JOIN participants_register r ON r.session_id = s.id
        WHERE {{sessions}} AND s.starts_at >= %s AND s.status <> 'cancelled'
    ), called AS (
        SELECT a.enrolment_id,
            MAX(CASE WHEN {_WAS_THERE} THEN recent.starts_at END) AS there,
            MAX(CASE WHEN NOT {_WAS_THERE} THEN recent.starts_at END) AS missed
        FROM recent CROSS JOIN participants_attendance a WHERE a.session_id = recent.id
        GROUP BY a.enrolment_id
    )
    SELECT e.id FROM participants_enrolment e
    LEFT JOIN called ON called.enrolment_id = e.id
    WHERE e.cohort_id IN (SELECT cohort_id FROM recent) AND e.status = 'active'
        AND (called.there IS NULL OR called.missed > called.there)
    UNION ALL
    SELECT e.id FROM participants_deferral d CROSS JOIN participants_enrolment e
    WHERE d.ended_on IS NULL AND (d.limit_on < %s OR d.returns_on < %s)
        AND e.id = d.enrolment_id AND e.status = 'deferred' AND {{places}}"""


@dataclass(frozen=True, slots=True)
class Risk:
    """What is seen of one place that may be lost."""

    participant: int
    flags: list[Flag]

    @property
    def level(self) -> str:
        return level_of(self.flags)

    @property
    def label(self) -> str:
        return Level(self.level).label

    @property
    def colour(self) -> str:
        return LEVEL_COLOURS[self.level]

    @property
    def reasons(self) -> str:
        return " ".join(flag.sentence for flag in self.flags)


def risks_of(places: Iterable[int], *, today: date) -> dict[int, Risk]:
    """Return what is seen of places by their keys, for those that may be lost; one statement."""
    keys = ",".join(map(str, places))
    return _risks(f"e.id IN ({keys})", [], today) if keys else {}


def risks_in(cohorts: str, *, today: date) -> dict[int, Risk]:
    """Return the same for every place of cohorts (keys with commas); two statements."""
    start = watched_from(today)
    sessions, values = among("s.cohort_id", cohorts)
    places, same = among("e.cohort_id", cohorts)
    sql = _SUSPECTS.format(sessions=sessions, places=places)
    found = ",".join(str(key) for (key,) in select(sql, [values, start, today, today, same]))
    which, keys = among("e.id", found)
    # These few are walked to by their keys, which the sign would forbid SQLite.
    return _risks(which.removeprefix("+"), [keys], today)


def _risks(which: str, values: Sequence[Any], today: date) -> dict[int, Risk]:
    rows = select(_FACTS.format(which=which), [*values, watched_from(today)])
    risks = {}
    for key, participant, *row in rows:
        if flags := flags_of(_facts(*row), today=today):
            risks[key] = Risk(participant, flags)
    return risks


def _facts(
    status: str,
    since: Any,
    there: Any,
    caught_up_on: Any,
    done_on: Any,
    has_met: Any,
    missed: int | None,
    first: Any,
    last: Any,
    returns_on: Any,
    limit_on: Any,
) -> Facts:
    active = [day for day in map(_day, (there, caught_up_on, done_on)) if day]
    return Facts(
        status=status,
        since=_day(since) or date.min,
        active_on=max(active, default=None),
        has_met=bool(has_met),
        missed=missed or 0,
        missed_from=_day(first),
        missed_until=_day(last),
        returns_on=_day(returns_on),
        limit_on=_day(limit_on),
    )


def _day(value: Any) -> date | None:
    """Return a day as the databases hand it over: as text by SQLite, moments in UTC by both."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
        if value.time() == datetime.min.time() and value.tzinfo is None:
            return value.date()
    if isinstance(value, datetime):
        return timezone.localdate(value if value.tzinfo else value.replace(tzinfo=UTC))
    return value
