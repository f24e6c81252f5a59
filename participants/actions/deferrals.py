"""The clock of deferrals: the planned return changed, and reminders, each written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, letters
from accounts.actions import messages
from accounts.models import Hub, Message, User
from participants.actions import changes
from participants.actions.post import letter
from participants.models import Deferral, DeferralNotice, Enrolment
from participants.queries import deferrals as queries
from participants.queries.changes import leaders_of
from participants.rules.deferrals import Notice, notices_due, obstacles_to_planning, to_write
from programmes.models import PlaceRule


@transaction.atomic
def change_return(
    *,
    enrolment: Enrolment,
    returns_on: date | None,
    evidence: str = "",
    seen: str = "",
    at: datetime,
    by: User,
) -> Deferral:
    """Plan the return of a paused place for another day; reminders follow the new day.

    :raises ValidationError: when the place is not paused, the day does not fit, or somebody
        changed the place since it was `seen` on a form.
    """
    enrolment = changes.lock(enrolment, seen=seen)
    deferral = (
        Deferral.objects.select_for_update(of=("self",))
        .filter(enrolment=enrolment, ended_on=None)
        .first()
    )
    if deferral is None:
        raise ValidationError("This place is not deferred any more, so no return is planned.")
    changes.refuse_if(
        obstacles_to_planning(
            returns_on, deferred_on=deferral.deferred_on, today=timezone.localdate(at)
        )
    )
    before = audit.snapshot(deferral, "returns_on", "evidence")
    deferral.returns_on, deferral.evidence = returns_on, evidence
    deferral.save(update_fields=["returns_on", "evidence"])
    audit.record(
        "deferral.return_changed",
        by=by,
        subject=enrolment,
        before=before,
        after=audit.snapshot(deferral, "returns_on", "evidence"),
    )
    return deferral


@dataclass(frozen=True)
class _Told:
    """A paused place with a reminder that gets a letter."""

    deferral: Deferral
    notice: Notice


@transaction.atomic
def remind(*, hub: Hub, at: datetime) -> int:
    """Write the reminders of a hub that are due and were not written; return how many.

    The participant gets a letter for each; the hub's leaders one letter with the list. The
    deferrals are locked, so a second worker finds what the first one wrote.
    """
    today = timezone.localdate(at)
    rule = PlaceRule.objects.in_force(hub.lead_provider_id, today)
    told: list[_Told] = []
    rows: list[DeferralNotice] = []
    for deferral in queries.locked_open_at(hub):
        written = [Notice(n.kind, n.due_on, n.days_before) for n in deferral.notices.all()]
        new, worth_a_letter = to_write(notices_due(deferral, rule, today=today), written)
        rows += [
            DeferralNotice(
                deferral=deferral,
                kind=notice.kind,
                due_on=notice.due_on,
                days_before=notice.days_before,
                written_at=at,
            )
            for notice in new
        ]
        told += [_Told(deferral, notice) for notice in worth_a_letter]
    DeferralNotice.objects.bulk_create(rows, batch_size=500)
    messages.write_many(_letters(hub, told, today=today, at=at))
    return len(rows)


def _letters(hub: Hub, told: Sequence[_Told], *, today: date, at: datetime) -> list[Message]:
    if not told:
        return []
    written = [
        letter(
            "deferral_" + each.notice.kind.replace("-", "_"),
            *_address_of(each.deferral),
            _words(each, today),
            at=at,
        )
        for each in told
    ]
    lines = [_words(each, today) for each in sorted(told, key=_urgency)]
    context = {"hub": hub, "lines": lines}
    link = letters.address("participants:deferrals")
    return written + [
        letter("deferrals_due", leader.full_name, leader.email, context, at=at, link=link)
        for leader in leaders_of(hub, at=at)
    ]


def _urgency(told: _Told) -> tuple[int, date, int]:
    order = (DeferralNotice.Kind.PAST_LIMIT, DeferralNotice.Kind.LAST_CALL)
    place = order.index(told.notice.kind) if told.notice.kind in order else len(order)
    return place, told.notice.due_on, told.deferral.pk


def _address_of(deferral: Deferral) -> tuple[str, str]:
    person = deferral.enrolment.participant
    return person.full_name, person.email


def _words(told: _Told, today: date) -> dict[str, Any]:
    enrolment = told.deferral.enrolment
    return {
        "deferral": told.deferral,
        "about": told.notice.kind,
        "due_on": told.notice.due_on,
        "is_past": told.notice.due_on < today,
        "person": enrolment.participant,
        "cohort": enrolment.cohort,
        "programme": enrolment.cohort.programme.qualification,
    }
