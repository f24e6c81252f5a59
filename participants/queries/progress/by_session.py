"""A cohort's attendance: each participant by each live session."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import BigAutoField, CharField, DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.statements import Statement, given
from govuk.dates import short_date_text
from participants.models import ActivityProgress, Attendance, Enrolment
from participants.queries.among import Joined
from participants.queries.progress.matrix import Column, Line, Matrix, lines_of
from participants.rules.progress import Count, is_credited, session_counts
from programmes.models import Cohort, Session

# What a cell says beside the register's own marks.
NOTHING, CANCELLED, NOT_TAKEN, PLANNED, CAUGHT_UP, ELSEWHERE = (
    "",
    "cancelled",
    "not-taken",
    "planned",
    "caught-up",
    "elsewhere",
)
# Where a person was called twice for one activity, the later of these is shown.
_WORTH = {
    NOTHING: 0,
    CANCELLED: 1,
    NOT_TAKEN: 2,
    PLANNED: 3,
    "absent": 4,
    "apologies": 5,
    CAUGHT_UP: 6,
    ELSEWHERE: 6,
    "left-early": 7,
    "late": 8,
    "present": 9,
}


_SESSIONS = Statement(
    lambda: (
        Session.objects.filter(cohort=given("cohort", BigAutoField()))
        .order_by("starts_at", "pk")
        .annotate(
            is_over=Q(ends_at__lte=given("at", DateTimeField())),
            has_register=Q(register__isnull=False),
        )
        .values_list(
            *("pk", "group_id", "activity_id", "activity__module__position", "activity__title"),
            *("activity__counts_to_engagement", "title", "starts_at", "status"),
            *("is_over", "has_register"),
        )
    )
)


class Meeting(NamedTuple):
    """A session as the table reads it."""

    key: int
    group: int | None
    subject: int | str
    title: str
    day: date
    state: str
    counts: bool


def attendance(enrolments: QuerySet[Enrolment], cohort: Cohort, *, at: datetime) -> Matrix:
    """Gather who was at which session, in six queries.

    A column is a live activity of the curriculum, for which each group meets on a day of its own,
    or a session outside it. A mark counts from the day of joining until that of leaving.
    """
    meetings = list(_meetings(cohort, at))
    columns = _columns(meetings)
    lines = partial(_lines, enrolments, cohort, meetings, list(columns))
    return Matrix(list(columns.values()), lines)


def _lines(
    enrolments: QuerySet[Enrolment],
    cohort: Cohort,
    meetings: Sequence[Meeting],
    subjects: Sequence[int | str],
) -> list[Line]:
    place_of = {subject: place for place, subject in enumerate(subjects)}
    lines = lines_of(enrolments, cohort)
    expected = _expected({line.group for line in lines}, meetings, place_of)
    first_day = min((meeting.day for meeting in meetings), default=date.max)

    @cache
    def expected_from(group: int | None, joined_on: date) -> list[str]:
        later = [meeting for meeting in meetings if meeting.day >= joined_on]
        return _expected({group}, later, place_of)[group]

    for line in lines:
        # To whom came later nobody called before.
        late = line.joined_on > first_day
        cells = expected_from(line.group, line.joined_on) if late else expected[line.group]
        line.cells = cells.copy()
        if not line.is_active:
            line.cells = [CANCELLED if state == CANCELLED else NOTHING for state in line.cells]
    by_key = {line.key: line for line in lines}
    known = _KnownMarks(meetings, place_of)
    for key, present, others in _marks(enrolments):
        _write(by_key[key], present or "", others or "", known)
    for key, activity, counts in _attended_elsewhere(subjects):
        if key in by_key:
            _carry_over(by_key[key], place_of[activity], counts=counts)
    return lines


def _meetings(cohort: Cohort, at: datetime) -> Iterator[Meeting]:
    # Groups meet at the same hours, and a moment's day in London takes long to find.
    day_of = cache(timezone.localdate)
    for row in _SESSIONS.rows(cohort=cohort.pk, at=at):
        key, group, activity, module, name, counting, title, starts_at, status, over, taken = row
        if status == Session.Status.CANCELLED:
            state = CANCELLED
        elif over:
            state = NOTHING if taken else NOT_TAKEN
        else:
            state = PLANNED
        yield Meeting(
            key=key,
            group=group,
            subject=activity or title,
            title=f"{module}. {name}" if activity else title,
            day=day_of(starts_at),
            state=state,
            counts=session_counts(status, counting),
        )


def _columns(meetings: Sequence[Meeting]) -> dict[int | str, Column]:
    """Return the columns by subject, in the order in which they are first met for."""
    days: dict[int | str, list[Meeting]] = {}
    for meeting in meetings:
        days.setdefault(meeting.subject, []).append(meeting)
    return {
        subject: Column(
            met[0].title,
            f"{'' if met[0].day == met[-1].day else 'from '}{short_date_text(met[0].day)}",
        )
        for subject, met in days.items()
    }


def _expected(
    groups: Iterable[int | None],
    meetings: Sequence[Meeting],
    place_of: dict[int | str, int],
) -> dict[int | None, list[str]]:
    """Return what stands in each group's cells before any mark: planned, not taken, nothing."""
    cells: dict[int | None, list[str]] = {}
    for_all = [meeting for meeting in meetings if meeting.group is None]
    of_group: dict[int | None, list[Meeting]] = {}
    for meeting in meetings:
        of_group.setdefault(meeting.group, []).append(meeting)
    for group in groups:
        cells[group] = [NOTHING] * len(place_of)
        for meeting in [*for_all, *(of_group.get(group, []) if group else [])]:
            place = place_of[meeting.subject]
            cells[group][place] = max(cells[group][place], meeting.state, key=_WORTH.__getitem__)
    return cells


