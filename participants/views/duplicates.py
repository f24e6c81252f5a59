"""Records that look like one person: listed, compared, made one, parted again, told apart."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt, pressed
from govuk.pages import paginate, tell
from participants import access
from participants.actions import duplicates as actions
from participants.forms.duplicates import MergeForm
from participants.models import Merge, Participant
from participants.queries import details, merging
from participants.queries import duplicates as queries
from participants.rules.merging import obstacles_to_merging, obstacles_to_undoing, what_follows

A_PAGE = 25
View = Callable[..., HttpResponseBase]


@allow(Permission.MANAGE_ENROLMENTS)
def duplicates(request: Request) -> HttpResponse:
    """List the pairs that look like one person; or those merged, or told apart."""
    shown = request.GET.get("show", "")
    seen = access.participants_for(request.user)
    context: dict[str, object] = {"shown": shown}
    if shown == "merged":
        context["page"] = paginate(request, merging.merges_of(seen), A_PAGE)
    elif shown == "different":
        context["page"] = paginate(request, queries.told_apart(seen), A_PAGE)
    else:
        page = paginate(request, queries.pairs_for(request.user), A_PAGE)
        context["page"] = replace(page, rows=queries.lines(page.rows, request.user))
    return render(request, "participants/duplicates.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def merge_participants(request: Request, reference: str, other: str) -> HttpResponse:
    """Compare two records, say what a merge will do, and make them one."""
    kept, gone = _two(request, reference, other)
    first, second = merging.sides_of(kept, gone, request.user)
    apart = merging.are_told_apart(kept, gone)
    obstacles = obstacles_to_merging(first, second, told_apart=apart)
    seen = f"{details.version_of(kept)},{details.version_of(gone)}"
    form = MergeForm(request.POST or None, kept=kept, gone=gone, seen=seen)
    given = {"kept": kept, "gone": gone, "at": timezone.now(), "by": request.user}
    if attempt(form, actions.merge, **given):
        then = f"Whoever opens the page of the other record comes here. {_UNTIL}"
        tell(request, "The two records are one", then)
        return redirect("participants:participant", kept.reference)
    context = {
        "kept": kept,
        "gone": gone,
        "sides": (first, second),
        "form": form,
        "obstacles": obstacles,
        "is_apart": apart,
        "told": what_follows(first, second),
    }
    return render(request, "participants/merge_participants.html", context)


_UNTIL = "The merge can be undone on the list of duplicates until something new happens to it."


@allow(Permission.MANAGE_ENROLMENTS)
@require_POST
def tell_apart(request: Request, reference: str, other: str) -> HttpResponse:
    """Record that the two are different people."""
    first, second = _two(request, reference, other)
    try:
        actions.tell_apart(first=first, second=second, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, f"Nothing was changed\n{' '.join(refusal.messages)}")
        return redirect("participants:duplicates")
    then = "Nobody is asked about them again. You can look at them again under “Different people”."
    tell(request, f"{first} and {second} are different people", then)
    return redirect("participants:duplicates")


@allow(Permission.MANAGE_ENROLMENTS)
@require_POST
def look_again(request: Request, reference: str, other: str) -> HttpResponse:
    """Take back that the two are different people."""
    first, second = _two(request, reference, other)
    actions.look_again(first=first, second=second, by=request.user)
    then = "They stand among the possible duplicates for as long as they look alike."
    tell(request, f"{first} and {second} are looked at again", then)
    return redirect("participants:duplicates")


@allow(Permission.MANAGE_ENROLMENTS)
def undo_merge(request: Request, reference: str) -> HttpResponse:
    """Say what goes back, or what depends on the merge by now; and part the records."""
    merge = get_object_or_404(
        merging.merges_of(access.participants_for(request.user)), reference=reference
    )
    form = pressed(request)
    if attempt(form, actions.undo_merge, merge=merge, at=timezone.now(), by=request.user):
        tell(request, "The merge is undone", "Both records are as they were before it.")
        return redirect("participants:merge_participants", *_references(merge))
    since = merging.since(merge, request.user)
    obstacles = obstacles_to_undoing(str(merge.kept), str(merge.gone), since)
    context = {"merge": merge, "form": form, "obstacles": obstacles}
    return render(request, "participants/undo_merge.html", context)


def leading_on(view: View) -> View:
    """Let a page of a person lead from a merged record to the one that stands for it."""

    @wraps(view)
    def led(request: HttpRequest, reference: str) -> HttpResponseBase:
        try:
            return view(request, reference)
        except Http404:
            standing = merging.standing_for(access.participants_for(request.user), reference)  # type: ignore[arg-type]
            if standing is None:
                raise
        name = f"{request.resolver_match.view_name}"  # type: ignore[union-attr]
        then = "The record you asked for was merged into this one."
        messages.info(request, f"This is {standing}\n{then}")
        return redirect(name, standing.reference)

    return led


def _two(request: Request, *references: str) -> tuple[Participant, Participant]:
    visible = merging.two_records(access.participants_for(request.user))
    both = {person.reference: person for person in visible.filter(reference__in=references)}
    if len(both) < 2:
        raise Http404
    return both[references[0]], both[references[1]]


def _references(merge: Merge) -> tuple[str, str]:
    return merge.kept.reference, merge.gone.reference
