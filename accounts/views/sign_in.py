"""The door: signing in, and the page behind an invitation's link."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import queries
from accounts.actions import invitations
from accounts.forms import JoinForm
from accounts.middleware import SESSION_KEY
from accounts.models import Invitation, User
from accounts.rules import obstacles_to_accepting
from govuk.dates import datetime_text
from govuk.forms import attempt
from govuk.pages import tell

INCOMPLETE = "The link is not complete. Copy all of it from the letter, or ask for a new one."


class SignInView(LoginView):
    """allauth's page, with the accounts of a demonstration."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        accounts = queries.demo_accounts(at=timezone.now()) if settings.DEMO else []
        return super().get_context_data(**given) | {"demo_accounts": accounts}


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation offers; the button accepts it, since mail programs open links."""
    invitation = queries.invitation_behind(invitations.hash_of(token))
    obstacles = [INCOMPLETE]
    if invitation:
        obstacles = obstacles_to_accepting(invitation, at=timezone.now())
    if invitation is None or obstacles:
        return render(request, "accounts/join_refused.html", {"obstacles": obstacles})
    form = JoinForm(request.POST or None, needs_password=_needs_password(invitation))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if attempt(form, invitations.accept, invitation=invitation, at=now):
            return _in(request, invitation)
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/join.html", context)


def _in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Lead on: one's own browser stays signed in, anybody else is signed out of it first."""
    user = request.user
    if isinstance(user, User) and user == invitation.user:
        if user.acting:  # or the new role, if it comes first in the table, would take over
            request.session[SESSION_KEY] = user.acting.reference
        then = f"To act as {invitation.label}, switch role in the menu under your name."
        starts = invitation.role_starts_at
        if starts and starts > timezone.now():
            then = f"You can act as {invitation.label} from {datetime_text(starts)}."
        tell(request, "You have one more role", then)
        return redirect("npqhub:home")
    logout(request)
    tell(request, "Your account is ready", "Sign in to begin.")
    return redirect("account_login")


def _needs_password(invitation: Invitation) -> bool:
    return not invitation.user.has_usable_password()