def _marks(enrolments: QuerySet[Enrolment]) -> QuerySet[Attendance, tuple[int, str, str]]:
    """Return for each enrolment its marks in two texts: "12,15" and "13:absent:2026-11-01".

    Most marks are present, so these are told by the session's key alone.
    """
    colon, present = Value(":"), Q(mark=Attendance.Mark.PRESENT)
    session, caught_up_on = Cast("session_id", CharField()), Cast("caught_up_on", CharField())
    other = Concat(session, colon, "mark", colon, caught_up_on)
    # A subquery, for a join would have SQLite sort all marks by enrolment.
    marks = Attendance.objects.filter(enrolment__in=enrolments.values("pk"))
    return marks.values_list("enrolment_id").annotate(
        present=Joined(session, filter=present), others=Joined(other, filter=~present)
    )


class _KnownMarks(dict[str, tuple[int, str, bool, bool, date]]):
    """What a mark's text means: which cell, what it says, whether it is credited and counts."""

    def __init__(self, meetings: Sequence[Meeting], place_of: dict[int | str, int]) -> None:
        self.meetings = {str(meeting.key): meeting for meeting in meetings}
        self.places = {key: place_of[meeting.subject] for key, meeting in self.meetings.items()}
        self.all_count = all(meeting.counts for meeting in meetings)
        self.first_day = min((meeting.day for meeting in meetings), default=date.min)

    def __missing__(self, text: str) -> tuple[int, str, bool, bool, date]:
        key, mark, caught_up = text.split(":") if ":" in text else (text, "present", "")
        meeting = self.meetings[key]
        credited = is_credited(mark, date.fromisoformat(caught_up) if caught_up else None)
        state = CAUGHT_UP if caught_up and mark not in Attendance.ATTENDED else mark
        self[text] = meaning = (self.places[key], state, credited, meeting.counts, meeting.day)
        return meaning


def _write(line: Line, present: str, others: str, known: _KnownMarks) -> None:
    """Put a person's marks into the line and count them."""
    cells, joined_on, left_on = line.cells, line.joined_on, line.left_on
    keys = present.split(",") if present else []
    texts = others.split(",") if others else []
    done = of = 0
    if known.all_count and not left_on and joined_on <= known.first_day:
        # Nine marks of ten take this way: there is nothing to ask but where they stand.
        for place in map(known.places.__getitem__, keys):
            cells[place] = "present"
        done = of = len(keys)
    else:
        texts += keys
    for text in texts:
        place, state, credited, counts, day = known[text]
        if day < joined_on or (left_on and day >= left_on):
            continue
        if _WORTH[state] > _WORTH[cells[place]]:
            cells[place] = state
        if counts:
            done += credited
            of += 1
    line.count = Count(done, of)


def _attended_elsewhere(subjects: Sequence[int | str]) -> QuerySet[Any, tuple[int, int, bool]]:
    """Return the live activities that people attended before a transfer; nobody else marks any."""
    activities = [subject for subject in subjects if isinstance(subject, int)]
    rows = ActivityProgress.objects.filter(activity__in=activities)
    return rows.values_list("enrolment_id", "activity_id", "activity__counts_to_engagement")


def _carry_over(line: Line, place: int, *, counts: bool) -> None:
    """Credit a live activity that was attended in an earlier place, unless it is here as well."""
    state = line.cells[place]
    if _WORTH[state] >= _WORTH[ELSEWHERE]:
        return
    was_marked = _WORTH[state] > _WORTH[PLANNED]
    line.cells[place] = ELSEWHERE
    if counts:
        line.count = Count(line.count.done + 1, line.count.of + (not was_marked))
