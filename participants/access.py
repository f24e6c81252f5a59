"""Who sees which participants and enrolments."""

from django.db.models import BigAutoField, Exists, OuterRef, Q, QuerySet

from accounts.access import in_scope, lead_providers_for
from accounts.models import Membership, User
from accounts.roles import Permission
from accounts.statements import Statement, given
from participants.models import (
    Adjustment,
    ChangeRequest,
    Contact,
    Deferral,
    Enrolment,
    Participant,
    ParticipantImport,
    WaitingPlace,
)
from participants.models.enrolment import EnrolmentQuerySet
from programmes.access import sessions_led_by
from programmes.models import Cohort, Session

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
    """Return the people who have, had or waited for a place in the user's scope, each once.

    A record that was merged into another is nobody any more.
    """
    own = enrolments_for(user).filter(participant=OuterRef("pk"))
    waiting = waiting_for(user).filter(participant=OuterRef("pk"))
    return Participant.objects.filter(Exists(own) | Exists(waiting), merged_into=None)


def deferrals_for(user: User) -> QuerySet[Deferral]:
    """Return the pauses of places in the cohorts of the user's scope."""
    return Deferral.objects.filter(
        in_scope(
            user,
            hub="enrolment__cohort__hub",
            delivery_partner="enrolment__cohort__delivery_partner",
        )
    )


def cohorts_to_transfer_to(user: User) -> QuerySet[Cohort]:
    """Return the cohorts into which the user may transfer people: of all the provider's hubs.

    A leader of one hub can let somebody go on at another; what stands there they do not see.
    """
    if not user.may(Permission.MANAGE_ENROLMENTS):
        return Cohort.objects.none()
    return Cohort.objects.filter(hub__lead_provider__in=lead_providers_for(user))


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


def contacts_for(user: User) -> QuerySet[Contact]:
    """Return the log of the people in scope, as far as colleagues of one lead provider wrote it."""
    if not user.may(Permission.SEE_CONTACTS):
        return Contact.objects.none()
    return Contact.objects.filter(_colleague_wrote(user), _about_somebody_in_scope(user))


def adjustments_for(user: User) -> QuerySet[Adjustment]:
    """Return what people in scope need; for facilitators, people at the sessions they lead."""
    if not user.may(Permission.SEE_ADJUSTMENTS):
        return Adjustment.objects.none()
    if user.may(Permission.LEAD_SESSIONS):
        led = sessions_led_by(user)
        places = Enrolment.objects.filter(
            Q(group_memberships__group__in=led.exclude(group=None).values("group"))
            | Q(cohort__in=led.filter(group=None).values("cohort"))
        )
        return Adjustment.objects.filter(participant__in=places.values("participant"))
    return Adjustment.objects.filter(_colleague_wrote(user), _about_somebody_in_scope(user))


def own_adjustments(user: User) -> QuerySet[Adjustment]:
    """Return what is kept of the needs of the person who is signed in."""
    return Adjustment.objects.filter(participant__in=own_record(user).values("pk"))


def requests_for(user: User) -> QuerySet[ChangeRequest]:
    """Return what participants of the user's scope ask for, for those who can answer."""
    if not user.may(Permission.MANAGE_ENROLMENTS):
        return ChangeRequest.objects.none()
    scope = in_scope(user, hub="enrolment__cohort__hub")
    return ChangeRequest.objects.filter(scope)


def own_requests(user: User) -> QuerySet[ChangeRequest]:
    """Return what the person who is signed in has asked for."""
    return ChangeRequest.objects.filter(enrolment__in=own_enrolments(user).values("pk"))


def _about_somebody_in_scope(user: User) -> Q:
    """Narrow to what is about people with a place in the scope, or who wait or waited for one."""
    about = {"participant": OuterRef("participant")}
    places, turns = enrolments_for(user).filter(**about), waiting_for(user).filter(**about)
    return Q(Exists(places)) | Q(Exists(turns))


def _colleague_wrote(user: User) -> Q:
    """Narrow to what somebody wrote who is or was with the lead provider that the user acts for.

    A person may have places with two providers; what one was told in confidence is not the other's.
    """
    ours = lead_providers_for(user)
    posts = Membership.objects.filter(user=OuterRef("written_by"))
    return Q(Exists(posts.filter(Q(lead_provider__in=ours) | Q(hub__lead_provider__in=ours))))
