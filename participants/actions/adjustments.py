"""What happens to adjustments: kept, changed, ended.

The trail of changes says that something changed and not what the need is: others read it too. A
change ends the row and writes the next, so that the words of both stay for those who may see them.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from govuk.dates import datetime_text
from participants.models import Adjustment, Participant
from participants.rules.contacts import obstacles_to_ending

TOLD = ("participant", "starts_on", "ends_on")


@transaction.atomic
def add(
    *,
    participant: Participant,
    need: str,
    arrangement: str = "",
    starts_on: date,
    at: datetime,
    by: User,
) -> Adjustment:
    """Keep what a participant needs and what was arranged."""
    adjustment = Adjustment.objects.create(
        participant=participant,
        need=need.strip(),
        arrangement=arrangement.strip(),
        starts_on=starts_on,
        written_at=at,
        written_by=by,
    )
    audit.record(
        "adjustment.added", by=by, subject=adjustment, after=audit.snapshot(adjustment, *TOLD)
    )
    return adjustment


@transaction.atomic
def change(
    *, adjustment: Adjustment, need: str, arrangement: str = "", on: date, at: datetime, by: User
) -> Adjustment:
    """Write what is needed and arranged from a day on; until then the old words stand.

    :raises ValidationError: when it has ended, or the day is before its beginning.
    """
    ended = _end(adjustment, on=on)
    changed = Adjustment.objects.create(
        participant=ended.participant,
        need=need.strip(),
        arrangement=arrangement.strip(),
        starts_on=on,
        written_at=at,
        written_by=by,
    )
    audit.record("adjustment.changed", by=by, subject=changed, after=audit.snapshot(changed, *TOLD))
    return changed


@transaction.atomic
def end(*, adjustment: Adjustment, on: date, by: User) -> Adjustment:
    """Record from which day somebody needs an adjustment no more.

    :raises ValidationError: when it has ended, or the day is before its beginning.
    """
    ended = _end(adjustment, on=on)
    audit.record(
        "adjustment.ended",
        by=by,
        subject=ended,
        before={"ends_on": None},
        after=audit.snapshot(ended, "ends_on"),
    )
    return ended


def _end(adjustment: Adjustment, *, on: date) -> Adjustment:
    rows = Adjustment.objects.select_for_update(of=("self",)).select_related("participant")
    adjustment = rows.get(pk=adjustment.pk)
    if obstacles := obstacles_to_ending(
        starts_on=adjustment.starts_on, ends_on=adjustment.ends_on, on=on
    ):
        raise ValidationError(obstacles + _written_instead(adjustment))
    adjustment.ends_on = on
    adjustment.save(update_fields=["ends_on"])
    return adjustment


def _written_instead(adjustment: Adjustment) -> list[str]:
    """Say who wrote what in place of an adjustment that a form still shows."""
    newer = Adjustment.objects.filter(participant=adjustment.participant_id, pk__gt=adjustment.pk)
    newer = newer.filter(starts_on=adjustment.ends_on) if adjustment.ends_on else newer.none()
    if (row := newer.select_related("written_by").order_by("-pk").first()) is None:
        return []
    words = ". ".join(filter(None, (row.need.rstrip("."), row.arrangement.rstrip("."))))
    return [
        f"{row.written_by} wrote instead on {datetime_text(row.written_at)}: “{words}”. Nothing of"
        " yours is saved. Change that one if yours is right."
    ]
