"""What happens to places in cohorts: taken, deferred, given up, resumed, transferred, completed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import LeadProvider, School, User
from govuk.sentences import About
from participants.actions import changes, people, places, transfers, waiting
from participants.actions.changes import refuse_if
from participants.models import Enrolment, ImportRow, Participant
from participants.queries import enrolments as queries
from participants.rules.changes import obstacles_to_transferring
from participants.rules.enrolments import (
    HAS_A_PLACE,
    NOT_THE_SAME_PERSON,
    Answer,
    Entry,
    already_there,
    obstacles_to_enrolling,
    obstacles_to_resuming,
)
from participants.rules.people import are_one_person
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
    refuse_if(
        obstacles_to_enrolling(cohort, taken=queries.places_taken(cohort), joined_on=joined_on)
    )
    places.lock_people([participant])
    here, open_places = queries.standing_of([participant], cohort)
    if here:
        raise ValidationError(already_there(here[participant.pk]).sentence)
    refuse_if([HAS_A_PLACE] if open_places else [])
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
    same_as: Participant | None = None,
    at: datetime,
    by: User,
) -> Enrolment:
    """Give a place to a person by their details, registering them if they are new.

    `same_as` is somebody we know of whom it was said that they are the person: their record
    stays as it is.

    :raises ValidationError: when an answer is wrong, or there is no place for this person.
    """
    if same_as:
        return enrol(
            participant=same_as,
            cohort=cohort,
            joined_on=joined_on,
            is_funded=is_funded,
            at=at,
            by=by,
        )
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
    *,
    enrolment: Enrolment,
    reason: ChangeReason,
    on: date,
    note: str = "",
    returns_on: date | None = None,
    evidence: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Let a participant pause from a day; the place is free for somebody else until they resume.

    :raises ValidationError: when the place's state, a date or the reason does not allow it, or
        somebody changed the place since it was `seen` on a form.
    """
    enrolment = changes.lock(enrolment, seen=seen)
    changes.step(
        enrolment,
        Status.DEFERRED,
        reason=reason,
        on=on,
        note=note,
        at=at,
        by=by,
        after={"returns_on": returns_on} if returns_on else None,
    )
    changes.begin_deferral(enrolment, returns_on=returns_on, evidence=evidence)
    waiting.offer_free_places(cohort=enrolment.cohort, at=at, by=by)
    return enrolment


