"""Curricula: drafted with modules and activities, published, copied to a new draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from accounts import audit
from accounts.models import User
from programmes.models import Activity, Curriculum, Module, Programme
from programmes.rules.curricula import obstacles_to_drafting, obstacles_to_publishing


@dataclass(frozen=True)
class ActivitySpec:
    """One thing to do, in the order in which it stands in its module."""

    title: str
    mode: str  # Activity.Mode
    step: str  # Activity.Step
    minutes: int
    counts_to_engagement: bool = True


@dataclass(frozen=True)
class ModuleSpec:
    """One module with its activities, in the order in which it stands in its curriculum."""

    title: str
    activities: Sequence[ActivitySpec] = ()
    aims: str = ""
    research_source: str = ""
    research_reviewed_on: date | None = None


@transaction.atomic
def draft(*, programme: Programme, modules: Sequence[ModuleSpec], by: User) -> Curriculum:
    """Write the next version of a programme's curriculum, as a draft that nobody is taught yet.

    :raises ValidationError: when there is no module, or a module or an activity is not whole.
    """
    # One draft is written at a time, so that each gets its own version.
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    outline = [(m.title, [activity.minutes for activity in m.activities]) for m in modules]
    if obstacles := obstacles_to_drafting(outline):
        raise ValidationError(obstacles)
    last = programme.curricula.aggregate(last=Max("version"))["last"] or 0
    curriculum = programme.curricula.create(version=last + 1)
    written = Module.objects.bulk_create(
        Module(
            curriculum=curriculum,
            position=position,
            title=spec.title,
            aims=spec.aims,
            research_source=spec.research_source,
            research_reviewed_on=spec.research_reviewed_on,
        )
        for position, spec in enumerate(modules, start=1)
    )
    activities = [
        _activity(module, position, spec)
        for module, module_spec in zip(written, modules, strict=True)
        for position, spec in enumerate(module_spec.activities, start=1)
    ]
    Activity.objects.bulk_create(activities)
    content = {
        "version": curriculum.version,
        "modules": [module.title for module in written],
        "activities": len(activities),
        "minutes": sum(activity.minutes for activity in activities),
    }
    audit.record("curriculum.drafted", by=by, subject=curriculum, after=content)
    return curriculum


@transaction.atomic
def publish(*, curriculum: Curriculum, on: date, by: User) -> Curriculum:
    """Make a draft the curriculum that new cohorts are taught; the one before is superseded.

    Cohorts that are pinned to the one before stay with it.

    :raises ValidationError: when it is no draft, or lacks modules, activities or one of the steps.
    """
    Programme.objects.select_for_update(of=("self",)).get(pk=curriculum.programme_id)
    curriculum = Curriculum.objects.select_for_update(of=("self",)).get(pk=curriculum.pk)
    outline = [
        (module.title, [activity.step for activity in module.activities.all()])
        for module in curriculum.modules.order_by("position").prefetch_related("activities")
    ]
    if obstacles := obstacles_to_publishing(curriculum, outline):
        raise ValidationError(obstacles)
    former = _published(curriculum).first()
    if former is not None:
        before = audit.snapshot(former, "status")
        former.status = Curriculum.Status.SUPERSEDED
        former.save(update_fields=["status"])
        audit.record(
            "curriculum.superseded",
            by=by,
            subject=former,
            before=before,
            after=audit.snapshot(former, "status"),
        )
    before = audit.snapshot(curriculum, "status", "published_on")
    curriculum.status, curriculum.published_on = Curriculum.Status.PUBLISHED, on
    curriculum.save(update_fields=["status", "published_on"])
    after = audit.snapshot(curriculum, "status", "published_on")
    audit.record("curriculum.published", by=by, subject=curriculum, before=before, after=after)
    return curriculum


@transaction.atomic
def copy(*, curriculum: Curriculum, by: User) -> Curriculum:
    """Write a new draft with the same modules and activities."""
    modules = curriculum.modules.order_by("position").prefetch_related("activities")
    return draft(
        programme=curriculum.programme, modules=[_spec(module) for module in modules], by=by
    )


def _published(curriculum: Curriculum) -> QuerySet[Curriculum]:
    published = Curriculum.objects.filter(
        programme=curriculum.programme_id, status=Curriculum.Status.PUBLISHED
    )
    return published.select_for_update(of=("self",))


def _spec(module: Module) -> ModuleSpec:
    """Return a module as it would be drafted again."""
    return ModuleSpec(
        title=module.title,
        aims=module.aims,
        research_source=module.research_source,
        research_reviewed_on=module.research_reviewed_on,
        activities=[
            ActivitySpec(a.title, a.mode, a.step, a.minutes, a.counts_to_engagement)
            for a in sorted(module.activities.all(), key=lambda activity: activity.position)
        ],
    )


def _activity(module: Module, position: int, spec: ActivitySpec) -> Activity:
    """Return the row of an activity, its fields checked as the model says.

    :raises ValidationError: with the activity's title and what is wrong.
    """
    activity = Activity(
        module=module,
        position=position,
        title=spec.title,
        mode=spec.mode,
        step=spec.step,
        minutes=spec.minutes,
        counts_to_engagement=spec.counts_to_engagement,
    )
    try:
        activity.clean_fields(exclude=["module"])
    except ValidationError as fault:
        sentence = next(iter(fault.message_dict.values()))[0]
        raise ValidationError(f"{module.title}, “{spec.title}”: {sentence}") from None
    return activity
