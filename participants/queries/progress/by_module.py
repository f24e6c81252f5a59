"""A cohort's own work: each participant by each module, activities done of those set."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import CharField, Max, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from govuk.dates import short_date_text
from participants.models import ActivityProgress, Enrolment
from participants.queries.among import Joined
from participants.queries.progress.matrix import Column, Matrix, lines_of
from participants.rules.progress import Count, due_days
from programmes.models import Activity, Cohort, Session

# What a cell says: so many activities done of those set, and whether they are due.
State = tuple[int, int, bool]


def own_work(enrolments: QuerySet[Enrolment], cohort: Cohort, *, on: date) -> Matrix:
    """Gather what each participant has done of each module by themselves, in six queries.

    Optional activities and live sessions are left out. A module is due for a group on the day of
    the group's last session of it.
    """
    activities = _activities(cohort)
    module_of = {str(key): module for key, module, _, _ in activities}
    titles = {module: f"{position}. {title}" for _, module, position, title in activities}
    of = Counter(module_of.values())
    lines = lines_of(enrolments, cohort)
    due = _due({line.group for line in lines} or {None}, list(titles), cohort)
    done_by = _done_by(enrolments)
    for line in lines:
        done = Counter(map(module_of.get, done_by.get(line.key, "").split(",")))
        days = due[line.group]
        line.cells = [(done[m], of[m], day <= on) for m, day in zip(titles, days, strict=True)]
        line.count = Count(sum(done[m] for m in titles), of.total())
    notes = _notes(due.values())
    return Matrix(
        [Column(t, n) for t, n in zip(titles.values(), notes, strict=True)], lambda: lines
    )


def _activities(cohort: Cohort) -> list[tuple[int, int, int, str]]:
    rows = Activity.objects.filter(
        module__curriculum=cohort.curriculum_id, counts_to_engagement=True
    ).exclude(mode__in=Activity.LIVE_MODES)
    return list(
        rows.order_by("module__position", "position").values_list(
            "pk", "module_id", "module__position", "module__title"
        )
    )


def _done_by(enrolments: QuerySet[Enrolment]) -> dict[int, str]:
    """Return for each enrolment the keys of the activities done, in one text."""
    rows = ActivityProgress.objects.filter(enrolment__in=enrolments.values("pk"))
    activities = Joined(Cast("activity_id", CharField()))
    return dict(rows.values_list("enrolment_id").annotate(activities=activities))


def _due(
    groups: Iterable[int | None], modules: Sequence[int], cohort: Cohort
) -> dict[int | None, list[date]]:
    """Return the days on which each group's modules are due."""
    last = {
        (group, module): timezone.localdate(starts_at)
        for group, module, starts_at in Session.objects.standing()
        .filter(cohort=cohort, activity__isnull=False)
        .values_list("group_id", "activity__module_id")
        .annotate(last=Max("starts_at"))
    }
    due = {}
    for group in groups:
        of_group = (last.get((group, module)) for module in modules)
        for_all = (last.get((None, module)) for module in modules)
        met = [
            max(filter(None, pair), default=None) for pair in zip(of_group, for_all, strict=True)
        ]
        due[group] = due_days(met, cohort.ends_on)
    return due


def _notes(due: Iterable[Sequence[date]]) -> list[str]:
    """Say of each module when it is due, or from when where groups differ."""
    columns = list(zip(*due, strict=True))
    return [
        f"due {'' if min(days) == max(days) else 'from '}{short_date_text(min(days))}"
        for days in columns
    ]
