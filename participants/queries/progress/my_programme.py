"""One participant's programme: modules and activities with what was done of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigAutoField, FilteredRelation, Q, QuerySet
from django.utils import timezone

from accounts.statements import Statement, given
from participants.models import Enrolment
from participants.queries.progress.my_sessions import (
    MySession,
    own_sessions,
    session_of_each_activity,
)
from participants.rules.progress import Count, due_days, duration_text, live_count, next_step
from programmes.models import Activity, Module

ACTIVITY = tuple(field.attname for field in Activity._meta.concrete_fields)
MODULE = tuple(field.attname for field in Module._meta.concrete_fields)


@dataclass(frozen=True)
class MyActivity:
    """An activity with what this person did of it, or the session at which it takes place."""

    activity: Activity
    done_on: date | None
    minutes: int | None
    session: MySession | None

    @property
    def time(self) -> str:
        """How long it takes, as the programme says."""
        return duration_text(self.activity.minutes)

    @property
    def time_taken(self) -> str:
        return duration_text(self.minutes or 0)

    @property
    def can_be_marked(self) -> bool:
        """Whether the person says when it is done: sessions have a register instead."""
        return not self.activity.is_live

    @property
    def is_done(self) -> bool:
        return self.done_on is not None or (self.session is not None and self.session.is_credited)


@dataclass(frozen=True)
class MyModule:
    """A module with its activities in order, and when its own work is due."""

    module: Module
    activities: Sequence[MyActivity]
    due_on: date

    @property
    def steps(self) -> list[tuple[str, list[MyActivity]]]:
        """The activities under See it, Name it and Do it, without the steps that have none."""
        grouped = [
            (step.label, [a for a in self.activities if a.activity.step == step])
            for step in Activity.Step
        ]
        return [(label, mine) for label, mine in grouped if mine]

    @cached_property
    def own(self) -> Count:
        """The work one does oneself: done, of what counts."""
        counting = [a for a in self.activities if _is_own_work(a)]
        return Count(sum(a.is_done for a in counting), len(counting))

    @cached_property
    def progress(self) -> Count:
        """Everything in the module that counts, sessions too."""
        counting = [a for a in self.activities if a.activity.counts_to_engagement]
        return Count(sum(a.is_done for a in counting), len(counting))


@dataclass(frozen=True)
class MyProgramme:
    """A participant's place with everything that the pages about it say."""

    enrolment: Enrolment
    today: date
    modules: Sequence[MyModule]
    sessions: Sequence[MySession]

    @cached_property
    def live(self) -> Count:
        """Sessions attended; an activity attended before a transfer counts once, as attended."""
        before = {a.activity.pk for a in self._attended_before}
        here = [s for s in self.sessions if s.counts]
        met = {s.session.activity_id for s in here}
        return live_count(
            [s.is_credited or s.session.activity_id in before for s in here]
            + [True for key in before if key not in met]
        )

    @property
    def _attended_before(self) -> list[MyActivity]:
        return [
            a
            for module in self.modules
            for a in module.activities
            if a.activity.is_live and a.done_on and a.activity.counts_to_engagement
        ]

    @cached_property
    def own(self) -> Count:
        return _sum(module.own for module in self.modules)

    @cached_property
    def due(self) -> Count:
        """The part of one's own work that should be done by now."""
        return _sum(module.own for module in self.modules if module.due_on <= self.today)

    @property
    def live_text(self) -> str:
        return f"{self.live.text} attended"

    @property
    def own_text(self) -> str:
        so_far = f"{self.due.text} due so far are done, " if self.due.of else ""
        return f"{so_far}{self.own.text} in all"

    @property
    def own_time(self) -> str:
        own = [a for module in self.modules for a in module.activities if a.can_be_marked]
        return duration_text(sum(a.minutes or 0 for a in own))

    @property
    def live_time(self) -> str:
        here = sum(s.minutes for s in self.sessions if s.counts and s.is_credited)
        return duration_text(here + sum(a.minutes or 0 for a in self._attended_before))

    @property
    def can_mark(self) -> bool:
        """Whether activities can be marked today; the action says why when they cannot."""
        is_active = self.enrolment.status == Enrolment.Status.ACTIVE
        return is_active and self.enrolment.joined_on <= self.today

    @property
    def to_come(self) -> list[MySession]:
        return [s for s in self.sessions if s.is_to_come]

    @cached_property
    def next_step(self) -> MyActivity | None:
        mine = {a.activity.pk: a for module in self.modules for a in module.activities}
        step = next_step(
            [a.activity for a in mine.values()],
            done={key for key, a in mine.items() if a.is_done},
            planned={
                key
                for key, a in mine.items()
                if a.session and a.session.is_to_come and not a.done_on
            },
        )
        return mine[step.pk] if step else None


def own_programme(enrolment: Enrolment, *, at: datetime) -> MyProgramme:
    """Gather a participant's programme in two queries."""
    sessions = own_sessions(enrolment, at=at)
    shown = session_of_each_activity(sessions)
    activities = [
        MyActivity(activity, done_on, minutes, shown.get(activity.pk))
        for activity, done_on, minutes in _activities(enrolment)
    ]
    modules = [
        (module, list(mine)) for module, mine in groupby(activities, lambda a: a.activity.module)
    ]
    due = due_days([_last_meeting(mine) for _, mine in modules], enrolment.cohort.ends_on)
    return MyProgramme(
        enrolment=enrolment,
        today=timezone.localdate(at),
        modules=[MyModule(m, mine, on) for (m, mine), on in zip(modules, due, strict=True)],
        sessions=sessions,
    )


def _activities(enrolment: Enrolment) -> Iterator[tuple[Activity, date | None, int | None]]:
    """Return the activities of the curriculum in order, each with when it was done and how long.

    A module is made once and not for each of its activities.
    """
    modules: dict[int, Module] = {}
    asked = {"enrolment": enrolment.pk, "curriculum": enrolment.cohort.curriculum_id}
    for row in _DONE.rows(**asked):
        activity = Activity.from_db(DEFAULT_DB_ALIAS, ACTIVITY, row[: len(ACTIVITY)])
        module = modules.get(activity.module_id)
        if module is None:
            module = Module.from_db(DEFAULT_DB_ALIAS, MODULE, row[len(ACTIVITY) : -2])
            modules[activity.module_id] = module
        activity.module = module
        yield activity, row[-2], row[-1]


def _done() -> "QuerySet[Activity, tuple[Any, ...]]":
    mine = FilteredRelation(
        "progress", condition=Q(progress__enrolment=given("enrolment", BigAutoField()))
    )
    of_module = [f"module__{name}" for name in MODULE]
    return (
        Activity.objects.filter(module__curriculum=given("curriculum", BigAutoField()))
        .alias(mine=mine)
        .order_by("module__position", "position", "pk")
        .values_list(*ACTIVITY, *of_module, "mine__done_on", "mine__minutes")
    )


_DONE = Statement(_done)


def _last_meeting(activities: Iterable[MyActivity]) -> date | None:
    meetings = [a.session for a in activities if a.session and not a.session.is_cancelled]
    return max((mine.day for mine in meetings), default=None)


def _is_own_work(mine: MyActivity) -> bool:
    return mine.activity.counts_to_engagement and not mine.activity.is_live


def _sum(counts: Iterable[Count]) -> Count:
    known = list(counts)
    return Count(sum(c.done for c in known), sum(c.of for c in known))