@transaction.atomic
def withdraw(
    *,
    enrolment: Enrolment,
    reason: ChangeReason,
    on: date,
    note: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Record that a participant left the programme on a day; the place is free.

    :raises ValidationError: when the place's state, the date or the reason does not allow it, or
        somebody changed the place since it was `seen` on a form.
    """
    enrolment = changes.lock(enrolment, seen=seen)
    changes.step(enrolment, Status.WITHDRAWN, reason=reason, on=on, note=note, at=at, by=by)
    waiting.offer_free_places(cohort=enrolment.cohort, at=at, by=by)
    return enrolment


@transaction.atomic
def complete(
    *,
    enrolment: Enrolment,
    on: date,
    note: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Record that a participant completed the programme on a day.

    :raises ValidationError: when the place's state or the date does not allow it, or somebody
        changed the place since it was `seen` on a form.
    """
    enrolment = changes.lock(enrolment, seen=seen)
    return changes.step(enrolment, Status.COMPLETED, on=on, note=note, at=at, by=by)


@transaction.atomic
def resume(
    *,
    enrolment: Enrolment,
    on: date,
    note: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Let a participant who deferred or withdrew go on from a day, if there is a place.

    :raises ValidationError: when the cohort is full or closed, the person has another place on
        the programme, the date does not allow it, or the place was transferred.
    """
    cohort = places.lock(enrolment.cohort)
    places.lock_people([enrolment.participant])
    enrolment = changes.held(enrolment, seen=seen)
    refuse_if(obstacles_to_resuming(enrolment))
    taken = queries.places_taken(cohort)
    refuse_if(obstacles_to_enrolling(cohort, taken=taken, joined_on=on))
    if queries.has_another_open_place(enrolment):
        raise ValidationError(HAS_A_PLACE)
    changes.step(enrolment, Status.ACTIVE, on=on, note=note, at=at, by=by)
    places.end_waiting([enrolment], at=at, by=by)
    return enrolment


@transaction.atomic
def transfer(
    *,
    enrolment: Enrolment,
    cohort: Cohort,
    on: date,
    note: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Let a participant go on in another cohort from a day; return the place there.

    The old place stays where it is, transferred, with its registers, groups and progress. What
    was done counts in the new one, which `continues` it. Who was in that cohort before gets the
    place of then again.

    :raises ValidationError: when the cohort is full, closed, of another programme or their own,
        the place's state or the date does not allow it, or somebody changed it since it was `seen`.
    """
    both = {each.pk: each for each in (enrolment.cohort, cohort)}
    locked = {pk: places.lock(both[pk]) for pk in sorted(both)}
    places.lock_people([enrolment.participant])
    old = changes.held(enrolment, seen=seen)
    cohort = Cohort.objects.select_related("hub", "intake").get(pk=cohort.pk)
    there = Enrolment.objects.filter(participant=old.participant_id, cohort=cohort).first()
    taken = queries.places_taken(locked[cohort.pk])
    refuse_if(obstacles_to_transferring(old, cohort, there=there, taken=taken, on=on))
    transfers.leave(old, cohort, on=on, note=note, at=at, by=by)
    new = transfers.go_on_in(cohort, there, old, on=on, note=note, at=at, by=by)
    transfers.carry_over(old, new, by=by)
    transfers.tell(old, new, at=at)
    waiting.offer_free_places(cohort=old.cohort, at=at, by=by)
    return new


@transaction.atomic
def hand_over(
    *,
    enrolment: Enrolment,
    provider: LeadProvider,
    on: date,
    note: str = "",
    seen: str = "",
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Record that a participant goes on with another lead provider from a day; the place is free.

    :raises ValidationError: when the place's state or the date does not allow it, the provider is
        our own, or somebody changed the place since it was `seen` on a form.
    """
    enrolment = changes.lock(enrolment, seen=seen)
    if provider.pk == enrolment.cohort.hub.lead_provider_id:
        raise ValidationError(About("provider", "Select another lead provider"))
    changes.step(
        *(enrolment, Status.TRANSFERRED),
        on=on,
        note=changes.note_of(f"To {provider}", note),
        at=at,
        by=by,
        verb="enrolment.handed_over",
        after={"provider_after": provider},
    )
    enrolment.provider_after = provider
    enrolment.save(update_fields=["provider_after"])
    waiting.offer_free_places(cohort=enrolment.cohort, at=at, by=by)
    return enrolment


@transaction.atomic
def take_over(
    *,
    cohort: Cohort,
    provider: LeadProvider,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    school: School | None = None,
    is_funded: bool | None = None,
    joined_on: date,
    note: str = "",
    at: datetime,
    by: User,
) -> Enrolment:
    """Give a place to somebody who began with another lead provider; the note says what stands.

    :raises ValidationError: when an answer is wrong, or there is no place for this person.
    """
    if provider.pk == cohort.hub.lead_provider_id:
        raise ValidationError(About("provider", "Select another lead provider"))
    cohort = places.lock(cohort)
    came_from = changes.note_of(f"From {provider}", note)
    if back := queries.handed_over_from(cohort, email=email):
        enrolment = _take_back(
            back, cohort, full_name=full_name, trn=trn, on=joined_on, at=at, by=by
        )
    else:
        enrolment = admit(
            cohort=cohort,
            full_name=full_name,
            email=email,
            trn=trn,
            date_of_birth=date_of_birth,
            school=school,
            is_funded=is_funded,
            joined_on=joined_on,
            at=at,
            by=by,
        )
    # Its first step was written a moment ago, in this transaction.
    newest = enrolment.status_changes.order_by("-pk").values("pk")[:1]
    enrolment.status_changes.filter(pk__in=list(newest.values_list("pk", flat=True))).update(
        note=came_from
    )
    enrolment.provider_before = provider
    enrolment.save(update_fields=["provider_before"])
    audit.record(
        "enrolment.taken_over",
        by=by,
        subject=enrolment,
        after={"provider_before": provider, "note": note},
    )
    return enrolment


def _take_back(
    place: Enrolment,
    cohort: Cohort,
    *,
    full_name: str,
    trn: str,
    on: date,
    at: datetime,
    by: User,
) -> Enrolment:
    """Open the place again that somebody had before another lead provider took them over."""
    places.lock_people([place.participant])
    place = changes.held(place)
    person = place.participant
    if not are_one_person(full_name, trn, person.full_name, person.trn):
        raise ValidationError(NOT_THE_SAME_PERSON)
    refuse_if(obstacles_to_enrolling(cohort, taken=queries.places_taken(cohort), joined_on=on))
    if queries.has_another_open_place(place):
        raise ValidationError(HAS_A_PLACE)
    verb = "enrolment.reopened"
    changes.step(place, Status.ACTIVE, on=on, note="", at=at, by=by, verb=verb)
    places.end_waiting([place], at=at, by=by)
    return place
