"""Marking activities as done, one or a whole set of them, and taking a mark back."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from participants.models import ActivityProgress, Enrolment
from participants.rules.progress import obstacles_to_marking_done, obstacles_to_undoing
from programmes.models import Activity

# (enrolment, activity, minutes, on)
Entry = tuple[Enrolment, Activity, int, date]


@transaction.atomic
def mark_done(
    *, enrolment: Enrolment, activity: Activity, minutes: int, on: date, by: User
) -> ActivityProgress:
    """Record that a participant has done an activity; marking it again corrects the minutes.

    :raises ValidationError: for a live session, another programme's activity, or a closed place.
    """
    enrolment = _locked([enrolment])[enrolment.pk]
    activity = Activity.objects.select_related("module").get(pk=activity.pk)
    if obstacles := obstacles_to_marking_done(enrolment, activity, minutes=minutes, on=on):
        raise ValidationError(obstacles)
    progress, is_new = ActivityProgress.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"done_on": on, "minutes": minutes}
    )
    if is_new:
        audit.record("activity.done", by=by, subject=enrolment, after=_told(progress))
    elif progress.minutes != minutes:
        # The audit leaves out what did not change, so the activity stands on one side alone.
        before = {"minutes": progress.minutes}
        progress.minutes = minutes
        progress.save(update_fields=["minutes"])
        audit.record(
            "activity.minutes", by=by, subject=enrolment, before=before, after=_told(progress)
        )
    return progress


@transaction.atomic
def mark_many_done(
    *, enrolment: Enrolment, entries: Iterable[tuple[Activity, int, date]], by: User
) -> list[ActivityProgress]:
    """Record several activities of one participant in few statements; those done stay as they are.

    :raises ValidationError: when one of them cannot be marked; then none is.
    """
    return mark_set_done(entries=[(enrolment, *entry) for entry in entries], by=by)


@transaction.atomic
def mark_set_done(*, entries: Iterable[Entry], by: User | None) -> list[ActivityProgress]:
    """Record activities of many participants in few statements; those done stay as they are.

    :raises ValidationError: when one of them cannot be marked; then none is.
    """
    given = list(entries)
    enrolments = _locked(enrolment for enrolment, *_ in given)
    activities = Activity.objects.select_related("module").in_bulk({e[1].pk for e in given})
    there = set(
        ActivityProgress.objects.filter(enrolment__in=enrolments).values_list(
            "enrolment_id", "activity_id"
        )
    )
    rows: dict[tuple[int, int], ActivityProgress] = {}
    obstacles: dict[str, None] = {}
    for given_enrolment, given_activity, minutes, on in given:
        enrolment, activity = enrolments[given_enrolment.pk], activities[given_activity.pk]
        found = obstacles_to_marking_done(enrolment, activity, minutes=minutes, on=on)
        obstacles |= dict.fromkeys(f"{activity}: {sentence}" for sentence in found)
        key = (enrolment.pk, activity.pk)
        if key not in there:
            rows[key] = ActivityProgress(
                enrolment=enrolment, activity=activity, done_on=on, minutes=minutes
            )
    if obstacles:
        raise ValidationError(list(obstacles))
    made = ActivityProgress.objects.bulk_create(rows.values(), batch_size=1000)
    audit.record_many(
        "activity.done", by=by, changes=((row.enrolment, {}, _told(row)) for row in made)
    )
    return made


@transaction.atomic
def undo(*, enrolment: Enrolment, activity: Activity, by: User) -> Enrolment:
    """Take back that an activity is done; nothing happens when it was not.

    :raises ValidationError: when the place is deferred, withdrawn or completed.
    """
    enrolment = _locked([enrolment])[enrolment.pk]
    if obstacles := obstacles_to_undoing(enrolment):
        raise ValidationError(obstacles)
    progress = enrolment.activities_done.filter(activity=activity).first()
    if progress:
        audit.record("activity.undone", by=by, subject=enrolment, before=_told(progress))
        progress.delete()
    return enrolment


def _locked(enrolments: Iterable[Enrolment]) -> dict[int, Enrolment]:
    """Lock the places in the order of their keys, so that two sets never wait for each other."""
    rows = Enrolment.objects.select_related("cohort").filter(pk__in={e.pk for e in enrolments})
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def _told(progress: ActivityProgress) -> dict[str, object]:
    """What the audit says of a mark."""
    return {
        "activity": progress.activity.title,
        "done_on": progress.done_on,
        "minutes": progress.minutes,
    }
