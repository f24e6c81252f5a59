"""People who change school: found in the register, from a day on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.forms import attempt, carried, seen_in
from govuk.pages import tell
from participants import access
from participants.actions import schools as actions
from participants.forms.changes import ChangeSchoolForm


@allow(Permission.MANAGE_ENROLMENTS)
def change_school(request: Request, reference: str) -> HttpResponse:
    """Ask at which school somebody works now and from when, and keep it."""
    visible = access.participants_for(request.user).select_related("school")
    person = get_object_or_404(visible, reference=reference)
    form = ChangeSchoolForm(request.POST or None, initial={"on": timezone.localdate()})
    given = {"seen": seen_in(request), "at": timezone.now(), "by": request.user}
    if changed := attempt(form, actions.change_school, participant=person, **given):
        then = (
            "Next, ask the head of the new school to agree to the release time, before the next"
            " session: on the Agreements page of the cohort."
        )
        tell(request, f"{person} is at {changed.school} now", then)
        return redirect("participants:participant", reference)
    seen = carried(request, form, lambda: fingerprint({"school": person.school}))
    context = {"person": person, "form": form, "seen": seen}
    return render(request, "participants/change_school.html", context)
