"""People: the list, its download, changing and inviting."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow, still_acts
from accounts.downloads import list_answer
from accounts.middleware import Request
from accounts.queries.saved_views import views_of
from accounts.roles import Permission
from govuk.forms import attempt, carried, pressed, seen_in
from govuk.pages import link, paginate, sort_by, tell
from participants import access
from participants.actions import people as actions
from participants.forms.people import ParticipantFilters, PersonForm, answers_of
from participants.models import Participant
from participants.queries import people_list
from participants.queries.details import version_of
from participants.queries.people_keys import ORDERS

PER_PAGE = 50


@allow(Permission.SEE_PARTICIPANTS)
def participants(request: Request) -> HttpResponse:
    """List the people in the user's scope, narrowed, sorted and searched."""
    filters = _filters(request)
    sort = sort_by(request, dict.fromkeys(ORDERS, ()), default="name")
    wanted, chosen = filters.wanted, filters.chosen
    first = PER_PAGE if request.GET.get("page", "1") == "1" else 0
    found = people_list.People(wanted, sort.column, sort.descending, first)
    context = {
        "page": paginate(request, found, PER_PAGE),
        "sort": sort,
        "filters": filters,
        "q": wanted.q,
        "chosen": [
            {"text": text, "href": link(request.GET, **{name: "", "page": ""})}
            for name, text in chosen
        ],
        "kept": [(name, filters.answers[name]) for name in filters.kept],
        "may_export": request.user.may(Permission.EXPORT_PARTICIPANTS),
        "may_manage": request.user.may(Permission.MANAGE_ENROLMENTS),
        "narrowed": bool(chosen or wanted.q),
        "saved": views_of(request, "participants:participants"),
    }
    return render(request, "participants/participants.html", context)


@allow(Permission.EXPORT_PARTICIPANTS)
def export_participants(request: Request) -> HttpResponseBase:
    """Send the list as it is narrowed, a row for each place."""
    filters = _filters(request)
    return list_answer(
        request,
        f"participants-{timezone.localdate().isoformat()}",
        people_list.EXPORT_HEADINGS,
        people_list.export(filters.wanted),
        may_go_on=lambda: still_acts(request.user, at=timezone.now()),
        are_guarded=True,
    )


@allow(Permission.MANAGE_ENROLMENTS)
def change_participant(request: Request, reference: str) -> HttpResponse:
    """Ask what is known of a person, and change it."""
    person = _person(request, reference)
    form = PersonForm(request.POST or None, initial=answers_of(person))
    given = {"seen": seen_in(request), "by": request.user}
    if attempt(form, actions.change_details, participant=person, **given):
        tell(request, "Details changed", "Lists and registers show them from now on.")
        return redirect("participants:participant", reference)
    seen = carried(request, form, lambda: version_of(person))
    context = {"person": person, "form": form, "seen": seen}
    return render(request, "participants/change_participant.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def invite_participant(request: Request, reference: str) -> HttpResponse:
    """Ask, and invite a person to sign in."""
    person = _person(request, reference)
    form = pressed(request)
    if attempt(form, actions.invite, participants=[person], at=timezone.now(), by=request.user):
        tell(request, "Invitation sent", f"{person} gets an email with a link to set a password.")
        return redirect("participants:participant", reference)
    context = {"person": person, "form": form}
    return render(request, "participants/invite_participant.html", context)


def _filters(request: Request) -> ParticipantFilters:
    scope = people_list.scope_of(request.user)
    return ParticipantFilters(request.GET, scope=scope, today=timezone.localdate())


def _person(request: Request, reference: str) -> Participant:
    visible = access.participants_for(request.user).select_related("school", "user")
    return get_object_or_404(visible, reference=reference)
