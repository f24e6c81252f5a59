"""A first timetable: the live activities of a curriculum become the sessions of groups."""

from collections.abc import Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from programmes.actions.cohorts import lock
from programmes.actions.drafts import draft
from programmes.models import Activity, Cohort, Group, Session
from programmes.rules.timetable import Proposed

ONLINE = (Activity.Mode.LIVE_ONLINE, Activity.Mode.COACHING)


@transaction.atomic
def stamp(
    *,
    cohort: Cohort,
    groups: Sequence[Group],
    first_on: date,
    weekday: int,
    starts_at: time,
    place: str = "",
    joining_link: str = "",
    weeks_apart: int | None = 1,
    by: User,
) -> list[Session]:
    """Make the sessions of groups at a weekly slot inside term dates; asked twice, made once.

    `weekday` is 0 for Monday; `weeks_apart` counts teaching weeks, None spreads the sessions
    evenly over the cohort. Face-to-face sessions get the place, online ones the link.

    :raises ValidationError: when a group has a timetable, or the sessions find no room.
    """
    cohort = lock(cohort)
    drafted = draft(
        cohort=cohort,
        groups=groups,
        first_on=first_on,
        weekday=weekday,
        starts_at=starts_at,
        weeks_apart=weeks_apart,
    )
    if drafted.made:
        return drafted.made
    if drafted.obstacles:
        raise ValidationError(drafted.obstacles)
    sessions = Session.objects.bulk_create(
        _session(cohort, plan.group, proposed, place, joining_link)
        for plan in drafted.plans
        for proposed in plan.proposed
    )
    fields = ("group", "title", "mode", "starts_at", "ends_at", "place", "joining_link")
    audit.record_many(
        "session.planned",
        by=by,
        changes=[(session, {}, audit.snapshot(session, *fields)) for session in sessions],
    )
    made = {"groups": groups, "sessions": len(sessions), "first_on": first_on}
    audit.record("timetable.stamped", by=by, subject=cohort, after=made)
    return sessions


def _session(
    cohort: Cohort, group: Group, proposed: Proposed, place: str, joining_link: str
) -> Session:
    activity = proposed.activity
    return Session(
        cohort=cohort,
        group=group,
        activity=activity,
        title=activity.title,
        mode=activity.mode,
        starts_at=proposed.starts_at,
        ends_at=proposed.ends_at,
        place="" if activity.mode == Activity.Mode.LIVE_ONLINE else place,
        joining_link=joining_link if activity.mode in ONLINE else "",
    )
