"""The pages of one person: places, timeline, contacts and adjustments under one head."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.pages import paginate
from participants import access
from participants.models import Enrolment, Participant
from participants.queries import contacts as queries
from participants.queries import people, risk
from participants.queries.person import glance_of, tabs_open_to, with_glance
from participants.queries.timeline import Kind, Moment, timeline_of
from participants.queries.waiting import turns_among

A_PAGE = 30


@allow(Permission.SEE_PARTICIPANTS)
def participant(request: Request, reference: str) -> HttpResponse:
    """Show who somebody is, what needs doing, their places with history, and where they wait."""
    person = visible_person(request, reference)
    places = people.places_of(person, access.enrolments_for(request.user))
    waiting = access.waiting_for(request.user).filter(participant=person)
    risks = risk.risks_of([place.pk for place in places], today=timezone.localdate())
    context = _head(request, person, "participant") | {
        "places": places,
        "at_risk": [(place, risks.get(place.pk)) for place in places],
        "turns": turns_among(waiting),
    }
    return render(request, "participants/participant.html", context)


@allow(Permission.SEE_PARTICIPANTS)
def participant_timeline(request: Request, reference: str) -> HttpResponse:
    """Show everything that happened to a person, newest first, narrowed by kind."""
    person = visible_person(request, reference)
    places = list(_places(request, person))
    moments = timeline_of(person, request.user, places=places)
    kinds, wanted = kinds_of(request, moments)
    shown = [moment for moment in moments if not wanted or moment.kind in wanted]
    context = _head(request, person, "participant_timeline") | {
        "places": places,
        "page": paginate(request, shown, per_page=A_PAGE),
        "kinds": kinds,
        "narrowed": bool(wanted),
    }
    return render(request, "participants/participant_timeline.html", context)


@allow(Permission.SEE_CONTACTS)
def participant_contacts(request: Request, reference: str) -> HttpResponse:
    """Show what was said with a person, what comes next, and what they need."""
    person = visible_person(request, reference)
    log = queries.log_of(access.contacts_for(request.user), person)
    needs = queries.adjustments_of(access.adjustments_for(request.user), person)
    today = timezone.localdate()
    adjustments = list(needs)
    context = _head(request, person, "participant_contacts") | {
        "places": list(_places(request, person)),
        "page": paginate(request, log, per_page=A_PAGE),
        "adjustments": [each for each in adjustments if not each.ends_on or each.ends_on > today],
        "ended": [each for each in adjustments if each.ends_on and each.ends_on <= today],
        "today": today,
    }
    return render(request, "participants/participant_contacts.html", context)


def visible_person(request: Request, reference: str) -> Participant:
    """Return a person that the user sees, with what stands at the head of their pages."""
    visible = with_glance(
        access.participants_for(request.user), request.user, on=timezone.localdate()
    )
    return get_object_or_404(visible, reference=reference)


def kinds_of(request: Request, moments: list[Moment]) -> tuple[list[dict[str, Any]], set[str]]:
    """Return a link for each kind that there is, ticked or not, and the kinds that are wanted."""
    there = {moment.kind for moment in moments}
    wanted = set(request.GET.getlist("kind")) & {kind.value for kind in there}
    links = []
    for kind in Kind:
        if kind in there:
            chosen = sorted(wanted ^ {kind.value})
            query = request.GET.copy()
            query.pop("page", None)
            query.setlist("kind", chosen)
            links.append(
                {"text": kind.label, "href": f"?{query.urlencode()}", "ticked": kind in wanted}
            )
    return links, wanted


def _places(request: Request, person: Participant) -> QuerySet[Enrolment]:
    places = access.enrolments_for(request.user).filter(participant=person)
    return places.select_related("cohort__programme__qualification").order_by("-joined_on", "-pk")


def _head(request: Request, person: Participant, name: str) -> dict[str, Any]:
    user = request.user
    return {
        "person": person,
        "glance": glance_of(person, on=timezone.localdate()),
        "may_manage": user.may(Permission.MANAGE_ENROLMENTS),
        "may_see_history": user.may(Permission.SEE_HISTORY),
        "may_contact": user.may(Permission.SEE_CONTACTS),
        "tabs": [
            {
                "text": text,
                "href": reverse(f"participants:{tab}", args=[person.reference]),
                "active": tab == name,
            }
            for tab, text in tabs_open_to(user)
        ],
    }
