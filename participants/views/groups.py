"""Groups and who is in them: the group's page, spreading people evenly, moving one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.dates import date_text
from govuk.forms import attempt, seen_in
from govuk.pages import tell
from participants.actions import groups as actions
from participants.forms.enrolments import ChangeGroupForm, SpreadForm
from participants.queries import enrolments as enrolment_queries
from participants.queries import people as queries
from participants.queries.changes import version_of
from participants.rules.changes import Change, Facts
from participants.rules.consequences import told_of
from participants.views.changes import asked
from participants.views.cohort_participants import visible_cohort, visible_enrolment
from programmes.access import groups_for
from programmes.models import Group


@allow(Permission.SEE_PARTICIPANTS)
def group(request: Request, reference: str) -> HttpResponse:
    """Show who is in a group now, and who was."""
    visible = groups_for(request.user).select_related("cohort__programme", "cohort__hub")
    group = get_object_or_404(visible, reference=reference)
    context = {
        "group": group,
        "cohort": group.cohort,
        "members": queries.members(enrolment_queries.member_keys(group)),
        "former": enrolment_queries.former_members(group),
        "may_manage": request.user.may(Permission.MANAGE_ENROLMENTS),
    }
    return render(request, "participants/group.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def spread_groups(request: Request, reference: str) -> HttpResponse:
    """Ask from which day, and spread everybody without a group over the cohort's groups."""
    cohort = visible_cohort(request, reference)
    groups = list(cohort.groups.filter(kind=Group.Kind.SEMINAR).order_by("position", "pk"))
    sizes = enrolment_queries.group_sizes(groups)
    first_day = max(cohort.starts_on, timezone.localdate())
    form = SpreadForm(request.POST or None, initial={"on": first_day})
    if form.is_valid():
        given = {"cohort": cohort, "groups": groups, "by": request.user}
        placed = attempt(form, actions.spread, **given)
        if placed is not None:
            people = "1 person has" if placed == 1 else f"{placed} people have"
            tell(request, f"{people} a group now", "Next, make the groups’ timetable.")
            return redirect("participants:cohort_participants", reference)
    context = {
        "cohort": cohort,
        "groups": [(group, sizes[group.pk]) for group in groups],
        "without": enrolment_queries.count_without_group(cohort),
        "form": form,
    }
    return render(request, "participants/spread_groups.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def change_group(request: Request, reference: str) -> HttpResponse:
    """Ask which group somebody goes to and from when; the history stays with the old group."""
    enrolment = visible_enrolment(request, reference)
    present = enrolment_queries.groups_now(enrolment)
    groups = [group for group in enrolment.cohort.groups.all() if group not in present]
    first_day = max(enrolment.joined_on, timezone.localdate())
    meetings = enrolment_queries.meetings_of(groups, on=first_day)
    hints = {key: each.in_words for key, each in meetings.items()}
    form = ChangeGroupForm(
        request.POST or None, groups=groups, hints=hints, initial={"on": first_day}
    )
    given = {"seen": seen_in(request), "by": request.user}
    if attempt(form, actions.assign, enrolments=[enrolment], **given):
        to = form.cleaned_data["group"]
        on = form.cleaned_data["on"]
        is_now = on <= timezone.localdate()
        there = f"is in {to} now" if is_now else f"goes to {to} on {date_text(on)}"
        then = enrolment_queries.meetings_of([to], on=on)[to.pk].next_step
        tell(request, f"{enrolment.participant} {there}", then)
        return redirect("participants:group", to.reference)
    context = {"enrolment": enrolment, "present": present, "groups": groups, "form": form}
    told = told_of(Change.GROUP, Facts(groups=[str(group) for group in present]))
    context |= asked(request, form, told, version_of(enrolment))
    return render(request, "participants/change_group.html", context)
