"""What is kept of a participant, to read and to correct, and everything that happened to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt, carried, seen_in
from govuk.pages import paginate, tell
from participants import access
from participants.actions import people
from participants.forms.own_details import OwnDetailsForm
from participants.forms.people import answers_of
from participants.queries import contacts
from participants.queries.details import version_of
from participants.queries.people import with_group_and_return
from participants.queries.timeline import timeline_of
from participants.views.my_programme import places_of

A_PAGE = 30


@allow(Permission.FOLLOW_PROGRAMME)
def my_record(request: Request) -> HttpResponse:
    """Show a person what is held about them and everything that happened, to the last letter."""
    person = access.own_record(request.user).select_related("school", "user").first()
    now, mine = timezone.now(), places_of(request).order_by("-joined_on", "-pk")
    places = list(with_group_and_return(mine))
    moments = timeline_of(person, request.user, places=places) if person else []
    needs = access.own_adjustments(request.user)
    context = {
        "person": person,
        "places": places,
        "page": paginate(request, moments, per_page=A_PAGE),
        "leaders": contacts.leaders_about(person, at=now) if person else [],
        "adjustments": contacts.in_force(needs, timezone.localdate(now)).order_by(
            "starts_on", "pk"
        ),
    }
    return render(request, "participants/my_record.html", context)


@allow(Permission.FOLLOW_PROGRAMME)
def correct_own_details(request: Request) -> HttpResponse:
    """Ask a participant what is right, and tell their leaders that it changed."""
    visible = access.own_record(request.user).select_related("school")
    person = get_object_or_404(visible)
    form = OwnDetailsForm(request.POST or None, person=person, initial=answers_of(person))
    given = {"seen": seen_in(request), "at": timezone.now(), "by": request.user}
    if attempt(form, people.correct_own, participant=person, **given):
        if form.has_changed():
            tell(request, "Your details are changed", "Your programme leader is told by email.")
        else:
            tell(request, "Nothing is changed", "Your details stand as they stood before.")
        return redirect("participants:my_record")
    seen = carried(request, form, lambda: version_of(person))
    context = {"person": person, "form": form, "seen": seen}
    return render(request, "participants/correct_own_details.html", context)
