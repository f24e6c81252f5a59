"""Guided changes of a place: what is legal, what will follow, and the change itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import CHANGED_MEANWHILE, Form, attempt, carried, seen_in
from govuk.pages import tell
from participants.actions import enrolments as actions
from participants.forms.changes import DeferForm, HandOverForm
from participants.forms.enrolments import ChangePlaceForm, ReasonForm
from participants.models import Enrolment
from participants.queries import changes as queries
from participants.queries.requests import wished
from participants.rules.changes import Change, Facts, changes_open_to
from participants.rules.consequences import Told, next_step, told_of
from participants.views.cohort_participants import visible_enrolment
from programmes.models import ChangeReason, Cohort

FormMaker = Callable[[Request, Enrolment], Form]


@dataclass(frozen=True)
class Guide:
    """One guided change: its words, its form and its action."""

    change: Change
    verb: str
    done: str
    form: FormMaker
    action: Callable[..., Enrolment]


def _initial(request: Request, place: Enrolment) -> dict[str, object]:
    """Begin with today, or with what the participant asked for where that led here."""
    today = timezone.localdate()
    asked_for = wished(request.user, place, request.GET.get("request", ""), today=today)
    return {"on": max(today, place.joined_on)} | asked_for


def _defer_form(request: Request, place: Enrolment) -> Form:
    kind = ChangeReason.Kind.DEFERRAL
    return DeferForm(request.POST or None, kind=kind, initial=_initial(request, place))


def _withdraw_form(request: Request, place: Enrolment) -> Form:
    kind = ChangeReason.Kind.WITHDRAWAL
    return ReasonForm(request.POST or None, kind=kind, initial=_initial(request, place))


def _day_form(request: Request, place: Enrolment) -> Form:
    return ChangePlaceForm(request.POST or None, initial=_initial(request, place))


def _hand_over_form(request: Request, place: Enrolment) -> Form:
    ours = place.cohort.hub.lead_provider_id
    return HandOverForm(request.POST or None, ours=ours, initial=_initial(request, place))


_DEFER = Guide(Change.DEFER, "Defer", "Deferred", _defer_form, actions.defer)
_RESUME = Guide(Change.RESUME, "Resume", "Resumed", _day_form, actions.resume)
_WITHDRAW = Guide(Change.WITHDRAW, "Withdraw", "Withdrawn", _withdraw_form, actions.withdraw)
_COMPLETE = Guide(Change.COMPLETE, "Record completion", "Completed", _day_form, actions.complete)
_HAND_OVER = Guide(Change.HAND_OVER, "Hand over", "Handed over", _hand_over_form, actions.hand_over)
TRANSFER = Guide(Change.TRANSFER, "Transfer", "Transferred", _day_form, actions.transfer)


@allow(Permission.MANAGE_ENROLMENTS)
def defer_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask why and from when somebody pauses, and record it."""
    return change_place(request, visible_enrolment(request, reference), _DEFER)


@allow(Permission.MANAGE_ENROLMENTS)
def withdraw_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask why and when somebody left, and record it."""
    return change_place(request, visible_enrolment(request, reference), _WITHDRAW)


@allow(Permission.MANAGE_ENROLMENTS)
def resume_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask from when somebody goes on, and record it."""
    return change_place(request, visible_enrolment(request, reference), _RESUME)


@allow(Permission.MANAGE_ENROLMENTS)
def complete_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask when somebody completed the programme, and record it."""
    return change_place(request, visible_enrolment(request, reference), _COMPLETE)


@allow(Permission.MANAGE_ENROLMENTS)
def hand_over_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask to which lead provider somebody goes, and record it."""
    return change_place(request, visible_enrolment(request, reference), _HAND_OVER)


def change_place(
    request: Request, place: Enrolment, guide: Guide, to: Cohort | None = None
) -> HttpResponse:
    """Say what will follow and ask; once that was read and agreed to, change the place."""
    if guide.change not in changes_open_to(place.status):
        return closed(request, place, guide)
    form = guide.form(request, place)
    facts = queries.facts_of(guide.change, place, on=day_of(form), to=to)
    told = told_of(guide.change, facts)
    given: dict[str, Any] = {"cohort": to} if to else {}
    given |= {"seen": seen_in(request), "at": timezone.now(), "by": request.user}
    agreed = is_agreed(request, form, told)
    if agreed and attempt(form, guide.action, enrolment=place, **given) is not None:
        return _done(request, place, guide, facts, form)
    if form.is_bound and not form.errors:
        _tell_of_another(form, place, seen=given["seen"])
    is_full = guide.change == Change.RESUME and not facts.free
    context = {"enrolment": place, "form": form, "guide": guide, "to": to, "is_full": is_full}
    # The version came with the place, before what the page shows: nothing changes unseen between.
    context |= asked(request, form, told, queries.version_of(place))
    return render(request, "participants/change_place.html", context)


def _tell_of_another(form: Form, place: Enrolment, *, seen: str) -> None:
    """Say who changed the place, where that is why other things follow than the page said."""
    if seen and (told := queries.changed_since(place, seen)):
        form.add_error(None, ValidationError(told, code=CHANGED_MEANWHILE))


def _done(
    request: Request, place: Enrolment, guide: Guide, facts: Facts, form: Form
) -> HttpResponse:
    person = place.participant
    today = timezone.localdate()
    then = next_step(guide.change, facts, form.cleaned_data, person=str(person), today=today)
    tell(request, f"{guide.done}: {person}", then)
    return redirect("participants:participant", person.reference)


def closed(request: Request, place: Enrolment, guide: Guide) -> HttpResponse:
    """Say that the place is in no state for this change, and who brought it there meanwhile."""
    seen = seen_in(request)
    context = {
        "enrolment": place,
        "guide": guide,
        "is_closed": True,
        "told_of_change": queries.changed_since(place, seen) if seen else "",
    }
    return render(request, "participants/change_place.html", context)


def day_of(form: Form) -> date:
    """Return the day that a form asks about, as far as it can be read."""
    chosen = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return chosen or form.initial["on"]


def is_agreed(request: Request, form: Form, told: Told) -> bool:
    """Say whether what was sent follows what stood on the page, and can be carried out."""
    return form.is_valid() and request.POST.get("shown", told.digest) == told.digest


def asked(request: Request, form: Form, told: Told, version: str) -> dict[str, object]:
    """Return what `_what_follows.html` shows, and what the form carries of it."""
    is_other = form.is_bound and not form.errors
    return {"told": told, "seen": carried(request, form, lambda: version), "is_other": is_other}
