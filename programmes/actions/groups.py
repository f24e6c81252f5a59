"""Groups: added to a cohort one or several at a time, renamed, deleted while they are empty."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError

from accounts import audit
from accounts.models import User
from accounts.queries.meanwhile import refuse_changed
from govuk.sentences import About
from programmes.actions.cohorts import lock
from programmes.models import Cohort, Group
from programmes.rules.cohorts import obstacles_to_grouping


def create(*, cohort: Cohort, name: str, kind: str = Group.Kind.SEMINAR, by: User) -> Group:
    """Add a group to a cohort.

    :raises ValidationError: when the cohort is over or has a group of that name.
    """
    return create_many(cohort=cohort, names=[name], kind=kind, by=by)[0]


@transaction.atomic
def create_many(
    *, cohort: Cohort, names: Sequence[str], kind: str = Group.Kind.SEMINAR, by: User
) -> list[Group]:
    """Add several groups to a cohort, after those that it has.

    :raises ValidationError: when the cohort is over or a name is taken.
    """
    cohort = lock(cohort)
    taken = cohort.groups.values_list("name", flat=True)
    if obstacles := obstacles_to_grouping(cohort, names, taken):
        raise ValidationError(obstacles)
    last = cohort.groups.aggregate(last=Max("position"))["last"] or 0
    groups = Group.objects.bulk_create(
        Group(cohort=cohort, name=name, kind=kind, position=position)
        for position, name in enumerate(names, start=last + 1)
    )
    audit.record_many(
        "group.created",
        by=by,
        changes=[(group, {}, audit.snapshot(group, "cohort", "name", "kind")) for group in groups],
    )
    return groups


@transaction.atomic
def rename(*, group: Group, name: str, seen: str = "", by: User) -> Group:
    """Give a group another name.

    :raises ValidationError: when the cohort is over or has another group of that name, or somebody
        renamed it since it was `seen`.
    """
    cohort = lock(group.cohort)
    group = cohort.groups.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    refuse_changed(audit.snapshot(group, "name"), seen, audit.events_about(group))
    taken = cohort.groups.exclude(pk=group.pk).values_list("name", flat=True)
    if obstacles := obstacles_to_grouping(cohort, [name], taken):
        raise ValidationError([About("name", obstacle) for obstacle in obstacles])
    before = audit.snapshot(group, "name")
    group.name = name
    group.save(update_fields=["name"])
    audit.record(
        "group.renamed", by=by, subject=group, before=before, after=audit.snapshot(group, "name")
    )
    return group


@transaction.atomic
def delete(*, group: Group, by: User) -> Group:
    """Delete a group that nobody has been in and that never had a session.

    :raises ValidationError: when it has a history.
    """
    before = audit.snapshot(group, "cohort", "name", "kind")
    try:
        with transaction.atomic():
            audit.record("group.deleted", by=by, subject=group, before=before)
            group.delete()
    except ProtectedError as kept:
        raise ValidationError(
            f"{group} has members or sessions, now or in the past, so its history is kept."
        ) from kept
    return group
