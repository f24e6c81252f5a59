"""What happens to applications: accepted, rejected, given to a hub, put on a waiting list.

Rows are locked in one order everywhere: the cohort, the people, the applications, the number of
funded places.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import Hub, User
from applications import letters
from applications.actions import agreements
from applications.models import Application
from applications.queries import changes
from applications.queries import decisions as queries
from applications.queries.funding import lock_and_count
from applications.rules import applications as rules
from participants.actions import enrolments, funding, identities, places, waiting
from participants.actions.changes import CHANGED_MEANWHILE
from participants.models import Enrolment, Participant, WaitingPlace
from participants.queries.identities import known
from programmes.models import ChangeReason, Cohort, Schedule

Status = Application.Status
DECISION = ("status", "hub", "funded_place", "schedule", "rejected_because", "enrolment", "note")
BESIDE = "This application was rejected since another one was accepted."


@transaction.atomic
def accept(
    *,
    application: Application,
    cohort: Cohort,
    funded_place: bool | None = None,
    schedule: Schedule | None = None,
    at: datetime,
    by: User | None,
) -> Application:
    """Give the applicant a place in a cohort, and tell them; their other applications for this
    course and intake are rejected.

    :raises ValidationError: when the DfE's table, the cohort or the person's records forbid it.
    """
    cohort = places.lock(cohort)
    _hold_person(application)
    application = _held(application)
    today = timezone.localdate(at)
    schedule = schedule or _default_schedule(application, at)
    _refuse_if(
        rules.obstacles_to_accepting(
            application,
            cohort=cohort,
            funded_place=funded_place,
            schedule=schedule,
            rivals=queries.rivals_of([application])[application.pk],
            funded=lock_and_count(cohort.hub, application.intake),
        )
    )
    enrolment = enrolments.enrol(
        participant=_register(application, at=at, by=by),
        cohort=cohort,
        joined_on=max(cohort.starts_on, today),
        is_funded=rules.funds(application, funded_place),
        at=at,
        by=by,
    )
    _leave_waiting_list(application, "Has a place in the cohort", at=at, by=by)
    return _settle(application, enrolment, funded_place, schedule, at=at, by=by)


@transaction.atomic
def reject(
    *,
    application: Application,
    reason: ChangeReason,
    note: str = "",
    seen: str = "",
    only_pending: bool = False,
    at: datetime,
    by: User,
) -> Application:
    """Turn an application down, and tell the applicant.

    A place that it had been given ends, as started in error; what happened in it stays recorded.

    :raises ValidationError: when it was rejected, its place can no longer be taken back, or
        somebody decided it since it was `seen` on a form; `only_pending`: when it is decided.
    """
    if application.enrolment_id:
        places.lock(Cohort.objects.get(enrolments=application.enrolment_id))
    _hold_person(application)
    application = _held(application, seen=seen)
    if only_pending:
        _refuse_if(rules.obstacles_to_deciding(application))
    place = application.enrolment
    _refuse_if(
        rules.obstacles_to_rejecting(application, place_status=place.status if place else "")
    )
    if reason.kind != ChangeReason.Kind.REJECTION:
        raise ValidationError("Select the reason for the rejection.")
    _leave_waiting_list(application, "The application was rejected", at=at, by=by)
    if place and place.status in Enrolment.OPEN:
        enrolments.withdraw(
            enrolment=place,
            reason=ChangeReason.objects.get(kind="withdrawal", code=rules.STARTED_IN_ERROR),
            on=rules.ends_on(place, timezone.localdate(at)),
            note=note,
            at=at,
            by=by,
        )
    _reject(application, reason, note, at=at, by=by)
    letters.write_rejected(application, at=at)
    return application


@transaction.atomic
def change_funded_place(
    *, application: Application, funded_place: bool, seen: str = "", by: User
) -> Application:
    """Give an accepted applicant a funded place, or take it back.

    :raises ValidationError: when the DfE's table or the number of funded places forbids it, or
        somebody decided something since the application was `seen` on a form.
    """
    application = _held(application, seen=seen)
    enrolment = queries.place_now(application)
    cohort = enrolment.cohort if enrolment else Cohort()
    hub = cohort.hub if enrolment else application.hub
    funded = lock_and_count(hub, application.intake) if hub else rules.UNKNOWN
    _refuse_if(
        rules.obstacles_to_changing_funded_place(
            application, cohort=cohort, funded_place=funded_place, funded=funded
        )
    )
    before = audit.snapshot(application, "funded_place")
    application.funded_place = funded_place
    application.save(update_fields=["funded_place"])
    if enrolment:
        is_funded = rules.funds(application, funded_place)
        funding.fund(enrolment=enrolment, is_funded=is_funded, by=by)
    after = audit.snapshot(application, "funded_place")
    audit.record("application.funded", by=by, subject=application, before=before, after=after)
    return application


@transaction.atomic
def give_to_hub(*, application: Application, hub: Hub, seen: str = "", by: User) -> Application:
    """Let a hub decide an application, or another hub than before.

    :raises ValidationError: when it is decided, given elsewhere since it was `seen` on a form, or
        the hub is another lead provider's.
    """
    application = _held(application, seen=seen)
    _refuse_if(rules.obstacles_to_giving(application, lead_provider=hub.lead_provider_id))
    before = audit.snapshot(application, "hub")
    application.hub = hub
    application.save(update_fields=["hub"])
    after = audit.snapshot(application, "hub")
    audit.record("application.given", by=by, subject=application, before=before, after=after)
    return application


@transaction.atomic
def put_on_waiting_list(
    *,
    application: Application,
    cohort: Cohort,
    funded_place: bool | None = None,
    at: datetime,
    by: User,
) -> Application:
    """Let the applicant wait for a place in a full cohort; taking it accepts the application.

    :raises ValidationError: when they could not be accepted, or wait already.
    """
    cohort = places.lock(cohort)
    _hold_person(application)
    application = _held(application)
    _refuse_if(
        rules.obstacles_to_accepting(
            application,
            cohort=cohort,
            funded_place=funded_place,
            schedule=_default_schedule(application, at),
            rivals=queries.rivals_of([application])[application.pk],
            funded=lock_and_count(cohort.hub, application.intake),
        )
    )
    before = audit.snapshot(application, "hub", "waiting_place")
    application.waiting_place = waiting.join(
        cohort=cohort,
        participant=_register(application, at=at, by=by),
        is_funded=rules.funds(application, funded_place),
        at=at,
        by=by,
    )
    application.hub = cohort.hub
    application.save(update_fields=["hub", "waiting_place"])
    after = audit.snapshot(application, "hub", "waiting_place")
    audit.record("application.waits", by=by, subject=application, before=before, after=after)
    return application


@transaction.atomic
def take_waited_for(
    place: WaitingPlace, enrolment: Enrolment, at: datetime, by: User | None
) -> None:
    """Accept the application whose person took the place that they waited for."""
    pending = Application.objects.filter(waiting_place=place, status=Status.PENDING)
    if (application := pending.first()) is None:
        return
    application = _held(application)
    rivals = queries.rivals_of([application])[application.pk]
    _refuse_if(
        rules.obstacles_to_deciding(application) or rules.obstacles_to_standing_alone(rivals)
    )
    schedule = _default_schedule(application, at)
    _settle(application, enrolment, place.is_funded, schedule, at=at, by=by)


def _settle(
    application: Application,
    enrolment: Enrolment,
    funded_place: bool | None,
    schedule: Schedule | None,
    *,
    at: datetime,
    by: User | None,
) -> Application:
    """Write the acceptance on the application and its place, and what follows from it."""
    before = audit.snapshot(application, *DECISION)
    application.status = Status.ACCEPTED
    application.hub = enrolment.cohort.hub
    application.funded_place = rules.funded_as(application.intake, funded_place)
    application.schedule, application.enrolment = schedule, enrolment
    application.decided_at, application.decided_by = at, by
    application.save(update_fields=[*DECISION, "decided_at", "decided_by"])
    funding.put_on(
        enrolment=enrolment,
        schedule=schedule,
        is_funded=rules.funds(application, funded_place),
        dfe_application_id=application.dfe_id,
        by=by,
    )
    after = audit.snapshot(application, *DECISION)
    audit.record("application.accepted", by=by, subject=application, before=before, after=after)
    _reject_others(application, at=at, by=by)
    letters.write_accepted(application, at=at)
    agreements.ask_on_acceptance(application=application, at=at, by=by)
    return application


def _reject_others(application: Application, *, at: datetime, by: User | None) -> None:
    """Reject the person's other pending applications for the course and intake, as the DfE does."""
    others = _alike(application).filter(status=Status.PENDING).exclude(pk=application.pk)
    reason = ChangeReason.objects.get(kind="rejection", code=rules.OTHER_ACCEPTED)
    for other in others:
        if queries.for_one_course(application, other) and queries.is_same_person(
            application, other
        ):
            _leave_waiting_list(other, BESIDE, at=at, by=by)
            _reject(other, reason, "", at=at, by=by)


