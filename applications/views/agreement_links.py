"""Agreements as their signers see them: behind the link of a letter, or on one's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.access import allow
from accounts.actions.invitations import hash_of
from accounts.middleware import Request
from accounts.models import User
from accounts.roles import Permission
from applications.access import own_agreements
from applications.actions import agreements as actions
from applications.forms.agreements import DECLINE, DeclineForm, SignForm
from applications.models import Agreement
from applications.queries import agreements as queries
from applications.rules import agreements as rules
from govuk.forms import attempt

ANSWERS = ("signed", "declined")


@never_cache
@login_not_required
def agreement_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; only a button answers, since mail programs open links."""
    agreement = queries.behind(hash_of(token))
    obstacles = [rules.IS_UNKNOWN]
    if agreement:
        obstacles = rules.obstacles_to_answering(agreement, at=timezone.now())
    if agreement is None or obstacles:
        context = {"obstacles": obstacles, "is_used": obstacles == [rules.IS_USED]}
        return render(request, "applications/agreement_refused.html", context)
    return _answer(request, agreement)


@login_not_required
def agreement_answered(request: HttpRequest, answer: str) -> HttpResponse:
    """Say what happens next; the page names nobody and nothing."""
    if answer not in ANSWERS:
        raise Http404
    context = {"signed": answer == "signed"}
    return render(request, "applications/agreement_answered.html", context)


@never_cache
@allow(Permission.FOLLOW_PROGRAMME)
def my_agreement(request: Request, reference: str) -> HttpResponse:
    """Let a participant who is signed in sign their own commitment without the letter."""
    own = own_agreements(request.user).select_related(*queries.NAMED)
    agreement = get_object_or_404(own, reference=reference)
    if obstacles := rules.obstacles_to_answering_at_home(agreement):
        messages.error(request, " ".join(obstacles))
        return redirect("participants:my_programme")
    return _answer(request, agreement, by=request.user)


def _answer(request: HttpRequest, agreement: Agreement, by: User | None = None) -> HttpResponse:
    says_no = request.POST.get("answer") == DECLINE
    given = {"agreement": agreement, "at": timezone.now(), "by": by}
    sign_form = SignForm(request.POST if request.POST and not says_no else None)
    decline_form = DeclineForm(request.POST if says_no else None)
    if attempt(sign_form, actions.sign, **given):
        return redirect("applications:agreement_answered", "signed")
    if attempt(decline_form, actions.decline, **given):
        return redirect("applications:agreement_answered", "declined")
    context = {
        "agreement": agreement,
        "subject": queries.subject_of(agreement),
        "form": decline_form if says_no else sign_form,
        "sign_form": sign_form,
        "decline_form": decline_form,
    }
    return render(request, "applications/agreement_link.html", context)
