"""A participant's own pages: what to do next, how far one is, modules, activities and sessions."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt
from govuk.pages import tell
from participants import access
from participants.actions import progress
from participants.forms.progress import MinutesForm
from participants.models import Deferral, Enrolment
from participants.queries.deferrals import pause_of
from participants.queries.notices import notices_of
from participants.queries.progress.my_programme import MyModule, own_programme
from participants.queries.progress.my_sessions import own_sessions, with_leads
from participants.queries.requests import newest_request_of
from participants.queries.waiting import turns_of
from participants.rules.progress import duration_text
from programmes.models import Activity


def places_of(request: Request) -> QuerySet[Enrolment]:
    """Return the person's own places, with what every page about them names."""
    places = access.own_enrolments(request.user)
    return places.select_related("cohort__programme__qualification", "cohort__hub")


@allow(Permission.FOLLOW_PROGRAMME)
def my_programme(request: Request) -> HttpResponse:
    """Show the one programme that is under way; ask which when there are several."""
    places = access.own_places(request.user)
    active = [place for place in places if place.status == Enrolment.Status.ACTIVE]
    current = places if len(places) == 1 else active
    if len(current) == 1:
        return _show(request, current[0], places)
    context = {"places": places, "turns": turns_of(request.user)}
    context["notices"] = notices_of(request.user)
    return render(request, "participants/my_programmes.html", context)


@allow(Permission.FOLLOW_PROGRAMME)
def my_place(request: Request, reference: str) -> HttpResponse:
    """Show one programme of a person who has several."""
    places = access.own_places(request.user)
    return _show(request, _one_of(places, reference), places)


def _one_of(places: list[Enrolment], reference: str) -> Enrolment:
    """Return the place of that reference, or answer that there is none."""
    place = next((place for place in places if place.reference == reference), None)
    if place is None:
        raise Http404
    return place


def _show(request: Request, place: Enrolment, places: list[Enrolment]) -> HttpResponse:
    now = timezone.now()
    mine = own_programme(place, at=now)
    step, coming = mine.next_step, mine.to_come[:1]
    meeting = step.session if step else None
    to_show = [meeting, *coming] if meeting else coming
    context = {
        "place": place,
        "pause": _pause_of(place),
        "mine": mine,
        "step": None if meeting else step,
        "meetings": with_leads(list(dict.fromkeys(to_show))),
        "is_meeting_next": meeting is not None,
        "tasks": [_task(place, module, mine.today) for module in mine.modules],
        "others": [other for other in places if other != place],
        "asked": newest_request_of(place, at=now),
        "turns": turns_of(request.user),
        "notices": notices_of(request.user),
    }
    return render(request, "participants/my_programme.html", context)


def _pause_of(place: Enrolment) -> Deferral | None:
    """Return when the person plans to return; nothing is asked of a place under way."""
    return pause_of(place) if place.status == Enrolment.Status.DEFERRED else None


def _task(place: Enrolment, shown: MyModule, today: date) -> dict[str, str]:
    """Return a module as a row of components/task_list.html."""
    progress, late = shown.progress, shown.due_on < today
    is_done = progress.done == progress.of
    return {
        "text": f"{shown.module.position}. {shown.module.title}",
        "href": reverse("participants:my_module", args=[place.reference, shown.module.reference]),
        "hint": "" if is_done else f"{'Was due' if late else 'Due'} {date_text(shown.due_on)}",
        "status": "Done" if is_done else f"{progress.text} done" if progress.done else "To do",
        "colour": "" if is_done else "yellow" if late else "blue" if progress.done else "grey",
    }


@allow(Permission.FOLLOW_PROGRAMME)
def my_module(request: Request, reference: str, module: str) -> HttpResponse:
    place = _one_of(access.own_places(request.user), reference)
    mine = own_programme(place, at=timezone.now())
    shown = next((m for m in mine.modules if m.module.reference == module), None)
    if shown is None:
        raise Http404
    after = next((m for m in mine.modules if m.module.position > shown.module.position), None)
    context = {"place": place, "mine": mine, "shown": shown, "after": after}
    return render(request, "participants/my_module.html", context)


@allow(Permission.FOLLOW_PROGRAMME)
def mark_activity_done(request: Request, reference: str, activity: str) -> HttpResponse:
    """Ask for the minutes and mark an activity as done; the next page says what comes next."""
    place, wanted = _own_activity(request, reference, activity)
    form = MinutesForm(request.POST or None, initial={"minutes": wanted.minutes})
    given = {"enrolment": place, "activity": wanted, "by": request.user}
    if attempt(form, progress.mark_done, on=timezone.localdate(), **given):
        tell(request, f"Done: {wanted}", _what_is_next(place))
        if request.POST.get("from") == "home":
            return redirect("participants:my_programme")
        return redirect("participants:my_module", reference, wanted.module.reference)
    context = {"place": place, "activity": wanted, "form": form}
    return render(request, "participants/mark_activity_done.html", context)


@allow(Permission.FOLLOW_PROGRAMME)
@require_POST
def undo_activity(request: Request, reference: str, activity: str) -> HttpResponse:
    place, wanted = _own_activity(request, reference, activity)
    try:
        progress.undo(enrolment=place, activity=wanted, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        tell(request, f"No longer marked as done: {wanted}", "You can mark it again at any time.")
    return redirect("participants:my_module", reference, wanted.module.reference)


@allow(Permission.FOLLOW_PROGRAMME)
def my_sessions(request: Request, reference: str) -> HttpResponse:
    place = _one_of(access.own_places(request.user), reference)
    now = timezone.now()
    sessions = own_sessions(place, at=now)
    context = {
        "place": place,
        "pause": _pause_of(place),
        "today": timezone.localdate(now),
        "coming": with_leads([mine for mine in sessions if not mine.is_over]),
        "past": [mine for mine in reversed(sessions) if mine.is_over],
    }
    return render(request, "participants/my_sessions.html", context)


def _own_activity(request: Request, reference: str, activity: str) -> tuple[Enrolment, Activity]:
    """Return one's place and an activity of its programme, or answer that there is none."""
    place = get_object_or_404(places_of(request), reference=reference)
    activities = Activity.objects.select_related("module")
    curriculum = place.cohort.curriculum_id
    return place, get_object_or_404(activities, reference=activity, module__curriculum=curriculum)


def _what_is_next(place: Enrolment) -> str:
    step = own_programme(place, at=timezone.now()).next_step
    if step is None:
        return "You have done everything that is planned so far."
    if step.activity.is_live:
        return f"Next is your session “{step.activity}”."
    return f"Next: {step.activity}, {duration_text(step.activity.minutes)}."