def _reject(
    application: Application, reason: ChangeReason, note: str, *, at: datetime, by: User | None
) -> None:
    before = audit.snapshot(application, *DECISION)
    application.status, application.rejected_because = Status.REJECTED, reason
    application.funded_place, application.schedule, application.note = None, None, note
    application.decided_at, application.decided_by = at, by
    application.save(update_fields=[*DECISION, "decided_at", "decided_by"])
    audit.record(
        "application.rejected",
        by=by,
        subject=application,
        before=before,
        after=audit.snapshot(application, *DECISION),
        reason=str(reason),
    )


def _leave_waiting_list(
    application: Application, because: str, *, at: datetime, by: User | None
) -> None:
    # Asked afresh: a place given meanwhile ends the waiting by itself.
    open_places = WaitingPlace.objects.open().select_related("cohort", "participant")
    if place := open_places.filter(application=application).first():
        waiting.leave(waiting=place, because=because, at=at, by=by)


def _register(application: Application, *, at: datetime, by: User | None) -> Participant:
    return identities.find_or_register(
        who=queries.identity_of(application),
        date_of_birth=application.date_of_birth,
        school=application.school,
        at=at,
        by=by,
    )


def _default_schedule(application: Application, at: datetime) -> Schedule | None:
    qualification = application.programme.qualification
    schedules = application.intake.schedules.filter(course_group=qualification.course_group)
    fitting = list(schedules.order_by("applies_from", "pk"))
    return queries.default_among(fitting, application, on=timezone.localdate(at))


def _hold_person(application: Application) -> None:
    """Hold the records that carry the applicant's identifiers."""
    places.lock_people(known([queries.identity_of(application)]).everybody)


def _alike(application: Application) -> QuerySet[Application]:
    rows = Application.objects.filter(queries.alike([application]))
    return rows.select_related(*queries.NAMED, "waiting_place__cohort", "decided_by")


def _held(application: Application, *, seen: str = "") -> Application:
    """Hold the application and those that are alike, so that one alone of them is accepted.

    :raises ValidationError: when somebody decided it since it was `seen` on a form.
    """
    rows = Application.objects.filter(queries.alike([application])).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
    if seen and (told := changes.changed_since(application, seen)):
        raise ValidationError(told, code=CHANGED_MEANWHILE)
    return Application.objects.select_related(
        *queries.NAMED, "waiting_place__cohort", "enrolment__cohort__hub", "decided_by"
    ).get(pk=application.pk)


def _refuse_if(obstacles: list[str]) -> None:
    if obstacles:
        raise ValidationError(obstacles)
