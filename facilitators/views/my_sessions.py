"""A facilitator's short way: today's session, its register, a note on it."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from facilitators.forms.my_sessions import NoteForm
from facilitators.queries import my_sessions as queries
from govuk.dates import date_text, range_text
from govuk.forms import attempt, carried, seen_in
from govuk.pages import paginate, tell
from programmes import access
from programmes.actions import sessions as actions
from programmes.models import Session, SessionLead

LISTS = {"past": queries.past, "missing": queries.missing, "next": queries.to_come}
WHO_READS = "Leads of the session, programme leaders, quality assurers and inspectors read it."
TITLES = {
    "past": "Past sessions",
    "missing": "Sessions without a register",
    "next": "Sessions to come",
}


@allow(Permission.LEAD_SESSIONS)
def my_sessions(request: Request) -> HttpResponse:
    led, today = access.sessions_led_by(request.user), timezone.localdate()
    shown = request.GET.get("show", "")
    if narrow := LISTS.get(shown):
        found = narrow(led, on=today).select_related("cohort", "group")
        page = paginate(request, found, 20)
        context = {"page": page, "title": TITLES[shown]}
        context["meetings"] = queries.meetings(page, on=today)
        return render(request, "facilitators/my_sessions_list.html", context)
    context = {"diary": queries.diary_of(led, on=today)}
    return render(request, "facilitators/my_sessions.html", context)


@allow(Permission.LEAD_SESSIONS)
def my_session(request: Request, reference: str) -> HttpResponse:
    session = _load(request, reference)
    leads = session.leads.select_related("user").order_by("-part", "user__full_name")
    today = timezone.localdate()
    context = {
        "session": session,
        "where": f"{session.cohort}, {session.group}" if session.group else session.cohort,
        "rows": _facts(session, list(leads)),
        "meeting": queries.Meeting(session, today),
        "register_is_open": timezone.localdate(session.starts_at) <= today,
    }
    return render(request, "facilitators/my_session.html", context)


@allow(Permission.LEAD_SESSIONS)
def write_note(request: Request, reference: str) -> HttpResponse:
    session = _load(request, reference)
    standing = {"note": session.note}
    form = NoteForm(request.POST or None, initial=standing)
    given = {"session": session, "seen": seen_in(request), "by": request.user}
    if attempt(form, actions.write_note, **given):
        tell(request, "Note saved", WHO_READS)
        return redirect("facilitators:my_session", reference)
    seen = carried(request, form, lambda: fingerprint(standing))
    context = {"session": session, "form": form, "seen": seen}
    return render(request, "facilitators/write_note.html", context)


def _load(request: Request, reference: str) -> Session:
    led = access.sessions_led_by(request.user)
    return get_object_or_404(
        led.select_related("cohort", "group", "activity__module"), reference=reference
    )


def _facts(session: Session, leads: Sequence[SessionLead]) -> list[dict[str, str]]:
    """Say when and where a session meets, and who leads it."""
    hours = range_text(session.starts_at, session.ends_at)
    facts = [
        ("When", f"{date_text(session.starts_at)}, {hours}"),
        ("How", session.get_mode_display()),
        ("Place", session.place),
        ("Module", str(session.activity.module) if session.activity else ""),
        ("Led by", "\n".join(f"{lead.user} ({lead.get_part_display().lower()})" for lead in leads)),
    ]
    rows = [{"key": key, "value": value} for key, value in facts if value]
    if session.joining_link:
        link = session.joining_link
        rows.insert(2, {"key": "Joining link", "value": link, "value_href": link})
    return rows
