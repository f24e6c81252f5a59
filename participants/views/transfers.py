"""Transfers: where somebody can go on, the change itself, and people from another provider."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.forms import attempt
from govuk.pages import paginate, tell
from participants import access
from participants.actions import enrolments as actions
from participants.forms.changes import TakeOverForm
from participants.models import Enrolment
from participants.queries import changes as queries
from participants.queries.enrolments import places_taken
from participants.rules.changes import Change, changes_open_to
from participants.rules.consequences import Told, what_follows_taking_over
from participants.views.changes import TRANSFER, change_place, closed
from participants.views.cohort_participants import visible_cohort, visible_enrolment
from programmes.models import Cohort

_DFE_MOVES = "The DfE moves their application itself: ask it once they are here."
# With fewer to choose from nobody needs a search.
FEW = 8


@allow(Permission.MANAGE_ENROLMENTS)
def transfer_enrolment(request: Request, reference: str) -> HttpResponse:
    """Ask in which cohort somebody goes on: those with a free place, at every hub."""
    place = visible_enrolment(request, reference)
    if Change.TRANSFER not in changes_open_to(place.status):
        return closed(request, place, TRANSFER)
    q = request.GET.get("q", "").strip()
    choices = queries.nearest_first(_choices(request, place), place.cohort, q=q)
    page = paginate(request, choices.filter(Q(free__gt=0)))
    context = {
        "enrolment": place,
        "page": page,
        "q": q,
        "full": choices.filter(Q(free__lte=0)).count(),
        "may_search": bool(q) or page.count > FEW,
    }
    return render(request, "participants/transfer_enrolment.html", context)


@allow(Permission.MANAGE_ENROLMENTS)
def transfer_to(request: Request, reference: str, cohort: str) -> HttpResponse:
    """Say what a transfer to a cohort brings, ask from when, and transfer."""
    place = visible_enrolment(request, reference)
    if request.method == "POST" and Change.TRANSFER not in changes_open_to(place.status):
        return closed(request, place, TRANSFER)
    to = get_object_or_404(_choices(request, place), reference=cohort)
    return change_place(request, place, TRANSFER, to)


@allow(Permission.MANAGE_ENROLMENTS)
def take_over_participant(request: Request, reference: str) -> HttpResponse:
    """Ask who comes from another lead provider, and give them a place."""
    cohort = visible_cohort(request, reference)
    first_day = max(cohort.starts_on, timezone.localdate())
    ours = cohort.hub.lead_provider_id
    form = TakeOverForm(request.POST or None, ours=ours, initial={"joined_on": first_day})
    given = {"cohort": cohort, "at": timezone.now(), "by": request.user}
    if enrolment := attempt(form, actions.take_over, **given):
        then = "Next, choose their group, and ask the DfE to move them to your lead provider."
        tell(request, f"{enrolment.participant} taken over", then)
        return redirect("participants:change_group", enrolment.reference)
    free = max(0, cohort.capacity - places_taken(cohort))
    sessions = queries.sessions_from(first_day, cohort)[cohort.pk]
    told = Told(what_follows_taking_over(free=free, sessions=sessions), [_DFE_MOVES])
    context = {"cohort": cohort, "form": form, "told": told, "is_full": not free}
    return render(request, "participants/take_over_participant.html", context)


def _choices(request: Request, place: Enrolment) -> QuerySet[Cohort]:
    cohorts = access.cohorts_to_transfer_to(request.user)
    return queries.cohorts_to_go_to(place, cohorts, on=timezone.localdate()).select_related(
        "hub", "intake", "curriculum"
    )
