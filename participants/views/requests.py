"""What participants ask for: asked and taken back by them, answered by leaders."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt
from govuk.pages import paginate, tell
from participants import access
from participants.actions import requests as actions
from participants.forms.requests import AskForm, DeclineForm
from participants.models import ChangeRequest
from participants.queries import requests as queries
from participants.rules.requests import kinds_for, obstacles_to_answering
from participants.views.my_programme import places_of


@allow(Permission.FOLLOW_PROGRAMME)
def ask_for_change(request: Request, reference: str) -> HttpResponse:
    """Ask what a participant wants changed and why, and say by when they hear."""
    place, now = get_object_or_404(places_of(request), reference=reference), timezone.now()
    form = AskForm(request.POST or None, kinds=kinds_for(place.status))
    if asked := attempt(form, actions.ask, enrolment=place, at=now, by=request.user):
        hear = f"You hear by {date_text(asked.answer_by)}, by email. Until then nothing changes."
        tell(request, "Your programme leader has your request", hear)
        return redirect("participants:my_place", reference)
    open_one = access.own_requests(request.user).filter(
        enrolment=place, state=ChangeRequest.State.OPEN
    )
    context = {
        "place": place,
        "form": form,
        "asked": open_one.first(),
        "may_ask": bool(kinds_for(place.status)),
        "promised": actions.promised(place, asked_on=timezone.localdate(now)),
    }
    return render(request, "participants/ask_for_change.html", context)


@allow(Permission.FOLLOW_PROGRAMME)
@require_POST
def take_back_request(request: Request, reference: str) -> HttpResponse:
    """Take back what one asked for."""
    mine = access.own_requests(request.user).select_related("enrolment")
    asked = get_object_or_404(mine, reference=reference)
    try:
        actions.take_back(request=asked, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        tell(request, "Request taken back", "Your place stays as it is. You can ask again.")
    return redirect("participants:my_place", asked.enrolment.reference)


@allow(Permission.MANAGE_ENROLMENTS)
def requests_to_answer(request: Request) -> HttpResponse:
    """List what participants ask for: what waits first, or what has been answered."""
    mine, today = access.requests_for(request.user), timezone.localdate()
    is_past = request.GET.get("show") == "answered"
    page = paginate(request, queries.answered(mine) if is_past else queries.to_answer(mine))
    lines = [queries.line_of(row, on=today) for row in page]
    context = {"page": page, "lines": lines, "is_past": is_past, "today": today}
    return render(request, "participants/requests_to_answer.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def request_to_answer(request: Request, reference: str) -> HttpResponse:
    """Show what somebody asks for and why, and lead to both answers."""
    asked = _visible(request, reference)
    context = {
        "line": queries.line_of(asked, on=timezone.localdate()),
        "asked": asked,
        "change_url": queries.change_of(asked),
    }
    return render(request, "participants/request_to_answer.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def decline_request(request: Request, reference: str) -> HttpResponse:
    """Ask why not, in words, and send them."""
    asked = _visible(request, reference)
    form = DeclineForm(request.POST or None)
    if attempt(form, actions.decline, request=asked, at=timezone.now(), by=request.user):
        person = asked.enrolment.participant
        tell(request, "Request declined", f"{person} gets your answer by email. Nothing changed.")
        return redirect("participants:requests_to_answer")
    obstacles = obstacles_to_answering(state=asked.state, answered_by=str(asked.answered_by or ""))
    context = {"asked": asked, "form": form, "obstacles": obstacles}
    return render(request, "participants/decline_request.html", context)


def _visible(request: Request, reference: str) -> ChangeRequest:
    visible = queries.with_places(access.requests_for(request.user))
    return get_object_or_404(visible, reference=reference)
