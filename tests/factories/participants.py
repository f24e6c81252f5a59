"""Makes participants and their places for tests, with fixed readable defaults."""

from datetime import date, datetime, timedelta
from itertools import count

from accounts.models import School, User
from participants.actions import imports
from participants.models import (
    Adjustment,
    ChangeRequest,
    Contact,
    Enrolment,
    GroupMembership,
    Participant,
    ParticipantImport,
    StatusChange,
    WaitingPlace,
)
from participants.rules.duplicates import email_key, name_key
from programmes.models import Cohort, Group
from tests.factories.accounts import NOW
from tests.factories.programmes import make_cohort

_number = count(1)


def make_participant(
    *,
    full_name: str = "Amina Khan",
    email: str = "",
    trn: str = "",
    school: School | None = None,
    user: User | None = None,
    date_of_birth: date | None = None,
) -> Participant:
    email = email or f"participant{next(_number)}@example.org"
    first, _, last = full_name.rpartition(" ")
    return Participant.objects.create(
        full_name=full_name,
        sort_name=f"{last} {first}".strip().lower(),
        email=email,
        trn=trn,
        school=school,
        user=user,
        date_of_birth=date_of_birth,
        search_text=f"{full_name} {email} {trn}".lower(),
        name_key=name_key(full_name),
        email_key=email_key(email),
    )


def make_enrolment(
    *,
    cohort: Cohort | None = None,
    participant: Participant | None = None,
    status: str = Enrolment.Status.ACTIVE,
    joined_on: date = date(2026, 10, 5),
    group: Group | None = None,
) -> Enrolment:
    cohort = cohort or (group.cohort if group else make_cohort())
    enrolment = Enrolment.objects.create(
        participant=participant or make_participant(),
        cohort=cohort,
        programme=cohort.programme,
        status=status,
        joined_on=joined_on,
        left_on=None if status == Enrolment.Status.ACTIVE else joined_on,
    )
    StatusChange.objects.create(enrolment=enrolment, status=status, on=joined_on, at=NOW)
    if group:
        GroupMembership.objects.create(enrolment=enrolment, group=group, starts_on=joined_on)
    return enrolment


def make_waiting(
    *,
    cohort: Cohort,
    participant: Participant | None = None,
    state: str = WaitingPlace.State.WAITING,
    token_hash: str = "",
    offer_ends_at: datetime = NOW + timedelta(days=5),
) -> WaitingPlace:
    """Put somebody at the end of a waiting list; an offer ends five days after NOW."""
    was_offered = state not in (WaitingPlace.State.WAITING, WaitingPlace.State.LEFT)
    return WaitingPlace.objects.create(
        cohort=cohort,
        participant=participant or make_participant(),
        position=WaitingPlace.objects.filter(cohort=cohort).count() + 1,
        state=state,
        joined_at=NOW,
        offered_at=NOW if was_offered else None,
        offer_ends_at=offer_ends_at if was_offered else None,
        token_hash=token_hash,
    )


def make_contact(
    *,
    participant: Participant,
    written_by: User,
    next_action: str = "Send the recording",
    due_on: date = date(2026, 11, 30),
) -> Contact:
    """Keep a phone call of the day before NOW, whose next action its writer owns."""
    return Contact.objects.create(
        participant=participant,
        way=Contact.Way.PHONE,
        on=date(2026, 11, 22),
        summary="Missed two sessions for want of cover.",
        next_action=next_action,
        owner=written_by if next_action else None,
        due_on=due_on if next_action else None,
        written_at=NOW,
        written_by=written_by,
    )


def make_adjustment(
    *,
    participant: Participant,
    written_by: User,
    need: str = "Large print",
    starts_on: date = date(2026, 10, 5),
    ends_on: date | None = None,
) -> Adjustment:
    return Adjustment.objects.create(
        participant=participant,
        need=need,
        arrangement="Slides a day before",
        starts_on=starts_on,
        ends_on=ends_on,
        written_at=NOW,
        written_by=written_by,
    )


def make_request(
    *,
    enrolment: Enrolment,
    kind: str = ChangeRequest.Kind.DEFER,
    answer_by: date = date(2026, 11, 30),
) -> ChangeRequest:
    return ChangeRequest.objects.create(
        enrolment=enrolment,
        kind=kind,
        why="My school has an inspection.",
        asked_at=NOW,
        answer_by=answer_by,
    )


def begin_import(
    *,
    cohort: Cohort,
    content: bytes,
    name: str = "list.csv",
    joined_on: date | None = None,
    at: datetime = NOW,
    by: User,
) -> ParticipantImport:
    """Upload a list and confirm what its columns were guessed to be."""
    uploaded = imports.upload(
        cohort=cohort, name=name, content=content, joined_on=joined_on, at=at, by=by
    )
    return imports.confirm(participant_import=uploaded, at=at, by=by)
