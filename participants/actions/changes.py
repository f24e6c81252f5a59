"""One step of a place's history: taken under its lock, checked, written, audited."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit, letters
from accounts.actions import messages
from accounts.models import User
from govuk.forms import CHANGED_MEANWHILE
from participants.actions import places, requests
from participants.actions.post import letter
from participants.models import Deferral, Enrolment, GroupMembership, StatusChange
from participants.queries import changes as queries
from participants.queries import enrolments
from participants.rules.deferrals import limit_day, obstacles_to_planning
from participants.rules.enrolments import obstacles_to_changing
from programmes.models import ChangeReason, PlaceRule

Status = Enrolment.Status
FIELDS = ("status", "left_on")
# The letters to participants about a step of their place.
TOLD = {
    "enrolment.deferred": "place_deferred",
    "enrolment.resumed": "place_resumed",
    "enrolment.withdrawn": "place_withdrawn",
    "enrolment.handed_over": "place_handed_over",
}
# The DfE's code for a place that never should have been: who was rejected hears that instead.
STARTED_IN_ERROR = "started-in-error"


def lock(enrolment: Enrolment, *, seen: str = "") -> Enrolment:
    """Hold the place's cohort, person and own row, in the order of every door to a place.

    :raises ValidationError: when the place changed since it was `seen` on a form.
    """
    places.lock(enrolment.cohort)
    places.lock_people([enrolment.participant])
    return held(enrolment, seen=seen)


def held(enrolment: Enrolment, *, seen: str = "") -> Enrolment:
    """Hold the place's own row, where cohort and person are held already."""
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related(
            "participant", "cohort__hub", "cohort__intake", "cohort__programme__qualification"
        )
        .get(pk=enrolment.pk)
    )
    if seen and (told := queries.changed_since(enrolment, seen)):
        raise ValidationError(told, code=CHANGED_MEANWHILE)
    return enrolment


def step(
    enrolment: Enrolment,
    status: str,
    *,
    on: date,
    note: str,
    at: datetime,
    by: User | None,
    reason: ChangeReason | None = None,
    verb: str = "",
    after: dict[str, object] | None = None,
) -> Enrolment:
    """Give a held place another status from a day; what it leaves is left on that day.

    :raises ValidationError: when the place's state, the date or the reason does not allow it.
    """
    refuse_if(
        obstacles_to_changing(
            enrolment,
            status,
            on=on,
            today=timezone.localdate(at),
            last_change_on=enrolments.last_change_on(enrolment),
            last_attended_on=enrolments.last_attended_on(enrolment),
            reason=reason,
        )
    )
    was_paused = enrolment.status == Status.DEFERRED
    before = audit.snapshot(enrolment, *FIELDS)
    enrolment.status, enrolment.left_on = status, None if status == Status.ACTIVE else on
    enrolment.provider_after = None
    enrolment.save(update_fields=["status", "left_on", "provider_after"])
    StatusChange.objects.create(
        enrolment=enrolment, status=status, on=on, reason=reason, note=note, at=at, by=by
    )
    if was_paused:
        enrolment.deferrals.filter(ended_on=None).update(ended_on=on)
    if status != Status.ACTIVE:
        _leave_groups(enrolment, on)
    verb = verb or ("enrolment.resumed" if status == Status.ACTIVE else f"enrolment.{status}")
    audit.record(
        verb,
        by=by,
        subject=enrolment,
        before=before,
        after=audit.snapshot(enrolment, *FIELDS) | (after or {}),
        reason=str(reason or ""),
    )
    if not requests.settle_open(enrolment=enrolment, at=at, by=by):
        _tell(enrolment, verb, reason, at=at)
    return enrolment


def begin_deferral(enrolment: Enrolment, *, returns_on: date | None, evidence: str) -> Deferral:
    """Start the clock of a place that was just deferred, by the rule in force on that day.

    :raises ValidationError: when the planned return is not after the deferral.
    """
    deferred_on = enrolment.left_on
    assert deferred_on is not None
    refuse_if(obstacles_to_planning(returns_on, deferred_on=deferred_on))
    rule = PlaceRule.objects.in_force(enrolment.cohort.hub.lead_provider_id, deferred_on)
    return Deferral.objects.create(
        enrolment=enrolment,
        deferred_on=deferred_on,
        returns_on=returns_on,
        evidence=evidence,
        limit_on=limit_day(deferred_on, rule.deferral_limit_months),
    )


def note_of(where: str, note: str) -> str:
    """Return the note of a step that leads elsewhere: where, and what somebody wrote of it."""
    return f"{where}. {note}".strip()


def refuse_if(obstacles: list[str]) -> None:
    """Refuse with the reasons, if there are any."""
    if obstacles:
        raise ValidationError(obstacles)


def _tell(enrolment: Enrolment, verb: str, reason: ChangeReason | None, *, at: datetime) -> None:
    """Write to the participant what became of their place, where nothing else is written of it."""
    if verb not in TOLD or (reason and reason.code == STARTED_IN_ERROR):
        return
    person, cohort = enrolment.participant, enrolment.cohort
    words = {
        "cohort": cohort,
        "programme": cohort.programme.qualification,
        "hub": cohort.hub,
        "on": enrolment.left_on,
        "home": letters.address("participants:my_place", enrolment.reference),
    }
    messages.write_many([letter(TOLD[verb], person.full_name, person.email, words, at=at)])


def _leave_groups(enrolment: Enrolment, on: date) -> None:
    memberships = GroupMembership.objects.filter(enrolment=enrolment, ends_on=None)
    for membership in memberships:
        membership.ends_on = max(on, membership.starts_on)
        membership.save(update_fields=["ends_on"])
