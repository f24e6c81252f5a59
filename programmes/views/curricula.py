"""A curriculum: its modules in sequence, their activities and the balance between the steps."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.roles import Permission
from programmes import access
from programmes.queries import curricula


@allow(Permission.SEE_PROGRAMMES)
def curriculum(request: Request, reference: str) -> HttpResponse:
    """Show what a version of a programme teaches."""
    visible = access.curricula_for(request.user)
    found = get_object_or_404(
        visible.select_related("programme__qualification", "programme__lead_provider"),
        reference=reference,
    )
    modules = curricula.modules_of(found)
    activities = [activity for module in modules for activity in module.activities]
    sees_history = request.user.may(Permission.SEE_HISTORY)
    context = {
        "curriculum": found,
        "modules": modules,
        "numbers": curricula.numbers_of(modules),
        "steps": curricula.steps_of(activities),
        "modes": curricula.modes_of(activities),
        "minutes": sum(activity.minutes for activity in activities),
        "history": history_of(found, limit=10) if sees_history else [],
        "sees_history": sees_history,
    }
    return render(request, "programmes/curriculum.html", context)
