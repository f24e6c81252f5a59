"""The groups of a cohort: made several at a time, renamed, deleted while empty."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import audit
from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.meanwhile import fingerprint
from accounts.roles import Permission
from govuk.forms import attempt, carried, pressed, seen_in
from govuk.pages import tell
from programmes import access
from programmes.actions import groups as actions
from programmes.forms.groups import GroupCountForm, GroupNameForm, GroupNamesForm
from programmes.models import Group
from programmes.queries.cohorts import groups_of
from programmes.rules.cohorts import names_for
from programmes.views.cohorts import visible_cohort


@allow(Permission.SEE_COHORTS)
def groups(request: Request, reference: str) -> HttpResponse:
    """List a cohort's groups."""
    cohort = visible_cohort(request, reference)
    may_manage = request.user.may(Permission.MANAGE_COHORTS)
    context = {"cohort": cohort, "groups": groups_of(cohort), "may_manage": may_manage}
    return render(request, "programmes/groups.html", context)


@allow(Permission.MANAGE_COHORTS)
def create_group(request: Request, reference: str) -> HttpResponse:
    """Ask how many groups, then for their names, proposed; make them all at once."""
    cohort = visible_cohort(request, reference)
    asked = GroupCountForm(request.GET if "count" in request.GET else None)
    if not asked.is_valid():
        return render(request, "programmes/count_groups.html", {"cohort": cohort, "form": asked})
    count, kind = asked.cleaned_data["count"], asked.cleaned_data["kind"]
    stem = "Coaching group" if kind == Group.Kind.COACHING else "Group"
    proposed = names_for(count, stem, cohort.groups.values_list("name", flat=True))
    form = GroupNamesForm(request.POST or None, names=proposed)
    given = {"cohort": cohort, "kind": kind, "by": request.user}
    if made := attempt(form, actions.create_many, **given):
        created = f"{len(made)} groups created" if len(made) > 1 else "Group created"
        tell(request, created, "Next, make their timetable and give participants a group.")
        return redirect("programmes:groups", reference)
    return render(request, "programmes/create_group.html", {"cohort": cohort, "form": form})


@allow(Permission.MANAGE_COHORTS)
def rename_group(request: Request, reference: str) -> HttpResponse:
    """Give a group another name."""
    group = _group(request, reference)
    form = GroupNameForm(request.POST or None, initial={"name": group.name})
    if attempt(form, actions.rename, group=group, seen=seen_in(request), by=request.user):
        tell(request, "Group renamed", "Its members see the new name on their pages.")
        return redirect("programmes:groups", group.cohort.reference)
    seen = carried(request, form, lambda: fingerprint(audit.snapshot(group, "name")))
    context = {"group": group, "form": form, "seen": seen}
    return render(request, "programmes/rename_group.html", context)


@allow(Permission.MANAGE_COHORTS)
def delete_group(request: Request, reference: str) -> HttpResponse:
    """Ask, and delete a group that has no history."""
    group = _group(request, reference)
    form = pressed(request)
    if attempt(form, actions.delete, group=group, by=request.user):
        tell(request, "Group deleted", "The cohort’s other groups stay as they are.")
        return redirect("programmes:groups", group.cohort.reference)
    return render(request, "programmes/delete_group.html", {"group": group, "form": form})


def _group(request: Request, reference: str) -> Group:
    visible = access.groups_for(request.user).select_related("cohort")
    return get_object_or_404(visible, reference=reference)
