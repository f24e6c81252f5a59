"""Who belongs to which group, from which day to which; what is past never moves."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from govuk.forms import CHANGED_MEANWHILE
from participants.actions import places
from participants.models import Enrolment, GroupMembership
from participants.queries import enrolments as queries
from participants.queries.changes import changed_since
from participants.rules.enrolments import obstacles_to_moving_group
from programmes.models import Cohort, Group


@transaction.atomic
def assign(
    *, group: Group, enrolments: Iterable[Enrolment], on: date, seen: str = "", by: User | None
) -> list[GroupMembership]:
    """Let people belong to a group from a day; each leaves the group of that kind they were in.

    Somebody who is in the group already stays as they are; somebody who joined the cohort later
    than the day begins on the day they joined.

    :raises ValidationError: when somebody left, a register of that day or later names them, or
        somebody changed the one place since it was `seen` on a form.
    """
    wanted = list(
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("participant")
        .filter(pk__in=[e.pk for e in enrolments], cohort=group.cohort_id)
        .order_by("pk")
    )
    if seen and (told := " ".join(changed_since(e, seen) for e in wanted).strip()):
        raise ValidationError(told, code=CHANGED_MEANWHILE)
    before = _open_memberships(wanted, kind=group.kind)
    moving = [e for e in wanted if e.pk not in before or before[e.pk].group_id != group.pk]
    marked = queries.last_marked_on([e for e in moving if e.pk in before])
    obstacles = [
        obstacle
        for e in moving
        for obstacle in obstacles_to_moving_group(e, on=on, last_marked_on=marked.get(e.pk))
    ]
    if obstacles:
        raise ValidationError(obstacles)
    return _move(moving, before, group, on=on, by=by)


@transaction.atomic
def leave(*, group: Group, enrolment: Enrolment, on: date, by: User) -> GroupMembership:
    """End a person's time in a group on a day; that day is not part of it any more.

    :raises ValidationError: when the person is not in the group, or a register of that day or
        later names them.
    """
    membership = (
        GroupMembership.objects.select_for_update(of=("self",))
        .select_related("enrolment__participant", "group")
        .filter(group=group, enrolment=enrolment, ends_on=None)
        .first()
    )
    if membership is None:
        raise ValidationError(f"{enrolment.participant} is not in {group}.")
    marked = queries.last_marked_on([enrolment]).get(enrolment.pk)
    if obstacles := obstacles_to_moving_group(membership.enrolment, on=on, last_marked_on=marked):
        raise ValidationError(obstacles)
    membership.ends_on = max(on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    audit.record(
        "group.left",
        by=by,
        subject=membership.enrolment,
        before={"group": group},
        after={"group": None, "on": membership.ends_on},
    )
    return membership


@transaction.atomic
def spread(*, cohort: Cohort, groups: Sequence[Group], on: date, by: User | None) -> int:
    """Put everybody without a group into the smallest of the groups, and return how many.

    :raises ValidationError: when there is no group to spread people over.
    """
    cohort = places.lock(cohort)
    if not groups:
        raise ValidationError("Make a group first.")
    sizes = queries.group_sizes(groups)
    wanted: dict[int, list[Enrolment]] = {group.pk: [] for group in groups}
    without = queries.without_group(cohort, kind=groups[0].kind)
    for enrolment in without:
        smallest = min(groups, key=lambda group: (sizes[group.pk], groups.index(group)))
        wanted[smallest.pk].append(enrolment)
        sizes[smallest.pk] += 1
    for group in groups:
        _move(wanted[group.pk], {}, group, on=on, by=by)
    return len(without)


def _open_memberships(enrolments: Iterable[Enrolment], *, kind: str) -> dict[int, GroupMembership]:
    memberships = GroupMembership.objects.select_related("group").filter(
        enrolment__in=[e.pk for e in enrolments], group__kind=kind, ends_on=None
    )
    return {membership.enrolment_id: membership for membership in memberships}


def _move(
    enrolments: Sequence[Enrolment],
    before: dict[int, GroupMembership],
    group: Group,
    *,
    on: date,
    by: User | None,
) -> list[GroupMembership]:
    ending = [before[e.pk] for e in enrolments if e.pk in before]
    for membership in ending:
        membership.ends_on = max(on, membership.starts_on)
    GroupMembership.objects.bulk_update(ending, ["ends_on"], batch_size=200)
    starting = GroupMembership.objects.bulk_create(
        GroupMembership(enrolment=e, group=group, starts_on=max(on, e.joined_on))
        for e in enrolments
    )
    audit.record_many(
        "group.joined",
        by=by,
        changes=[
            (
                m.enrolment,
                {"group": before[m.enrolment_id].group if m.enrolment_id in before else None},
                {"group": group, "from": m.starts_on},
            )
            for m in starting
        ],
    )
    return starting
