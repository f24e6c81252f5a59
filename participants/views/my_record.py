"""What is kept of a participant, and every change to it, for the participant to read."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts import audit
from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import item_of
from accounts.roles import Permission
from govuk.pages import paginate
from participants import access
from participants.views.my_programme import places_of


@allow(Permission.FOLLOW_PROGRAMME)
def my_record(request: Request) -> HttpResponse:
    """Show a person their details and places as they are held, and who changed what."""
    person = access.own_record(request.user).select_related("school", "user").first()
    places = list(places_of(request).order_by("-joined_on", "-pk"))
    page = paginate(request, audit.events_about(*filter(None, (person, *places))))
    context = {
        "person": person,
        "places": places,
        "page": page,
        "events": [item_of(event) for event in page],
    }
    return render(request, "participants/my_record.html", context)
