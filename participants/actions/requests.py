"""What participants ask for about their places, and what becomes of it.

Agreeing is no step of its own: a leader makes the change, and what makes it calls `settle_open`.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, letters
from accounts.actions import messages
from accounts.models import User
from govuk.dates import date_text
from participants.models import ChangeRequest, Enrolment, Participant
from participants.queries import contacts as leaders
from participants.rules.requests import (
    KIND_OF,
    answer_by,
    obstacles_to_answering,
    obstacles_to_asking,
)
from programmes.models import BankHoliday, PlaceRule

State = ChangeRequest.State


@transaction.atomic
def ask(
    *,
    enrolment: Enrolment,
    kind: str,
    why: str,
    from_on: date | None = None,
    at: datetime,
    by: User,
) -> ChangeRequest:
    """Ask to defer, transfer or withdraw; the hub's leaders get a letter with the day to answer.

    :raises ValidationError: when a request is open, the place has ended, or an answer is wrong.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("participant", "cohort__hub", "cohort__programme__qualification")
        .get(pk=enrolment.pk)
    )
    cohort = enrolment.cohort
    if obstacles := obstacles_to_asking(
        status=enrolment.status,
        kind=kind,
        why=why,
        from_on=from_on,
        joined_on=enrolment.joined_on,
        ends_on=cohort.ends_on,
        has_open=enrolment.change_requests.filter(state=State.OPEN).exists(),
    ):
        raise ValidationError(obstacles)
    request = ChangeRequest.objects.create(
        enrolment=enrolment,
        kind=kind,
        why=why.strip(),
        from_on=from_on,
        asked_at=at,
        answer_by=promised(enrolment, asked_on=timezone.localdate(at)),
    )
    after = audit.snapshot(request, "enrolment", "kind", "from_on", "answer_by")
    audit.record("request.made", by=by, subject=request, after=after)
    for leader in leaders.leaders_of(cohort.hub, at=at):
        _write("request_made", request, to=leader, at=at, leader=leader.full_name)
    return request


def promised(enrolment: Enrolment, *, asked_on: date) -> date:
    """Return the day by which an answer to a request of that day is promised."""
    rule = PlaceRule.objects.in_force(enrolment.cohort.hub.lead_provider_id, asked_on)
    holidays = set(BankHoliday.objects.filter(on__gt=asked_on).values_list("on", flat=True))
    return answer_by(asked_on, days=rule.answer_days, holidays=holidays)


@transaction.atomic
def take_back(*, request: ChangeRequest, at: datetime, by: User) -> ChangeRequest:
    """Let a participant take back what they asked for.

    :raises ValidationError: when it has been answered.
    """
    return _close(request, State.TAKEN_BACK, at=at, by=by)


@transaction.atomic
def decline(*, request: ChangeRequest, answer: str, at: datetime, by: User) -> ChangeRequest:
    """Say no to a request, and why, by a letter.

    :raises ValidationError: when it has been answered or taken back.
    """
    return _close(request, State.DECLINED, answer=answer.strip(), at=at, by=by)


@transaction.atomic
def settle(*, request: ChangeRequest, at: datetime, by: User) -> ChangeRequest:
    """Record that what was asked for was done, and tell the participant by a letter.

    :raises ValidationError: when it has been answered or taken back.
    """
    return _close(request, State.AGREED, at=at, by=by)


def settle_open(*, enrolment: Enrolment, at: datetime, by: User | None) -> bool:
    """Settle what the participant asked for, if that is what the place has just become.

    Whichever page the change was made on: nobody is left waiting for what was done already. Say
    whether they had asked, and so got a letter.
    """
    if by is None or (kind := KIND_OF.get(Enrolment.Status(enrolment.status))) is None:
        return False
    asked = list(enrolment.change_requests.filter(state=State.OPEN, kind=kind))
    for request in asked:
        settle(request=request, at=at, by=by)
    return bool(asked)


def _close(
    request: ChangeRequest, state: State, *, answer: str = "", at: datetime, by: User
) -> ChangeRequest:
    request = (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related(
            "enrolment__participant",
            "enrolment__cohort__hub",
            "enrolment__cohort__programme__qualification",
            "answered_by",
        )
        .get(pk=request.pk)
    )
    who = request.answered_by.full_name if request.answered_by else ""
    if obstacles := obstacles_to_answering(state=request.state, answered_by=who):
        raise ValidationError(obstacles)
    before = audit.snapshot(request, "state")
    request.state, request.answer, request.answered_at, request.answered_by = state, answer, at, by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    audit.record(
        f"request.{state.replace('-', '_')}",
        by=by,
        subject=request,
        before=before,
        after=audit.snapshot(request, "state"),
    )
    if state != State.TAKEN_BACK:
        person = request.enrolment.participant
        _write("request_answered", request, to=person, at=at, agreed=state == State.AGREED)
    return request


def _write(
    letter: str, request: ChangeRequest, *, to: User | Participant, at: datetime, **facts: object
) -> None:
    place = request.enrolment
    subject, body = letters.compose(
        letter,
        request=request,
        name=place.participant.full_name,
        wish=request.get_kind_display().lower(),
        programme=place.cohort.programme,
        hub=place.cohort.hub,
        answer_by=date_text(request.answer_by),
        from_on=date_text(request.from_on) if request.from_on else "",
        to_page=letters.address("participants:request_to_answer", request.reference),
        home=letters.address("participants:my_place", place.reference),
        **facts,
    )
    messages.write(
        kind=letter, to_name=to.full_name, to_email=to.email, subject=subject, body=body, at=at
    )
