"""The pages of people: who has an account, in which roles, who is invited."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import access, queries
from accounts.access import allow
from accounts.actions import invitations as invitation_actions
from accounts.actions import memberships, second_factors
from accounts.forms import (
    ChooseRoleForm,
    InviteForm,
    PeopleFilterForm,
    TurnOffSecondFactorForm,
)
from accounts.middleware import Request
from accounts.models import DeliveryPartner, User
from accounts.roles import Permission, Role
from govuk.forms import attempt, pressed
from govuk.pages import paginate, sort_by, tell

COLUMNS = {"name": ("sort_name", "pk"), "joined": ("joined_at", "pk")}


@allow(Permission.INVITE_PEOPLE)
def people(request: Request) -> HttpResponse:
    user, now = request.user, timezone.now()
    form = PeopleFilterForm(
        request.GET or None, roles=_roles_to_find(user), organisations=_organisations_to_find(user)
    )
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    by = queries.PeopleFilter(q=request.GET.get("q", "").strip()[:100], **given)
    sort = sort_by(request, COLUMNS, default="name")
    found = queries.people_found(
        access.people_for(user, at=now), access.memberships_for(user), by, at=now
    )
    context = {
        "page": paginate(request, found.order_by(*sort.fields)),
        "sort": sort,
        "filters": form,
        "by": by,
        "waiting": queries.invitations_waiting(access.invitations_for(user)).count(),
        "kept": _kept(request, "role", "organisation", "status", "sort"),
    }
    return render(request, "accounts/people.html", context)


def _roles_to_find(user: User) -> list[Role]:
    return list(Role) if access.reaches_everything(user) else access.roles_to_offer(user)


def _organisations_to_find(user: User) -> dict[str, list[Any]]:
    hubs = list(access.hubs_for(user).order_by("name", "pk"))
    if not access.reaches_everything(user):
        return {"hub": hubs if len(hubs) > 1 else []}
    return {
        "hub": hubs,
        "lead_provider": list(access.lead_providers_for(user).order_by("name", "pk")),
        "delivery_partner": list(DeliveryPartner.objects.order_by("name", "pk")),
    }


def _kept(request: Request, *names: str) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _person(request: Request, reference: str) -> User:
    found = access.people_for(request.user, at=timezone.now())
    return get_object_or_404(found, reference=reference)


@allow(Permission.INVITE_PEOPLE)
def person(request: Request, reference: str) -> HttpResponse:
    person, now = _person(request, reference), timezone.now()
    posts = queries.posts_of(person, access.memberships_for(request.user))
    offers = list(queries.invitations_waiting(access.invitations_for(request.user), person=person))
    whole = access.reaches_everything(request.user) or person.pk == request.user.pk
    told = None if whole else {each.label for each in [*posts, *offers]}
    context = {
        "person": person,
        "posts": posts,
        "offers": offers,
        "now": now,
        "has_second_factor": is_mfa_enabled(person),
        "events": queries.history_of_person(person, roles=told),
    }
    return render(request, "accounts/person.html", context)


@allow(Permission.INVITE_PEOPLE)
def invite(request: Request) -> HttpResponse:
    """Ask for the role first, since the next question depends on it."""
    form = ChooseRoleForm(request.POST or None, roles=access.roles_to_offer(request.user))
    if request.method == "POST" and form.is_valid():
        return redirect("accounts:invite_to_role", form.cleaned_data["role"])
    return render(request, "accounts/invite.html", {"form": form})


@allow(Permission.INVITE_PEOPLE)
def invite_to_role(request: Request, role: str) -> HttpResponse:
    if role not in access.roles_to_offer(request.user):
        raise Http404
    offered = Role(role)
    organisations = access.organisations_to_offer(request.user, offered)
    form = InviteForm(
        request.POST or None,
        role=offered,
        organisations=organisations,
        initial={"hub": request.GET.get("hub")},
    )
    if request.method == "POST" and form.is_valid():
        given = {"role": offered, "at": timezone.now(), "by": request.user}
        if sent := attempt(form, invitation_actions.invite, **given):
            then = f"{sent.user} gets a letter with a link that works until it is used."
            tell(request, "Invitation written", then)
            return redirect("accounts:person", sent.user.reference)
    return render(request, "accounts/invite_to_role.html", {"form": form, "role": offered})


@allow(Permission.INVITE_PEOPLE)
def invitations(request: Request) -> HttpResponse:
    waiting = queries.invitations_waiting(access.invitations_for(request.user))
    context = {"page": paginate(request, waiting), "now": timezone.now()}
    return render(request, "accounts/invitations.html", context)


@allow(Permission.INVITE_PEOPLE)
def revoke_invitation(request: Request, reference: str) -> HttpResponse:
    invitation = get_object_or_404(access.invitations_for(request.user), reference=reference)
    form = pressed(request)
    given = {"invitation": invitation, "at": timezone.now(), "by": request.user}
    if attempt(form, invitation_actions.revoke, **given):
        tell(request, "Invitation withdrawn", "The link in the letter no longer works.")
        return redirect("accounts:invitations")
    return render(
        request, "accounts/revoke_invitation.html", {"form": form, "invitation": invitation}
    )


@allow(Permission.INVITE_PEOPLE)
def resend_invitation(request: Request, reference: str) -> HttpResponse:
    invitation = get_object_or_404(access.invitations_for(request.user), reference=reference)
    form = pressed(request)
    given = {"invitation": invitation, "at": timezone.now(), "by": request.user}
    if attempt(form, invitation_actions.resend, **given):
        tell(request, "Invitation sent again", "The new link works; the old one no longer does.")
        return redirect("accounts:invitations")
    return render(
        request, "accounts/resend_invitation.html", {"form": form, "invitation": invitation}
    )


@allow(Permission.INVITE_PEOPLE)
def end_membership(request: Request, reference: str) -> HttpResponse:
    held = access.memberships_for(request.user).with_organisations().select_related("user")
    membership = get_object_or_404(held, reference=reference)
    form = pressed(request)
    given = {"membership": membership, "at": timezone.now(), "by": request.user}
    if attempt(form, memberships.end, **given):
        tell(request, "Role ended", f"{membership.user} can no longer use it.")
        return redirect("accounts:people")
    return render(request, "accounts/end_membership.html", {"form": form, "membership": membership})


@allow(Permission.INVITE_PEOPLE)
def disable_person(request: Request, reference: str) -> HttpResponse:
    person = _person(request, reference)
    form = pressed(request)
    given = {"user": person, "at": timezone.now(), "by": request.user}
    if attempt(form, memberships.disable, **given):
        tell(request, "Account disabled", f"{person} is signed out and cannot sign in.")
        return redirect("accounts:person", reference)
    return render(request, "accounts/disable_person.html", {"form": form, "person": person})


@allow(Permission.INVITE_PEOPLE)
def enable_person(request: Request, reference: str) -> HttpResponse:
    person = _person(request, reference)
    form = pressed(request)
    given = {"user": person, "at": timezone.now(), "by": request.user}
    if attempt(form, memberships.enable, **given):
        tell(request, "Account open again", f"{person} can sign in as before.")
        return redirect("accounts:person", reference)
    return render(request, "accounts/enable_person.html", {"form": form, "person": person})


@allow(Permission.INVITE_PEOPLE)
def turn_off_second_factor(request: Request, reference: str) -> HttpResponse:
    """Ask how the leader knows that it is the person, and turn off their second step."""
    person = _person(request, reference)
    form = TurnOffSecondFactorForm(request.POST or None)
    given = {"user": person, "at": timezone.now(), "by": request.user}
    if attempt(form, second_factors.turn_off, **given):
        then = f"{person} signs in with the password alone, and gets a letter about it."
        tell(request, "Two-step sign-in turned off", then)
        return redirect("accounts:person", reference)
    context = {"form": form, "person": person}
    return render(request, "accounts/turn_off_second_factor.html", context)
