"""The pages of lead providers, their hubs, and delivery partners."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import queries
from accounts.access import allow
from accounts.actions import organisations as organisation_actions
from accounts.forms import DeliveryPartnerForm, HubForm, LeadProviderForm
from accounts.middleware import Request
from accounts.models import DeliveryPartner, Hub, LeadProvider
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.forms import attempt, carried, seen_in
from govuk.pages import tell


@allow(Permission.MANAGE_ORGANISATIONS)
def organisations(request: Request) -> HttpResponse:
    context = {
        "providers": queries.providers_with_hubs(),
        "partners": queries.partners_with_people(at=timezone.now()),
    }
    return render(request, "accounts/organisations.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def lead_provider(request: Request, reference: str) -> HttpResponse:
    provider = get_object_or_404(LeadProvider, reference=reference)
    context = {
        "provider": provider,
        "hubs": provider.hubs.order_by("name", "pk"),
        "events": queries.history_of(provider),
    }
    return render(request, "accounts/lead_provider.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def add_lead_provider(request: Request) -> HttpResponse:
    form = LeadProviderForm(request.POST or None)
    add = organisation_actions.add_lead_provider
    if added := attempt(form, add, by=request.user):
        tell(request, "Lead provider added", "Add its hubs next.")
        return redirect("accounts:lead_provider", added.reference)
    return render(request, "accounts/add_lead_provider.html", {"form": form})


@allow(Permission.MANAGE_ORGANISATIONS)
def change_lead_provider(request: Request, reference: str) -> HttpResponse:
    provider = get_object_or_404(LeadProvider, reference=reference)
    initial = {field: getattr(provider, field) for field in organisation_actions.PROVIDER_FIELDS}
    form = LeadProviderForm(request.POST or None, initial=initial)
    given = {"lead_provider": provider, "seen": seen_in(request), "by": request.user}
    if attempt(form, organisation_actions.change_lead_provider, **given):
        tell(request, "Lead provider changed", "The history below shows what it was before.")
        return redirect("accounts:lead_provider", reference)
    context = {"form": form, "provider": provider}
    context["seen"] = carried(request, form, lambda: fingerprint(initial))
    return render(request, "accounts/change_lead_provider.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def add_hub(request: Request, reference: str) -> HttpResponse:
    provider = get_object_or_404(LeadProvider, reference=reference)
    form = HubForm(request.POST or None)
    given = {"lead_provider": provider, "by": request.user}
    if added := attempt(form, organisation_actions.add_hub, **given):
        tell(request, "Hub added", "Invite its hub leader next.")
        return redirect("accounts:hub", added.reference)
    return render(request, "accounts/add_hub.html", {"form": form, "provider": provider})


@allow(Permission.MANAGE_ORGANISATIONS)
def hub(request: Request, reference: str) -> HttpResponse:
    hub = get_object_or_404(Hub.objects.select_related("lead_provider"), reference=reference)
    return render(request, "accounts/hub.html", {"hub": hub, "events": queries.history_of(hub)})


@allow(Permission.MANAGE_ORGANISATIONS)
def change_hub(request: Request, reference: str) -> HttpResponse:
    hub = get_object_or_404(Hub, reference=reference)
    initial = {"name": hub.name, "founding_trust": hub.founding_trust}
    form = HubForm(request.POST or None, initial=initial)
    given = {"hub": hub, "seen": seen_in(request), "by": request.user}
    if attempt(form, organisation_actions.change_hub, **given):
        tell(request, "Hub changed", "The history below shows what it was before.")
        return redirect("accounts:hub", reference)
    context = {"form": form, "hub": hub}
    context["seen"] = carried(request, form, lambda: fingerprint(initial))
    return render(request, "accounts/change_hub.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def delivery_partner(request: Request, reference: str) -> HttpResponse:
    found = queries.partners_with_people(at=timezone.now())
    partner = get_object_or_404(found, reference=reference)
    context = {"partner": partner, "events": queries.history_of(partner)}
    return render(request, "accounts/delivery_partner.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def add_delivery_partner(request: Request) -> HttpResponse:
    form = DeliveryPartnerForm(request.POST or None)
    add = organisation_actions.add_delivery_partner
    if added := attempt(form, add, by=request.user):
        tell(request, "Delivery partner added", "Leaders can name it when they open a cohort.")
        return redirect("accounts:delivery_partner", added.reference)
    return render(request, "accounts/add_delivery_partner.html", {"form": form})


@allow(Permission.MANAGE_ORGANISATIONS)
def change_delivery_partner(request: Request, reference: str) -> HttpResponse:
    partner = get_object_or_404(DeliveryPartner, reference=reference)
    initial = {"name": partner.name}
    form = DeliveryPartnerForm(request.POST or None, initial=initial)
    given = {"delivery_partner": partner, "seen": seen_in(request), "by": request.user}
    if attempt(form, organisation_actions.change_delivery_partner, **given):
        tell(request, "Delivery partner changed", "The history below shows what it was before.")
        return redirect("accounts:delivery_partner", reference)
    context = {"form": form, "partner": partner}
    context["seen"] = carried(request, form, lambda: fingerprint(initial))
    return render(request, "accounts/change_delivery_partner.html", context)
