"""Intakes, their schedules and the calendar read for pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from programmes.models import (
    BankHoliday,
    DeclarationType,
    HalfTerm,
    Intake,
    Milestone,
    Programme,
    Qualification,
    Schedule,
)

ORDER = list(DeclarationType.values)
SCHOOL_YEAR_BEGINS = 9  # September


@dataclass(frozen=True)
class ScheduleOfDays:
    """A schedule with its milestones in the order of a programme."""

    schedule: Schedule
    milestones: list[Milestone]

    @property
    def is_published(self) -> bool:
        return any(milestone.deadline_on for milestone in self.milestones)


@dataclass(frozen=True)
class SchoolYear:
    """One school year's half terms and bank holidays."""

    year: int
    half_terms: list[HalfTerm]
    bank_holidays: list[BankHoliday]

    @property
    def name(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def weeks(self) -> int:
        return sum(weeks_of(half_term) for half_term in self.half_terms)


def intakes() -> QuerySet[Intake]:
    """Return intakes, newest first, with how many schedules and programmes each has."""
    return Intake.objects.annotate(
        schedules_count=Count("schedules", distinct=True),
        programmes_count=Count("offerings", distinct=True),
    ).order_by("-start_year", "-suffix")


def schedules_of(intake: Intake) -> list[ScheduleOfDays]:
    """Return an intake's schedules, by course group, each with its milestones."""
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(schedule__intake=intake):
        milestones[milestone.schedule_id].append(milestone)
    return [
        ScheduleOfDays(
            schedule,
            sorted(milestones[schedule.pk], key=lambda m: ORDER.index(m.declaration_type)),
        )
        for schedule in sorted(intake.schedules.all(), key=_place)
    ]


def _place(schedule: Schedule) -> tuple[int, date, str]:
    """Order by course group as the DfE lists them, then by the day that declarations begin."""
    groups = list(Qualification.CourseGroup.values)
    begins = schedule.applies_from or date.max
    return groups.index(schedule.course_group), begins, schedule.identifier


def programmes_in(intake: Intake, visible: QuerySet[Programme]) -> QuerySet[Programme]:
    """Return the programmes that the user sees and that are offered in an intake."""
    offered = visible.filter(offerings__intake=intake)
    return offered.select_related("qualification", "lead_provider").order_by(
        "lead_provider__name", "qualification__position", "pk"
    )


def school_years() -> list[SchoolYear]:
    """Return every school year that has a half term, in order."""
    terms: dict[int, list[HalfTerm]] = defaultdict(list)
    for half_term in HalfTerm.objects.order_by("starts_on"):
        terms[school_year(half_term.starts_on)].append(half_term)
    days: dict[int, list[BankHoliday]] = defaultdict(list)
    for holiday in BankHoliday.objects.order_by("on"):
        days[school_year(holiday.on)].append(holiday)
    return [SchoolYear(year, terms[year], days[year]) for year in sorted(terms)]


def year_to_show(years: Sequence[SchoolYear], asked: str, today: date) -> SchoolYear | None:
    """Return the school year that was asked for, else today's, else the last."""
    by_name = {str(each.year): each for each in years}
    current = by_name.get(str(school_year(today)))
    return by_name.get(asked) or current or (years[-1] if years else None)


def school_year(day: date) -> int:
    """Return the year in which a day's school year began; August belongs to the year before."""
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1


def weeks_of(half_term: HalfTerm) -> int:
    """Count the weeks that a half term touches, from Monday to Sunday."""
    first = half_term.starts_on - timedelta(days=half_term.starts_on.weekday())
    return (half_term.ends_on - first).days // 7 + 1
