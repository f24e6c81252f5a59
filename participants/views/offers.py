"""Offers of places: answered behind the link of a letter, on one's own pages, or by a leader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.access import allow
from accounts.actions.invitations import hash_of
from accounts.middleware import Request
from accounts.models import User
from accounts.roles import Permission
from govuk.forms import refuse
from govuk.pages import tell
from participants import access
from participants.actions import waiting as actions
from participants.forms.waiting import TAKE, AnswerForm
from participants.models import WaitingPlace
from participants.queries import waiting as queries
from participants.rules.waiting import obstacles_to_answering

INCOMPLETE = "The link is not complete. Copy all of it from the letter."
ANSWERS = ("taken", "declined")


@never_cache
@login_not_required
def place_offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered; the buttons answer it, since mail programs open links."""
    waiting = queries.offer_behind(hash_of(token))
    obstacles = [INCOMPLETE]
    if waiting:
        obstacles = obstacles_to_answering(waiting, at=timezone.now())
    if waiting is None or obstacles:
        return render(request, "participants/offer_refused.html", {"obstacles": obstacles})
    form = AnswerForm(request.POST or None)
    if answered := _answer(form, waiting):
        return redirect("participants:offer_answered", answered.state)
    context = {"waiting": waiting, "cohort": waiting.cohort, "form": form}
    return render(request, "participants/place_offer.html", context)


@login_not_required
def offer_answered(request: HttpRequest, answer: str) -> HttpResponse:
    """Say what happens next; the page names nobody and nothing."""
    if answer not in ANSWERS:
        raise Http404
    return render(request, "participants/offer_answered.html", {"took": answer == "taken"})


@allow(Permission.FOLLOW_PROGRAMME)
def my_offer(request: Request, reference: str) -> HttpResponse:
    """Let the person who is signed in answer an offer without the letter."""
    own = queries.with_names(access.own_waiting(request.user))
    waiting = get_object_or_404(own, reference=reference)
    if obstacles := obstacles_to_answering(waiting, at=timezone.now()):
        messages.error(request, " ".join(obstacles))
        return redirect("participants:my_programme")
    form = AnswerForm(request.POST or None)
    if answered := _answer(form, waiting, by=request.user):
        return redirect("participants:offer_answered", answered.state)
    context = {"waiting": waiting, "cohort": waiting.cohort, "form": form}
    return render(request, "participants/place_offer.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def answer_offer(request: Request, reference: str) -> HttpResponse:
    """Answer for somebody who said by telephone or in person what they want."""
    waiting = visible_waiting(request, reference)
    form = AnswerForm(request.POST or None)
    if answered := _answer(form, waiting, by=request.user):
        if answered.enrolment:
            tell(request, f"{waiting.participant} has the place", "Next, choose their group.")
            return redirect("participants:change_group", answered.enrolment.reference)
        tell(request, "Offer declined", "The place is offered to the next who waits.")
        return redirect("participants:waiting_list", waiting.cohort.reference)
    obstacles = obstacles_to_answering(waiting, at=timezone.now())
    context = {
        "waiting": waiting,
        "cohort": waiting.cohort,
        "form": form,
        "obstacles": obstacles,
    }
    return render(request, "participants/answer_offer.html", context)


def visible_waiting(request: Request, reference: str) -> WaitingPlace:
    """Return a row of a waiting list that the user sees, with its person and cohort."""
    visible = queries.with_names(access.waiting_for(request.user))
    return get_object_or_404(visible, reference=reference)


def _answer(form: AnswerForm, waiting: WaitingPlace, by: User | None = None) -> WaitingPlace | None:
    if not form.is_valid():
        return None
    act = actions.take if form.cleaned_data["answer"] == TAKE else actions.decline
    try:
        return act(waiting=waiting, at=timezone.now(), by=by)
    except ValidationError as refusal:
        refuse(form, refusal)
        return None
