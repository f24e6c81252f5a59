"""What happens to places in cohorts: taken, deferred, given up, taken up again, completed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import School, User
from participants.actions import people, places
from participants.models import Enrolment, GroupMembership, ImportRow, Participant, StatusChange
from participants.queries import enrolments as queries
from participants.rules.enrolments import (
    HAS_A_PLACE,
    Answer,
    Entry,
    already_there,
    obstacles_to_changing,
    obstacles_to_enrolling,
)
from programmes.models import ChangeReason, Cohort

Status = Enrolment.Status


@transaction.atomic
def enrol(
    *,
    participant: Participant,
    cohort: Cohort,
    joined_on: date,
    is_funded: bool | None = None,
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Give a person a place in a cohort.

    :raises ValidationError: when the cohort is full or closed, or the person has a place already.
    """
    cohort = places.lock(cohort)
    _refuse_if(
        obstacles_to_enrolling(cohort, taken=queries.places_taken(cohort), joined_on=joined_on)
    )
    places.lock_people([participant])
    here, open_places = queries.standing_of([participant], cohort)
    if here:
        raise ValidationError(already_there(here[participant.pk]).sentence)
    _refuse_if([HAS_A_PLACE] if open_places else [])
    [enrolment] = places.give(cohort, [(participant, joined_on, is_funded)], at=at, by=by)
    return enrolment


@transaction.atomic
def admit(
    *,
    cohort: Cohort,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    school: School | None = None,
    is_funded: bool | None = None,
    joined_on: date,
    at: datetime,
    by: User,
) -> Enrolment:
    """Give a place to a person by their details, registering them if they are new.

    :raises ValidationError: when an answer is wrong, or there is no place for this person.
    """
    details = people.cleaned(full_name=full_name, email=email, trn=trn)
    entry = Entry(
        full_name=details["full_name"],
        email=details["email"],
        trn=details["trn"],
        date_of_birth=date_of_birth,
        school=school,
        is_funded=is_funded,
    )
    [answer] = enrol_many(cohort=cohort, entries=[entry], joined_on=joined_on, at=at, by=by)
    if answer.enrolment is None or answer.outcome != ImportRow.Outcome.ENROLLED:
        raise ValidationError(answer.sentence)
    return answer.enrolment


@transaction.atomic
def enrol_many(
    *, cohort: Cohort, entries: Sequence[Entry], joined_on: date, at: datetime, by: User | None
) -> list[Answer]:
    """Give places to many people, registering those who are new; answer each in the same order.

    Who is in the cohort already is left as they are; who cannot get a place is told why. The
    number of statements does not depend on the number of entries.
    """
    return places.give_to_entries(places.lock(cohort), entries, joined_on=joined_on, at=at, by=by)


@transaction.atomic
def defer(
    *, enrolment: Enrolment, reason: ChangeReason, on: date, note: str = "", at: datetime, by: User
) -> Enrolment:
    """Let a participant pause from a day; the place is free for somebody else until they resume.

    :raises ValidationError: when the place's state, the date or the reason does not allow it.
    """
    return _change(enrolment, Status.DEFERRED, reason=reason, on=on, note=note, at=at, by=by)


@transaction.atomic
def withdraw(
    *, enrolment: Enrolment, reason: ChangeReason, on: date, note: str = "", at: datetime, by: User
) -> Enrolment:
    """Record that a participant left the programme on a day; the place is free.

    :raises ValidationError: when the place's state, the date or the reason does not allow it.
    """
    return _change(enrolment, Status.WITHDRAWN, reason=reason, on=on, note=note, at=at, by=by)


@transaction.atomic
def complete(
    *, enrolment: Enrolment, on: date, note: str = "", at: datetime, by: User | None
) -> Enrolment:
    """Record that a participant completed the programme on a day.

    :raises ValidationError: when the place's state or the date does not allow it.
    """
    return _change(enrolment, Status.COMPLETED, on=on, note=note, at=at, by=by)


@transaction.atomic
def resume(*, enrolment: Enrolment, on: date, note: str = "", at: datetime, by: User) -> Enrolment:
    """Let a participant who deferred or withdrew go on from a day, if there is a place.

    :raises ValidationError: when the cohort is full or closed, the person has another place on
        the programme, or the date does not allow it.
    """
    cohort = places.lock(enrolment.cohort)
    _refuse_if(obstacles_to_enrolling(cohort, taken=queries.places_taken(cohort), joined_on=on))
    places.lock_people([enrolment.participant])
    if queries.has_another_open_place(enrolment):
        raise ValidationError(HAS_A_PLACE)
    return _change(enrolment, Status.ACTIVE, on=on, note=note, at=at, by=by)


def _change(
    enrolment: Enrolment,
    status: Status,
    *,
    on: date,
    note: str,
    at: datetime,
    by: User | None,
    reason: ChangeReason | None = None,
) -> Enrolment:
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("participant", "cohort")
        .get(pk=enrolment.pk)
    )
    _refuse_if(
        obstacles_to_changing(
            enrolment,
            status,
            on=on,
            today=timezone.localdate(at),
            last_change_on=queries.last_change_on(enrolment),
            last_attended_on=queries.last_attended_on(enrolment),
            reason=reason,
        )
    )
    before = audit.snapshot(enrolment, "status", "left_on")
    enrolment.status = status
    enrolment.left_on = None if status == Status.ACTIVE else on
    enrolment.save(update_fields=["status", "left_on"])
    StatusChange.objects.create(
        enrolment=enrolment, status=status, on=on, reason=reason, note=note, at=at, by=by
    )
    if status != Status.ACTIVE:
        _leave_groups(enrolment, on)
    audit.record(
        f"enrolment.{status}" if status != Status.ACTIVE else "enrolment.resumed",
        by=by,
        subject=enrolment,
        before=before,
        after=audit.snapshot(enrolment, "status", "left_on"),
        reason=str(reason or ""),
    )
    return enrolment


def _leave_groups(enrolment: Enrolment, on: date) -> None:
    memberships = GroupMembership.objects.filter(enrolment=enrolment, ends_on=None)
    for membership in memberships:
        membership.ends_on = max(on, membership.starts_on)
        membership.save(update_fields=["ends_on"])


def _refuse_if(obstacles: list[str]) -> None:
    if obstacles:
        raise ValidationError(obstacles)
