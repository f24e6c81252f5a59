"""Who sees which participants and enrolments."""

from django.db.models import BigAutoField, Exists, OuterRef, QuerySet

from accounts.access import in_scope
from accounts.models import User
from accounts.roles import Permission
from accounts.statements import Statement, given
from participants.models import Enrolment, Participant, ParticipantImport, WaitingPlace
from participants.models.enrolment import EnrolmentQuerySet
from programmes.access import sessions_led_by
from programmes.models import Session

_OWN = Statement(
    lambda: (
        Enrolment.objects.filter(participant__user=given("user", BigAutoField()))
        .select_related("cohort__programme__qualification", "cohort__hub")
        .order_by("-joined_on", "pk")
    )
)


def enrolments_for(user: User) -> EnrolmentQuerySet:
    """Return the enrolments in the cohorts of the user's scope."""
    return Enrolment.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def waiting_for(user: User) -> QuerySet[WaitingPlace]:
    """Return the waiting lists of the cohorts in the user's scope, past rows as well."""
    return WaitingPlace.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def participants_for(user: User) -> QuerySet[Participant]:
    """Return the people who have, had or waited for a place in the user's scope, each once."""
    own = enrolments_for(user).filter(participant=OuterRef("pk"))
    waiting = waiting_for(user).filter(participant=OuterRef("pk"))
    return Participant.objects.filter(Exists(own) | Exists(waiting))


def imports_for(user: User) -> QuerySet[ParticipantImport]:
    """Return the uploaded lists of the user's cohorts, for those who enrol people."""
    if not user.may(Permission.MANAGE_ENROLMENTS):
        return ParticipantImport.objects.none()
    return ParticipantImport.objects.filter(
        in_scope(user, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
    )


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """Return the places of the person who is signed in."""
    if not user.may(Permission.FOLLOW_PROGRAMME):
        return Enrolment.objects.none()
    return Enrolment.objects.filter(participant__user=user)


def own_places(user: User) -> list[Enrolment]:
    """Return the same places, the newest first, with what every page about them names."""
    return _OWN.objects(user=user.pk) if user.may(Permission.FOLLOW_PROGRAMME) else []


def own_waiting(user: User) -> QuerySet[WaitingPlace]:
    """Return where the person who is signed in waits, or waited, for a place."""
    if not user.may(Permission.FOLLOW_PROGRAMME):
        return WaitingPlace.objects.none()
    return WaitingPlace.objects.filter(participant__user=user)


def own_record(user: User) -> QuerySet[Participant]:
    """Return the record of the person who is signed in."""
    if not user.may(Permission.FOLLOW_PROGRAMME):
        return Participant.objects.none()
    return Participant.objects.filter(user=user)


def registers_open_to(user: User) -> QuerySet[Session]:
    """Return the sessions whose register the user may take: those led, or those in scope."""
    if user.may(Permission.LEAD_SESSIONS):
        return sessions_led_by(user)
    if user.may(Permission.AMEND_REGISTERS):
        return Session.objects.filter(in_scope(user, hub="cohort__hub"))
    return Session.objects.none()


def registers_seen_by(user: User) -> QuerySet[Session]:
    """Return the sessions whose register the user may read."""
    if user.may(Permission.SEE_REGISTERS):
        return Session.objects.filter(in_scope(user, hub="cohort__hub"))
    return registers_open_to(user)
