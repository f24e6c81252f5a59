"""The participants of a cohort: listed, added, invited."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt, pressed
from govuk.pages import paginate, tell
from participants import access
from participants.actions import enrolments as actions
from participants.actions import people
from participants.forms.enrolments import AddParticipantForm
from participants.models import Enrolment
from participants.queries import people as queries
from participants.queries import waiting as waiting_lists
from participants.queries.changes import with_version
from participants.queries.enrolments import places_taken
from participants.queries.imports import imports_of
from participants.rules.enrolments import OPEN_TO_ENROLMENT, obstacles_to_enrolling
from programmes.access import cohorts_for
from programmes.models import Cohort


def visible_cohort(request: Request, reference: str) -> Cohort:
    """Return a cohort that the user sees, with what every page of it names."""
    visible = cohorts_for(request.user).select_related(
        "programme__qualification", "programme__lead_provider", "hub", "intake"
    )
    return get_object_or_404(visible, reference=reference)


@allow(Permission.SEE_PARTICIPANTS)
def cohort_participants(request: Request, reference: str) -> HttpResponse:
    """List who is in a cohort, and lead to what can be done."""
    cohort = visible_cohort(request, reference)
    places = access.enrolments_for(request.user).filter(cohort=cohort)
    standing = queries.standing_of(places)
    status = request.GET.get("status", "")
    listed = places.filter(status=status) if status in Enrolment.Status.values else places
    keys = listed.order_by("participant__sort_name", "pk").values_list("pk", flat=True)
    page = paginate(request, keys)
    may_manage = request.user.may(Permission.MANAGE_ENROLMENTS)
    waiting = waiting_lists.counts_of(cohort)
    taken = standing.taken + waiting.offered
    context = {
        "cohort": cohort,
        "page": replace(page, rows=queries.members(page.rows)),
        "status": status,
        "standing": standing,
        "waiting": waiting,
        "taken": taken,
        "is_full": cohort.status in OPEN_TO_ENROLMENT and taken >= cohort.capacity,
        "obstacles": obstacles_to_enrolling(cohort, taken=taken, joined_on=cohort.starts_on),
        "may_manage": may_manage,
        "imports": imports_of(cohort)[:5] if may_manage else [],
    }
    return render(request, "participants/cohort_participants.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def add_participant(request: Request, reference: str) -> HttpResponse:
    """Ask who gets a place, and give it."""
    cohort = visible_cohort(request, reference)
    first_day = max(cohort.starts_on, timezone.localdate())
    form = AddParticipantForm(
        request.POST or None, initial={"joined_on": first_day}, reader=request.user
    )
    if form.is_valid():
        enrolment = attempt(form, actions.admit, cohort=cohort, at=timezone.now(), by=request.user)
        if enrolment:
            tell(request, f"{enrolment.participant} added", "Next, choose their group.")
            return redirect("participants:change_group", enrolment.reference)
    is_full = places_taken(cohort) >= cohort.capacity
    context = {"cohort": cohort, "form": form, "is_full": is_full}
    return render(request, "participants/add_participant.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def invite_cohort(request: Request, reference: str) -> HttpResponse:
    """Ask, and invite everybody of a cohort who has no account."""
    cohort = visible_cohort(request, reference)
    places = access.enrolments_for(request.user).filter(cohort=cohort)
    waiting = list(queries.uninvited(places))
    form = pressed(request)
    if form.is_valid():
        sent = attempt(
            form, people.invite, participants=waiting, at=timezone.now(), by=request.user
        )
        if sent is not None:
            letters = "1 invitation" if sent == 1 else f"{sent} invitations"
            tell(request, f"{letters} sent", "Each holds a link to set a password.")
            return redirect("participants:cohort_participants", reference)
    context = {"cohort": cohort, "waiting": waiting, "form": form}
    return render(request, "participants/invite_cohort.html", context)


def visible_enrolment(request: Request, reference: str) -> Enrolment:
    """Return a place that the user sees, with its person, cohort and newest change."""
    visible = with_version(access.enrolments_for(request.user)).select_related(
        *("participant", "cohort__programme__qualification", "cohort__hub"),
        *("cohort__intake", "cohort__curriculum"),
    )
    return get_object_or_404(visible, reference=reference)
