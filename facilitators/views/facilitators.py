"""The register of facilitators: the list, a facilitator's page, registering and clearing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import allow, hubs_for
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.roles import Permission
from facilitators import access
from facilitators.actions import facilitators as actions
from facilitators.forms.facilitators import ClearanceForm, FilterForm, RegisterFacilitatorForm
from facilitators.models import Facilitator
from facilitators.queries import facilitators as queries
from facilitators.queries import my_sessions
from govuk.dates import date_text
from govuk.forms import attempt
from govuk.pages import paginate, sort_by, tell

COLUMNS = {
    "name": ("user__full_name", "pk"),
    "hub": ("hub__name", "user__full_name", "pk"),
    "upcoming": ("upcoming", "user__full_name", "pk"),
}


@allow(Permission.SEE_FACILITATORS)
def facilitators(request: Request) -> HttpResponse:
    hubs, cleared = list(hubs_for(request.user).order_by("name")), queries.qualifications_cleared()
    filters = FilterForm(request.GET, qualifications=cleared, hubs=hubs)
    filters.is_valid()
    words, sort = request.GET.get("q", "").strip(), sort_by(request, COLUMNS, "name")
    found = queries.listed(access.facilitators_for(request.user), at=timezone.now())
    found = queries.matching(found, words, **filters.cleaned_data).order_by(*sort.fields)
    context = {
        "page": paginate(request, found),
        "sort": sort,
        "q": words,
        "filters": filters,
        "chosen": filters.chosen(request.GET),
        "kept": [(name, value) for name, value in filters.cleaned_data.items() if value],
        "many_hubs": len(hubs) > 1,
        "may_register": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "facilitators/facilitators.html", context)


@allow(Permission.SEE_FACILITATORS)
def facilitator(request: Request, reference: str) -> HttpResponse:
    person = _load(request, reference)
    today, shown = timezone.localdate(), request.GET.get("show")
    narrow = my_sessions.past if shown == "past" else my_sessions.to_come
    context = {
        "facilitator": person,
        "crumbs": [
            {"text": "Facilitators", "href": reverse("facilitators:facilitators")},
            {"text": str(person)},
        ],
        "profile": _profile(person),
        "clearances": person.clearances.all(),
        "may_clear": request.user.may(Permission.MANAGE_COHORTS),
        "page": paginate(request, narrow(queries.sessions_of(person), on=today), 20),
        "shows_past": shown == "past",
        "tabs": [
            {"text": "To come", "href": "?show=next#sessions", "active": shown != "past"},
            {"text": "Past", "href": "?show=past#sessions", "active": shown == "past"},
        ],
        "history": history_of(person) if request.user.may(Permission.SEE_HISTORY) else None,
    }
    return render(request, "facilitators/facilitator.html", context)


@allow(Permission.MANAGE_COHORTS)
def register_facilitator(request: Request) -> HttpResponse:
    roles = access.people_to_register(request.user, at=timezone.now())
    form = RegisterFacilitatorForm(request.POST or None, roles=roles)
    if form.is_valid():
        person = attempt(form, actions.register, on=timezone.localdate(), by=request.user)
        if person:
            tell(
                request,
                f"{person} is registered as a facilitator",
                "Clear them for a qualification, so that they can be appointed to sessions.",
            )
            return redirect("facilitators:facilitator", person.reference)
    return render(request, "facilitators/register_facilitator.html", {"form": form})


@allow(Permission.MANAGE_COHORTS)
def clear_facilitator(request: Request, reference: str) -> HttpResponse:
    person = _load(request, reference)
    form = ClearanceForm(
        request.POST or None,
        qualifications=queries.qualifications_to_clear(person),
        today=timezone.localdate(),
    )
    if attempt(form, actions.clear, facilitator=person, by=request.user):
        qualification = form.cleaned_data["qualification"]
        tell(
            request,
            f"{person} is cleared for {qualification}",
            "They can be appointed on the Facilitators tab of a cohort.",
        )
        return redirect("facilitators:facilitator", reference)
    context = {"form": form, "facilitator": person, "has_choices": form.has_choices}
    return render(request, "facilitators/clear_facilitator.html", context)


def _load(request: Request, reference: str) -> Facilitator:
    people = queries.listed(access.facilitators_for(request.user), at=timezone.now())
    return get_object_or_404(people, reference=reference)


def _profile(person: Facilitator) -> list[dict[str, str]]:
    facts = [
        ("Hub", str(person.hub)),
        ("Email", person.user.email),
        ("Job title", person.job_title or "Not given"),
        ("School", str(person.school) if person.school else "Not given"),
        ("Registered", date_text(person.registered_on)),
    ]
    return [{"key": key, "value": value} for key, value in facts]
