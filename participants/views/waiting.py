"""The page behind the link of an offer, open without signing in: take the place or let it go."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.actions.invitations import hash_of
from govuk.forms import refuse
from participants.actions import waiting as actions
from participants.forms.waiting import TAKE, AnswerForm
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
    if form.is_valid():
        took = form.cleaned_data["answer"] == TAKE
        try:
            (actions.take if took else actions.decline)(waiting=waiting, at=timezone.now())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return redirect("participants:offer_answered", "taken" if took else "declined")
    context = {"waiting": waiting, "cohort": waiting.cohort, "form": form}
    return render(request, "participants/place_offer.html", context)


@login_not_required
def offer_answered(request: HttpRequest, answer: str) -> HttpResponse:
    """Say what happens next; the page names nobody and nothing."""
    if answer not in ANSWERS:
        raise Http404
    return render(request, "participants/offer_answered.html", {"took": answer == "taken"})
