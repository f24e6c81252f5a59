"""Which of the DfE's schedules a participant gets by default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from programmes.models import Qualification

PREFIXES = {
    Qualification.CourseGroup.LEADERSHIP: "npq-leadership",
    Qualification.CourseGroup.SPECIALIST: "npq-specialist",
    Qualification.CourseGroup.EHCO: "npq-ehco",
    Qualification.CourseGroup.SUPPORT: "npq-aso",
}


@dataclass(frozen=True)
class DefaultSchedule:
    """One rule: for these course groups and intakes, between two days, take this season.

    A day is whole ("2025-08-01"), of the intake's start year ("09-01") or of the year after
    ("+03-01"); `from_day` is inside, `before_day` is outside, empty means no limit. With
    `every_year` the days are months and days of any year.
    """

    groups: frozenset[str]
    season: str
    intakes: frozenset[str] = frozenset()
    from_day: str = ""
    before_day: str = ""
    every_year: bool = False

    def fits(self, course_group: str, intake: str, on: date) -> bool:
        if course_group not in self.groups or (self.intakes and intake not in self.intakes):
            return False
        if self.every_year:
            return self.from_day <= f"{on:%m-%d}" < self.before_day
        start_year = int(intake[:4])
        return (not self.from_day or _day(self.from_day, start_year) <= on) and (
            not self.before_day or on < _day(self.before_day, start_year)
        )


def default_schedule(
    rules: Iterable[DefaultSchedule], *, course_group: str, intake: str, on: date
) -> str:
    """Return the schedule's identifier for somebody accepted on a day; empty when none fits."""
    for rule in rules:
        if rule.fits(course_group, intake, on):
            return f"{PREFIXES[Qualification.CourseGroup(course_group)]}-{rule.season}"
    return ""


def _day(text: str, start_year: int) -> date:
    if len(text) == len("2025-08-01"):
        return date.fromisoformat(text)
    year = start_year + 1 if text.startswith("+") else start_year
    return date.fromisoformat(f"{year}-{text.removeprefix('+')}")
