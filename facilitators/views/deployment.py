"""Who leads a cohort's sessions: the tab, an appointment, and its end."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from facilitators.actions import deployment as actions
from facilitators.forms.deployment import AppointForm
from facilitators.queries import deployment as queries
from govuk.forms import attempt, pressed
from govuk.pages import tell
from programmes import access
from programmes.models import Cohort, Group


@allow(Permission.SEE_FACILITATORS)
def cohort_facilitators(request: Request, reference: str) -> HttpResponse:
    cohort = _cohort(request, reference)
    context = {
        "cohort": cohort,
        "rows": queries.leadership_of(cohort, at=timezone.now()),
        "may_appoint": request.user.may(Permission.MANAGE_COHORTS),
    }
    return render(request, "facilitators/cohort_facilitators.html", context)


@allow(Permission.MANAGE_COHORTS)
def appoint(request: Request, reference: str) -> HttpResponse:
    cohort = _cohort(request, reference)
    group = _group(request, cohort)
    sessions = list(queries.sessions_to_lead(cohort, group))
    only = request.GET.get("session", "")
    found = queries.candidates(cohort, sessions)
    ready = [candidate for candidate in found if not candidate.obstacles]
    form = AppointForm(
        request.POST or None,
        candidates=ready,
        sessions=sessions,
        only=only,
        today=timezone.localdate(),
    )
    if leads := attempt(form, actions.appoint, by=request.user):
        _tell_appointed(request, form, group, len(leads))
        return redirect("facilitators:cohort_facilitators", reference)
    context = {
        "cohort": cohort,
        "group": group,
        "sessions": sessions,
        "form": form,
        "ready": ready,
        "not_ready": [candidate for candidate in found if candidate.obstacles],
    }
    return render(request, "facilitators/appoint.html", context)


@allow(Permission.MANAGE_COHORTS)
def remove_lead(request: Request, reference: str, user: str) -> HttpResponse:
    cohort = _cohort(request, reference)
    group = _group(request, cohort)
    leads = list(queries.leads_to_remove(cohort, group, user, at=timezone.now()))
    back = reverse("facilitators:cohort_facilitators", args=[reference])
    form = pressed(request)
    if form.is_valid() and leads and attempt(form, actions.remove, leads=leads, by=request.user):
        tell(
            request,
            f"{leads[0].user} no longer leads {group or 'the whole cohort'}",
            "Appoint somebody else, so that each session has a lead.",
        )
        return redirect(back)
    person = leads[0].user if leads else None
    context = {"cohort": cohort, "group": group, "leads": leads, "person": person, "form": form}
    return render(request, "facilitators/remove_lead.html", context | {"back": back})


def _cohort(request: Request, reference: str) -> Cohort:
    cohorts = access.cohorts_for(request.user)
    return get_object_or_404(
        cohorts.select_related("hub", "programme__qualification"), reference=reference
    )


def _group(request: Request, cohort: Cohort) -> Group | None:
    """Return the group that the address names, or whose session it names.

    Without one the cohort meets as a whole.
    """
    if session := request.GET.get("session"):
        return get_object_or_404(cohort.sessions.select_related("group"), reference=session).group
    reference = request.GET.get("group")
    return get_object_or_404(cohort.groups, reference=reference) if reference else None


def _tell_appointed(request: Request, form: AppointForm, group: Group | None, count: int) -> None:
    person = form.cleaned_data["facilitator"]
    what = f"{count} session{'' if count == 1 else 's'} of {group or 'the whole cohort'}"
    tell(
        request,
        f"{person} is appointed to {what}",
        "They find the sessions and their registers under My sessions.",
    )
