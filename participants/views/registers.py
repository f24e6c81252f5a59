"""The register of a session: who was there, taken on a phone in a minute, amended later."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt
from govuk.pages import tell
from participants import access
from participants.actions import registers
from participants.forms.registers import RegisterForm
from participants.models import Attendance
from participants.queries import rosters
from participants.rules.registers import needs_a_reason, obstacles_to_taking
from programmes.models import Session


@allow(Permission.LEAD_SESSIONS, Permission.AMEND_REGISTERS, Permission.SEE_REGISTERS)
def take_register(request: Request, reference: str) -> HttpResponse:
    sessions = access.registers_seen_by(request.user).select_related("cohort", "group")
    session = get_object_or_404(sessions, reference=reference)
    may_take = request.user.may(Permission.LEAD_SESSIONS) or request.user.may(
        Permission.AMEND_REGISTERS
    )
    form = RegisterForm(request.POST or None if may_take else None)
    if attempt(form, registers.take, session=session, at=timezone.now(), by=request.user):
        tell(request, "Register saved", _what_next(session, form.marks))
        return redirect("participants:take_register", reference)
    return _page(request, session, form, may_take=may_take)


def _page(
    request: Request, session: Session, form: RegisterForm, *, may_take: bool
) -> HttpResponse:
    """Show the register as it stands, or as it was sent, or why it cannot be taken."""
    sheet, today = rosters.sheet_of(session, **form.sent), timezone.localdate()
    obstacles = obstacles_to_taking(session, on=today)
    closed = obstacles or ([] if may_take else ["You can read this register, and not change it."])
    context = {
        "session": session,
        "leads": request.user.may(Permission.LEAD_SESSIONS),
        "form": form,
        "sheet": sheet,
        "problems": form.problems(sheet.lines),
        "marks": Attendance.Mark.choices,
        "closed_because": " ".join(closed),
        "needs_a_reason": sheet.register and needs_a_reason(session, on=today),
        "history": rosters.history_of(sheet) if request.user.may(Permission.SEE_HISTORY) else [],
    }
    return render(request, "participants/take_register.html", context)


def _what_next(session: Session, marks: Mapping[str, str]) -> str:
    """Count who came, and say how a mistake is put right."""
    came = sum(mark in Attendance.ATTENDED for mark in marks.values())
    late = needs_a_reason(session, on=timezone.localdate())
    then = (
        "To put a mistake right, change it here and say why."
        if late
        else "If somebody arrives or leaves now, change the mark here and save again."
    )
    return f"{came} of {len(marks)} attended. {then}"
