"""One session: its page, planning, moving, cancelling and restoring it, and taking a lead off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import audit
from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.forms import Form, attempt, carried, pressed, seen_in
from govuk.pages import tell
from programmes import access
from programmes.actions import sessions as actions
from programmes.forms.sessions import CancelSessionForm, PlanSessionForm, SessionTimeForm
from programmes.models import Session
from programmes.queries import sessions as queries
from programmes.queries.timetables import live_activities
from programmes.views.cohorts import visible_cohort


@allow(Permission.SEE_COHORTS)
def session(request: Request, reference: str) -> HttpResponse:
    """Show when, where and by whom a session is led, what was noted, and its history."""
    session = _session(request, reference)
    sees_history = request.user.may(Permission.SEE_HISTORY)
    is_open = timezone.localdate(session.starts_at) <= timezone.localdate()
    context = {
        "session": session,
        "cohort": session.cohort,
        "history": history_of(session) if sees_history else [],
        "sees_history": sees_history,
        "sees_registers": request.user.may(Permission.SEE_REGISTERS),
        "may_take": is_open and request.user.may(Permission.AMEND_REGISTERS),
        "may_manage": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "programmes/session.html", context)


@allow(Permission.MANAGE_COHORTS)
def plan_session(request: Request, reference: str) -> HttpResponse:
    """Plan one more session of a group or of the whole cohort."""
    cohort = visible_cohort(request, reference)
    form = PlanSessionForm(
        request.POST or None,
        groups=cohort.groups.order_by("position", "pk"),
        activities=live_activities(cohort),
    )
    given = {"cohort": cohort, "by": request.user}
    if planned := attempt(form, actions.plan, **given):
        tell(request, "Session planned", "Next, appoint who leads it.")
        return redirect("programmes:session", planned.reference)
    return render(request, "programmes/plan_session.html", {"cohort": cohort, "form": form})


@allow(Permission.MANAGE_COHORTS)
def move_session(request: Request, reference: str) -> HttpResponse:
    """Give a session another time or place."""
    session = _session(request, reference)
    starts_at, ends_at = map(timezone.localtime, (session.starts_at, session.ends_at))
    now = {
        "on": starts_at.date(),
        "from_time": starts_at.time(),
        "to_time": ends_at.time(),
        "place": session.place,
        "joining_link": session.joining_link,
    }
    form = SessionTimeForm(request.POST or None, initial=now)
    if attempt(form, actions.move, session=session, seen=seen_in(request), by=request.user):
        tell(request, "Session changed", "Its leads and members see the new time and place now.")
        return redirect("programmes:session", reference)
    return _ask(request, session, form, "programmes/move_session.html")


@allow(Permission.MANAGE_COHORTS)
def cancel_session(request: Request, reference: str) -> HttpResponse:
    """Ask why, and cancel a session."""
    session = _session(request, reference)
    form = CancelSessionForm(request.POST or None)
    if attempt(form, actions.cancel, session=session, seen=seen_in(request), by=request.user):
        tell(request, "Session cancelled", "Its leads and members see that, and the reason, now.")
        return redirect("programmes:session", reference)
    return _ask(request, session, form, "programmes/cancel_session.html")


@allow(Permission.MANAGE_COHORTS)
def restore_session(request: Request, reference: str) -> HttpResponse:
    """Ask, and plan a cancelled session again."""
    session = _session(request, reference)
    form = pressed(request)
    if attempt(form, actions.restore, session=session, seen=seen_in(request), by=request.user):
        tell(request, "Session restored", "It is planned again at the time it had.")
        return redirect("programmes:session", reference)
    return _ask(request, session, form, "programmes/restore_session.html")


@allow(Permission.MANAGE_COHORTS)
def remove_lead(request: Request, reference: str, lead: str) -> HttpResponse:
    """Ask, and take somebody off a session."""
    session = _session(request, reference)
    led = get_object_or_404(session.leads.select_related("user"), user__reference=lead)
    form = pressed(request)
    if attempt(form, actions.remove_lead, lead=led, by=request.user):
        tell(request, f"{led.user} taken off", "The session is no longer among their sessions.")
        return redirect("programmes:session", reference)
    context = {"session": session, "lead": led, "form": form}
    return render(request, "programmes/remove_lead.html", context)


def _ask(request: Request, session: Session, form: Form, template: str) -> HttpResponse:
    shown = audit.snapshot(session, *actions.SHOWN)
    seen = carried(request, form, lambda: fingerprint(shown))
    return render(request, template, {"session": session, "form": form, "seen": seen})


def _session(request: Request, reference: str) -> Session:
    visible = queries.listed(access.sessions_for(request.user))
    visible = visible.select_related("group", "cohort", "activity__module")
    return get_object_or_404(visible, reference=reference)
