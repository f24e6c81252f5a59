"""What happens to waiting lists: joined, reordered, left; places offered, taken, declined, expired.

Whoever frees a place calls `offer_free_places` in the same transaction. Rows are locked in one
order everywhere, so that nobody waits in a circle: the cohort, the people, the places.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, letters
from accounts.actions import messages
from accounts.actions.invitations import hash_of
from accounts.models import School, User
from govuk.dates import date_text, datetime_text
from participants.actions import changes, people, places
from participants.models import Enrolment, Participant, WaitingPlace
from participants.queries import enrolments
from participants.queries import waiting as queries
from participants.rules.enrolments import Entry, obstacles_to_being
from participants.rules.waiting import (
    is_open_to_places,
    obstacles_to_answering,
    obstacles_to_joining,
    obstacles_to_leaving,
    obstacles_to_moving,
)
from programmes.models import Cohort, PlaceRule

State = WaitingPlace.State
ACTIVE = Enrolment.Status.ACTIVE
# What floors above do when somebody took the place that they waited for:
# called with (waiting, enrolment, at, by), in the same transaction.
TAKEN: list[Callable[[WaitingPlace, Enrolment, datetime, User | None], None]] = []


@transaction.atomic
def join(
    *,
    cohort: Cohort,
    participant: Participant,
    is_funded: bool | None = None,
    at: datetime,
    by: User | None,
) -> WaitingPlace:
    """Put somebody at the end of a cohort's waiting list; a free place is offered at once.

    :raises ValidationError: when the cohort is closed, or they wait or have a place already.
    """
    cohort = places.lock(cohort)
    places.lock_people([participant])
    waits = queries.open_places_of(participant).filter(cohort=cohort).exists()
    _place_to_resume(cohort, participant, waits=waits, at=at)
    waiting = WaitingPlace.objects.create(
        cohort=cohort,
        participant=participant,
        position=queries.last_position(cohort) + 1,
        is_funded=is_funded,
        joined_at=at,
    )
    after = audit.snapshot(waiting, "cohort", "position", "is_funded")
    audit.record("waiting_list.joined", by=by, subject=waiting, after=after)
    offer_free_places(cohort=cohort, at=at, by=by)
    waiting.refresh_from_db()
    if waiting.state == State.WAITING:
        _write("waiting_list_joined", waiting, at=at, place=queries.place_of(waiting))
    return waiting


@transaction.atomic
def join_by_details(
    *,
    cohort: Cohort,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    school: School | None = None,
    is_funded: bool | None = None,
    at: datetime,
    by: User | None,
) -> WaitingPlace:
    """Put a person on the list by their details, registering them if they are new.

    :raises ValidationError: when an answer is wrong, or this person cannot go on the list.
    """
    details = people.cleaned(full_name=full_name, email=email, trn=trn)
    known = people.known(emails={details["email"]}, trns={details["trn"]} - {""})
    by_email = next((person for person in known if person.email == details["email"]), None)
    by_trn = next((p for p in known if p.trn and p.trn == details["trn"]), None)
    entry = Entry(details["full_name"], details["email"], details["trn"])
    _refuse_if(obstacles_to_being(entry, by_email, by_trn))
    person = (by_email and by_email.standing) or people.register(
        full_name=details["full_name"],
        email=details["email"],
        trn=details["trn"],
        date_of_birth=date_of_birth,
        school=school,
        by=by,
    )
    return join(cohort=cohort, participant=person, is_funded=is_funded, at=at, by=by)


@transaction.atomic
def offer_free_places(*, cohort: Cohort, at: datetime, by: User | None = None) -> int:
    """Offer each free place to the next in order, by a letter; return how many were offered.

    Call it when a place may have become free. It takes the cohort's lock: hold it before any row
    of the cohort's places.
    """
    cohort = places.lock(cohort)
    if not is_open_to_places(cohort, on=timezone.localdate(at)):
        return 0
    free = cohort.capacity - enrolments.places_taken(cohort)
    if free <= 0:
        return 0
    keys = list(queries.without_a_place(queries.in_order(cohort)).values_list("pk", flat=True))
    # Somebody may have got a place by another door since the question.
    offered = [row for row in _locked(keys[:free]) if row.state == State.WAITING]
    for waiting in offered:
        _offer(waiting, at=at, by=by)
    return len(offered)


def _offer(waiting: WaitingPlace, *, at: datetime, by: User | None) -> None:
    rule = PlaceRule.objects.in_force(waiting.cohort.hub.lead_provider_id, timezone.localdate(at))
    before = audit.snapshot(waiting, "state")
    token = secrets.token_urlsafe(32)
    waiting.state, waiting.token_hash = State.OFFERED, hash_of(token)
    waiting.offered_at, waiting.offer_ends_at = at, at + timedelta(days=rule.offer_days)
    waiting.save(update_fields=["state", "token_hash", "offered_at", "offer_ends_at"])
    link = letters.address("participants:place_offer", token)
    _write("place_offered", waiting, at=at, link=link, ends=datetime_text(waiting.offer_ends_at))
    after = audit.snapshot(waiting, "state", "offer_ends_at")
    audit.record("offer.made", by=by, subject=waiting, before=before, after=after)


@transaction.atomic
def take(*, waiting: WaitingPlace, at: datetime, by: User | None = None) -> WaitingPlace:
    """Give the place on offer to the person it was offered to: the offer has held it for them.

    :raises ValidationError: when the offer is answered or over, or they have another place.
    """
    waiting = _ready_to_answer(waiting, at=at)
    cohort, person = waiting.cohort, waiting.participant
    today = timezone.localdate(at)
    if left := _place_to_resume(cohort, person, waits=False, at=at):
        enrolment = changes.step(changes.held(left), ACTIVE, on=today, note="", at=at, by=by)
        places.end_waiting([enrolment], at=at, by=by)
    else:
        place = (person, max(today, cohort.starts_on), waiting.is_funded)
        [enrolment] = places.give(cohort, [place], at=at, by=by)
    waiting.refresh_from_db()
    for follow in TAKEN:
        follow(waiting, enrolment, at, by)
    return waiting


@transaction.atomic
def decline(*, waiting: WaitingPlace, at: datetime, by: User | None = None) -> WaitingPlace:
    """Let an offer go; the next in order gets one at once.

    :raises ValidationError: when the offer is answered or over.
    """
    waiting = _ready_to_answer(waiting, at=at)
    _end(waiting, State.DECLINED, verb="offer.declined", at=at, by=by)
    offer_free_places(cohort=waiting.cohort, at=at, by=by)
    return waiting


@transaction.atomic
def take_for(*, waiting: WaitingPlace, at: datetime, by: User) -> WaitingPlace:
    """Take the place for somebody who said so by telephone or in person.

    :raises ValidationError: when the offer is answered or over, or they have another place.
    """
    return take(waiting=waiting, at=at, by=by)


@transaction.atomic
def decline_for(*, waiting: WaitingPlace, at: datetime, by: User) -> WaitingPlace:
    """Let an offer go for somebody who said so by telephone or in person.

    :raises ValidationError: when the offer is answered or over.
    """
    return decline(waiting=waiting, at=at, by=by)


@transaction.atomic
def move(
    *, waiting: WaitingPlace, position: int, because: str, seen: int | None = None, by: User
) -> WaitingPlace:
    """Give somebody another number in the queue; the others close up. `seen`: the number shown.

    :raises ValidationError: when they do not wait, there is no such place, or the list changed.
    """
    cohort = places.lock(waiting.cohort)
    waiting = WaitingPlace.objects.select_related("participant").get(pk=waiting.pk)
    line = list(queries.in_order(cohort).select_for_update(of=("self",)))
    place = line.index(waiting) + 1 if waiting in line else 0
    _refuse_if(
        obstacles_to_moving(
            waiting,
            place=place,
            position=position,
            length=len(line),
            seen=seen,
            because=because,
        )
    )
    line.insert(position - 1, line.pop(place - 1))
    for number, row in enumerate(line, start=1):
        row.position = number
    WaitingPlace.objects.bulk_update(line, ["position"])
    audit.record(
        "waiting_list.moved",
        by=by,
        subject=waiting,
        before={"position": place},
        after={"position": position},
        reason=because,
    )
    return line[position - 1]


@transaction.atomic
def leave(*, waiting: WaitingPlace, because: str, at: datetime, by: User | None) -> WaitingPlace:
    """Take somebody off the list; a place that was on offer to them goes to the next.

    :raises ValidationError: when they are off the list already, or no reason is given.
    """
    waiting = _held(waiting)
    _refuse_if(obstacles_to_leaving(waiting, because=because))
    _end(waiting, State.LEFT, verb="waiting_list.left", at=at, by=by, reason=because)
    _write("waiting_list_left", waiting, at=at)
    offer_free_places(cohort=waiting.cohort, at=at, by=by)
    return waiting


def expire_offers(*, at: datetime) -> int:
    """End the offers whose time is over and offer their places on; return how many ended."""
    return sum(_expire_in(cohort, at=at) for cohort in queries.cohorts_with_ended_offers(at))


def offer_everywhere(*, at: datetime) -> int:
    """Offer the places that are free while somebody waits; return how many were offered."""
    cohorts = queries.cohorts_to_offer(timezone.localdate(at))
    return sum(offer_free_places(cohort=cohort, at=at) for cohort in cohorts)


@transaction.atomic
def _expire_in(cohort: Cohort, *, at: datetime) -> int:
    cohort = places.lock(cohort)
    ended = _locked(
        list(queries.offers_to_end(at).filter(cohort=cohort).values_list("pk", flat=True))
    )
    for waiting in ended:
        _end(waiting, State.EXPIRED, verb="offer.expired", at=at, by=None)
        _write("offer_expired", waiting, at=at, ended=datetime_text(waiting.offer_ends_at or at))
    offer_free_places(cohort=cohort, at=at)
    return len(ended)


def _place_to_resume(
    cohort: Cohort, person: Participant, *, waits: bool, at: datetime
) -> Enrolment | None:
    """Return the place that somebody left and would resume; cohort and person are held.

    :raises ValidationError: when they can neither wait nor get a place.
    """
    here, open_places = enrolments.standing_of([person], cohort)
    left = here.get(person.pk)
    elsewhere = enrolments.has_another_open_place(left) if left else bool(open_places)
    _refuse_if(
        obstacles_to_joining(
            cohort,
            on=timezone.localdate(at),
            waits=waits,
            here=left,
            has_open_place=elsewhere,
        )
    )
    return left


def _held(waiting: WaitingPlace) -> WaitingPlace:
    """Hold the cohort, the person and the row, in that order, and return the row as it is now."""
    places.lock(waiting.cohort)
    places.lock_people([waiting.participant])
    [held] = _locked([waiting.pk])
    return held


def _locked(keys: list[int]) -> list[WaitingPlace]:
    """Hold rows in the order of their keys; return them in the order of the list."""
    rows = (
        WaitingPlace.objects.filter(pk__in=keys)
        .select_for_update(of=("self",))
        .select_related("participant", "cohort__hub", "cohort__programme__qualification")
        .order_by("pk")
    )
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _ready_to_answer(waiting: WaitingPlace, *, at: datetime) -> WaitingPlace:
    waiting = _held(waiting)
    _refuse_if(obstacles_to_answering(waiting, at=at))
    return waiting


def _end(
    waiting: WaitingPlace,
    state: State,
    *,
    verb: str,
    at: datetime,
    by: User | None,
    reason: str = "",
) -> None:
    before = audit.snapshot(waiting, "state")
    waiting.state, waiting.answered_at = state, at
    waiting.save(update_fields=["state", "answered_at"])
    after = audit.snapshot(waiting, "state")
    audit.record(verb, by=by, subject=waiting, before=before, after=after, reason=reason)


def _write(
    kind: str, waiting: WaitingPlace, *, at: datetime, link: str = "", **facts: object
) -> None:
    cohort, person = waiting.cohort, waiting.participant
    subject, body = letters.compose(
        kind,
        name=person.full_name,
        cohort=cohort,
        programme=cohort.programme,
        hub=cohort.hub,
        starts=date_text(cohort.starts_on),
        ends_on=date_text(cohort.ends_on),
        **facts,
    )
    messages.write(
        kind=kind,
        to_name=person.full_name,
        to_email=person.email,
        subject=subject,
        body=body,
        link=link,
        at=at,
    )


def _refuse_if(obstacles: list[str]) -> None:
    if obstacles:
        raise ValidationError(obstacles)
