"""Curricula read for pages: their versions, their modules, and how steps and modes are balanced."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from programmes.models import Activity, Curriculum, Module


@dataclass(frozen=True)
class TaughtModule:
    """A module with its activities in order."""

    module: Module
    activities: Sequence[Activity]

    @property
    def time(self) -> str:
        return time_text(sum(activity.minutes for activity in self.activities))


@dataclass(frozen=True)
class Share:
    """How much of a curriculum is of one step or mode: minutes, and the same in words."""

    label: str
    value: int
    text: str


@dataclass(frozen=True)
class Version:
    """A curriculum and how large it is."""

    curriculum: Curriculum
    modules: int
    activities: int
    time: str


def listed(curricula: QuerySet[Curriculum]) -> list[Version]:
    """Return curricula, newest first, with how many modules and activities each has."""
    counted = curricula.annotate(
        modules_count=Count("modules", distinct=True),
        activities_count=Count("modules__activities"),
        minutes=Sum("modules__activities__minutes", default=0),
    )
    return [
        Version(each, each.modules_count, each.activities_count, time_text(each.minutes))
        for each in counted.order_by("-version", "pk")
    ]


def modules_of(curriculum: Curriculum) -> list[TaughtModule]:
    """Return a curriculum's modules in sequence, with their activities."""
    activities: dict[int, list[Activity]] = defaultdict(list)
    for activity in Activity.objects.filter(module__curriculum=curriculum).order_by("position"):
        activities[activity.module_id].append(activity)
    return [
        TaughtModule(module, activities[module.pk])
        for module in curriculum.modules.order_by("position")
    ]


def numbers_of(modules: Sequence[TaughtModule]) -> list[dict[str, object]]:
    """Return a curriculum's size at a glance, for components/stats.html."""
    activities = [activity for module in modules for activity in module.activities]
    live = [activity for activity in activities if activity.is_live]
    return [
        {"number": len(modules), "label": "modules"},
        {"number": len(activities), "label": "activities"},
        {"number": len(live), "label": "of them live"},
        {"number": hours_text(sum(a.minutes for a in activities)), "label": "hours in all"},
    ]


def steps_of(activities: Iterable[Activity]) -> list[Share]:
    """Return the minutes of each step, in the order see it, name it, do it."""
    return _shares(activities, "step", Activity.Step)


def modes_of(activities: Iterable[Activity]) -> list[Share]:
    """Return the minutes of each mode that is there, the most first."""
    shares = _shares(activities, "mode", Activity.Mode)
    return sorted((s for s in shares if s.value), key=lambda share: -share.value)


def _shares(
    activities: Iterable[Activity],
    field: str,
    choices: type[Activity.Step] | type[Activity.Mode],
) -> list[Share]:
    minutes: dict[str, int] = defaultdict(int)
    for activity in activities:
        minutes[getattr(activity, field)] += activity.minutes
    whole = sum(minutes.values()) or 1
    return [
        Share(
            str(choice.label),
            minutes[choice.value],
            f"{hours_text(minutes[choice.value])} h, {100 * minutes[choice.value] / whole:.0f}%",
        )
        for choice in choices
    ]


def time_text(minutes: int) -> str:
    """1 hour 30 minutes"""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours:,} hour{'s' * (hours != 1)}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' * (rest != 1)}")
    return " ".join(parts)


def hours_text(minutes: int) -> str:
    """1.5 for 90 minutes, 2 for 120"""
    return f"{round(minutes / 60, 1):g}"
