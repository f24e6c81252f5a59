"""Waiting lists for leaders: who waits, put on the list, moved, taken off, offered a place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt
from govuk.pages import paginate, tell
from participants import access
from participants.actions import waiting as actions
from participants.forms.waiting import BecauseForm, JoinForm, MoveForm
from participants.models import WaitingPlace
from participants.queries import waiting as queries
from participants.queries.enrolments import places_taken
from participants.rules.waiting import STATE_COLOURS, is_open_to_places
from participants.views.cohort_participants import visible_cohort
from participants.views.offers import visible_waiting
from programmes.models import Cohort

State = WaitingPlace.State


@allow(Permission.SEE_PARTICIPANTS)
def waiting_list(request: Request, reference: str) -> HttpResponse:
    """Show who waits for a cohort and how open offers stand; or who waits no longer."""
    cohort = visible_cohort(request, reference)
    past = request.GET.get("show") == "past"
    counts = queries.counts_of(cohort)
    waiting = access.waiting_for(request.user).filter(cohort=cohort)
    page = paginate(request, queries.listed(waiting, past=past))
    context = {
        "cohort": cohort,
        "page": page,
        "past": past,
        "counts": counts,
        "taken": places_taken(cohort),
        "may_manage": request.user.may(Permission.MANAGE_ENROLMENTS),
        "is_open": is_open_to_places(cohort, on=timezone.localdate()),
        "rows": [
            (row, STATE_COLOURS[State(row.state)], number - counts.offered)
            for number, row in enumerate(page, start=page.first)
        ],
    }
    return render(request, "participants/waiting_list.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def join_waiting_list(request: Request, reference: str) -> HttpResponse:
    """Search for somebody we know, or ask for the details of somebody new."""
    cohort = visible_cohort(request, reference)
    form = JoinForm(request.POST or None)
    given = {"cohort": cohort, "at": timezone.now(), "by": request.user}
    if waiting := attempt(form, actions.join_by_details, **given):
        return _joined(request, waiting, cohort)
    q = request.GET.get("q", "")
    known = queries.known_by(access.participants_for(request.user), cohort, q) if q else []
    context = {"cohort": cohort, "form": form, "q": q, "known": known}
    return render(request, "participants/join_waiting_list.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
@require_POST
def join_waiting_list_as(request: Request, reference: str, participant: str) -> HttpResponse:
    """Put somebody we know on the list."""
    cohort = visible_cohort(request, reference)
    person = get_object_or_404(access.participants_for(request.user), reference=participant)
    try:
        waiting = actions.join(
            cohort=cohort, participant=person, at=timezone.now(), by=request.user
        )
    except ValidationError as refusal:
        messages.error(request, f"{person} is not on the list\n{' '.join(refusal.messages)}")
        return redirect("participants:join_waiting_list", reference)
    return _joined(request, waiting, cohort)


def _joined(request: Request, waiting: WaitingPlace, cohort: Cohort) -> HttpResponse:
    if waiting.state == State.OFFERED:
        then = "A place is free: they are offered it by email."
    else:
        number = queries.place_of(waiting)
        then = f"They are number {number}, and are told by email. Places are offered in order."
    tell(request, f"{waiting.participant} is on the waiting list", then)
    return redirect("participants:waiting_list", cohort.reference)


@allow(Permission.MANAGE_ENROLMENTS)
@require_POST
def offer_places(request: Request, reference: str) -> HttpResponse:
    """Offer what is free now, without waiting for the next minute."""
    cohort = visible_cohort(request, reference)
    offered = actions.offer_free_places(cohort=cohort, at=timezone.now(), by=request.user)
    if offered:
        places = "1 place is" if offered == 1 else f"{offered} places are"
        tell(request, f"{places} on offer", "The letter goes out within a minute.")
    else:
        messages.error(request, "No place is free\nEverything is taken or on offer already.")
    return redirect("participants:waiting_list", reference)


@allow(Permission.MANAGE_ENROLMENTS)
def move_waiting(request: Request, reference: str) -> HttpResponse:
    """Ask for the new number in the queue and the reason."""
    waiting = visible_waiting(request, reference)
    number = queries.place_of(waiting)
    to = request.GET.get("to", "")
    form = MoveForm(
        request.POST or None,
        initial={"position": to if to.isdecimal() else number, "seen": number},
    )
    if attempt(form, actions.move, waiting=waiting, by=request.user):
        position = form.cleaned_data["position"]
        tell(request, f"{waiting.participant} is number {position}", "The others keep their order.")
        return redirect("participants:waiting_list", waiting.cohort.reference)
    context = {"waiting": waiting, "cohort": waiting.cohort, "form": form, "number": number}
    return render(request, "participants/move_waiting.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def leave_waiting_list(request: Request, reference: str) -> HttpResponse:
    """Ask why, and take somebody off the list."""
    waiting = visible_waiting(request, reference)
    form = BecauseForm(request.POST or None)
    if attempt(form, actions.leave, waiting=waiting, at=timezone.now(), by=request.user):
        tell(request, f"{waiting.participant} is off the waiting list", "They are told by email.")
        return redirect("participants:waiting_list", waiting.cohort.reference)
    context = {"waiting": waiting, "cohort": waiting.cohort, "form": form}
    return render(request, "participants/leave_waiting_list.html", context)
