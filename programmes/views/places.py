"""Funded places by hub for an intake, and the versions of a lead provider's rule of places."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import audit
from accounts.access import allow, hubs_for, lead_providers_for
from accounts.middleware import Request
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt, carried, seen_in
from govuk.pages import tell
from programmes.actions import places as actions
from programmes.forms.places import FundedPlacesForm, PlaceRuleForm, answers_of
from programmes.models import Intake, PlaceRule
from programmes.queries import places as queries


@allow(Permission.SET_PLACES)
def funded_places(request: Request, identifier: str) -> HttpResponse:
    """Ask how many places of an intake the DfE funds at each hub, and keep the numbers."""
    intake = get_object_or_404(Intake, identifier=identifier)
    hubs = list(hubs_for(request.user).order_by("name", "pk"))
    numbers = queries.numbers_of(intake, hubs)
    initial = {f"hub_{hub.reference}": numbers.get(hub.pk) for hub in hubs}
    form = FundedPlacesForm(request.POST or None, hubs=hubs, initial=initial)
    given = {"intake": intake, "seen": seen_in(request), "by": request.user}
    if attempt(form, actions.set_funded_places, **given) is not None:
        tell(request, "Funded places kept", "The review queue counts against them from now on.")
        return redirect("programmes:intake", identifier)
    seen = carried(request, form, lambda: fingerprint(queries.shown(hubs, numbers)))
    context = {"intake": intake, "form": form, "total": sum(numbers.values()), "seen": seen}
    return render(request, "programmes/funded_places.html", context)


@allow(Permission.SET_PLACES)
def place_rules(request: Request) -> HttpResponse:
    """Show the rule in force and the versions, and ask for the next one."""
    today = timezone.localdate()
    lead_provider = lead_providers_for(request.user).get()
    rule = PlaceRule.objects.in_force(lead_provider, today)
    form = PlaceRuleForm(request.POST or None, initial=answers_of(rule) | {"in_force_from": today})
    given = {"lead_provider": lead_provider, "today": today, "by": request.user}
    given["seen"] = seen_in(request)
    if written := attempt(form, actions.set_rule, **given):
        tell(
            request,
            f"Rule in force from {date_text(written.in_force_from)}",
            "What began before keeps the rule of its day.",
        )
        return redirect("programmes:place_rules")
    versions = list(
        PlaceRule.objects.filter(lead_provider=lead_provider).order_by("-in_force_from")
    )
    newest = max(versions, key=lambda version: version.pk, default=rule)
    shown = audit.snapshot(newest, *actions.RULE)
    context = {"form": form, "rule": rule, "versions": versions[:20], "provider": lead_provider}
    context["seen"] = carried(request, form, lambda: fingerprint(shown))
    return render(request, "programmes/place_rules.html", context)
