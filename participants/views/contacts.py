"""The contact log: a conversation written or corrected, actions done, and the list of them."""

from typing import Any

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
from participants.actions import contacts as actions
from participants.forms.contacts import ContactForm, answers_of
from participants.models import Contact
from participants.queries import contacts as queries
from participants.views.person import visible_person


@allow(Permission.SEE_CONTACTS)
def write_contact(request: Request, reference: str) -> HttpResponse:
    """Ask what was said with a person and what comes next, and keep it."""
    person, now = visible_person(request, reference), timezone.now()
    form = ContactForm(
        request.POST or None,
        owners=queries.owners_for(request.user, at=now),
        initial={"on": timezone.localdate(now), "owner": request.user},
    )
    if contact := attempt(form, actions.write, participant=person, at=now, by=request.user):
        _tell(request, contact)
        return redirect("participants:participant_contacts", reference)
    context = {"person": person, "form": form}
    return render(request, "participants/write_contact.html", context)


@allow(Permission.SEE_CONTACTS)
def correct_contact(request: Request, reference: str) -> HttpResponse:
    """Ask how one's entry should have been, and keep that beside it."""
    entry, now = _visible(request, reference), timezone.now()
    form = ContactForm(
        request.POST or None,
        owners=queries.owners_for(request.user, at=now),
        initial=answers_of(entry),
    )
    if contact := attempt(form, actions.correct, contact=entry, at=now, by=request.user):
        _tell(request, contact)
        return redirect("participants:participant_contacts", entry.participant.reference)
    context = {"person": entry.participant, "form": form, "entry": entry}
    return render(request, "participants/write_contact.html", context)


@allow(Permission.SEE_CONTACTS)
@require_POST
def finish_action(request: Request, reference: str) -> HttpResponse:
    """Mark a next action as done, and return to where it was marked."""
    entry = _visible(request, reference)
    try:
        actions.finish(contact=entry, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        tell(
            request, f"Done: {entry.next_action}", f"It stands on the page of {entry.participant}."
        )
    match request.POST.get("from"):
        case "home":
            return redirect("npqhub:home")
        case "list":
            return redirect("participants:next_actions")
    return redirect("participants:participant_contacts", entry.participant.reference)


@allow(Permission.SEE_CONTACTS)
def next_actions(request: Request) -> HttpResponse:
    """List what leaders of the scope have to do about people, the first due first."""
    rows = queries.open_actions(access.contacts_for(request.user))
    owners = list(queries.owners_for(request.user, at=timezone.now()))
    by_reference = {owner.reference: owner for owner in owners}
    owner = by_reference.get(request.GET.get("owner", ""))
    if owner:
        rows = rows.filter(owner=owner)
    context: dict[str, Any] = {
        "page": paginate(request, rows),
        "owners": owners,
        "owner": owner,
        "today": timezone.localdate(),
    }
    return render(request, "participants/next_actions.html", context)


def _visible(request: Request, reference: str) -> Contact:
    visible = access.contacts_for(request.user).select_related("participant", "owner")
    return get_object_or_404(visible, reference=reference)


def _tell(request: Request, contact: Contact) -> None:
    then = "No next action is planned."
    if contact.owner and contact.due_on:
        whose = "your" if contact.owner == request.user else f"{contact.owner}’s"
        then = f"The next action is on {whose} list, due {date_text(contact.due_on)}."
    tell(request, "Conversation kept", then)
