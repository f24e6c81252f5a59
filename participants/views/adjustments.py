"""What people need: added, changed, ended by leaders; read by who leads their sessions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt
from govuk.pages import tell
from participants import access
from participants.actions import adjustments as actions
from participants.forms.contacts import AdjustmentForm, ChangeAdjustmentForm, EndAdjustmentForm
from participants.models import Adjustment
from participants.queries import contacts as queries
from participants.views.person import visible_person

SEEN_BY = "Programme leaders, facilitators of their sessions and the participant can see it."


@allow(Permission.SEE_CONTACTS)
def add_adjustment(request: Request, reference: str) -> HttpResponse:
    """Ask what somebody needs, and keep it for those who must know."""
    person = visible_person(request, reference)
    form = AdjustmentForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if attempt(form, actions.add, participant=person, at=timezone.now(), by=request.user):
        tell(request, "Adjustment added", SEEN_BY)
        return redirect("participants:participant_contacts", reference)
    context = {"person": person, "form": form, "verb": "Add an adjustment"}
    return render(request, "participants/change_adjustment.html", context)


@allow(Permission.SEE_CONTACTS)
def change_adjustment(request: Request, reference: str) -> HttpResponse:
    """Ask what is needed instead from a day on."""
    adjustment = _visible(request, reference)
    initial = {
        "need": adjustment.need,
        "arrangement": adjustment.arrangement,
        "on": max(timezone.localdate(), adjustment.starts_on),
    }
    form = ChangeAdjustmentForm(request.POST or None, initial=initial)
    given = {"adjustment": adjustment, "at": timezone.now(), "by": request.user}
    if attempt(form, actions.change, **given):
        tell(request, "Adjustment changed", SEEN_BY)
        return redirect("participants:participant_contacts", adjustment.participant.reference)
    context = {"person": adjustment.participant, "form": form, "verb": "Change the adjustment"}
    return render(request, "participants/change_adjustment.html", context)


@allow(Permission.SEE_CONTACTS)
def end_adjustment(request: Request, reference: str) -> HttpResponse:
    """Ask from when it is needed no more."""
    adjustment = _visible(request, reference)
    today = max(timezone.localdate(), adjustment.starts_on)
    form = EndAdjustmentForm(request.POST or None, today=today)
    if attempt(form, actions.end, adjustment=adjustment, by=request.user):
        tell(request, "Adjustment ended", "It stays in the timeline for those who could see it.")
        return redirect("participants:participant_contacts", adjustment.participant.reference)
    context = {"person": adjustment.participant, "form": form, "verb": "End the adjustment"}
    context |= {"adjustment": adjustment}
    return render(request, "participants/change_adjustment.html", context)


@allow(Permission.SEE_ADJUSTMENTS)
def session_adjustments(request: Request, reference: str) -> HttpResponse:
    """Show what the people on the register of a session need, to who leads it."""
    sessions = access.registers_open_to(request.user).select_related("cohort__hub", "group")
    session = get_object_or_404(sessions.distinct(), reference=reference)
    needs = list(queries.at_session(access.adjustments_for(request.user), session))
    context = {"session": session, "needs": needs}
    return render(request, "participants/session_adjustments.html", context)


def _visible(request: Request, reference: str) -> Adjustment:
    visible = access.adjustments_for(request.user).select_related("participant")
    return get_object_or_404(visible, reference=reference)
