"""The pages about oneself: account, roles, the switch between them, what one did."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import access, queries
from accounts.access import allow, allow_everyone_signed_in
from accounts.forms import HistoryFilterForm, SwitchRoleForm
from accounts.middleware import SESSION_KEY, Request
from accounts.roles import CHARTERS, Permission
from govuk.pages import paginate, tell


@allow_everyone_signed_in
def your_account(request: Request) -> HttpResponse:
    """Show a person what is kept of them as a user, and what happened to it."""
    context = {
        "posts": request.user.memberships.with_organisations().order_by("-starts_at", "-pk"),
        "now": timezone.now(),
        "has_second_factor": is_mfa_enabled(request.user),
        "events": queries.history_of(request.user, limit=20),
    }
    return render(request, "accounts/your_account.html", context)


@allow_everyone_signed_in
def switch_role(request: Request) -> HttpResponse:
    """Let a person who holds several roles choose the one to act in."""
    user = request.user
    chosen = {"membership": user.acting.reference} if user.acting else {}
    form = SwitchRoleForm(request.POST or None, initial=chosen, memberships=user.live_memberships)
    if request.method == "POST" and form.is_valid():
        request.session[SESSION_KEY] = form.cleaned_data["membership"]
        access.act(user, form.cleaned_data["membership"], at=timezone.now())
        tell(request, f"You now act as {user.acting}", "The menu shows what you can do.")
        return redirect("npqhub:home")
    return render(request, "accounts/switch_role.html", {"form": form})


@allow_everyone_signed_in
def roles(request: Request) -> HttpResponse:
    """Print the table of roles and permissions as the product itself obeys it."""
    charters = list(CHARTERS.values())
    matrix = [
        (permission.label, [permission in charter.permissions for charter in charters])
        for permission in Permission
    ]
    may = [
        (charter, [each.label for each in Permission if each in charter.permissions])
        for charter in charters
    ]
    context = {"charters": charters, "matrix": matrix, "may": may}
    return render(request, "accounts/roles.html", context)


@allow(Permission.SEE_HISTORY)
def history(request: Request) -> HttpResponse:
    """Show the trail as a whole: to administrators all of it, to others what they did."""
    trail = access.events_for(request.user).select_related("by").order_by("-at", "-pk")
    form = HistoryFilterForm(request.GET)
    words = request.GET.get("q", "").strip()[:100]
    given = form.cleaned_data if form.is_valid() else {}
    page = paginate(request, queries.narrowed(trail, q=words, **given))
    context = {
        "page": page,
        "events": [queries.item_of(event) for event in page],
        "is_whole": access.reaches_everything(request.user),
        "filters": form,
        "q": words,
        "is_narrowed": bool(words) or any(given.values()),
        "kept": [(n, v) for n, v in request.GET.items() if n not in ("q", "page") and v],
    }
    return render(request, "accounts/history.html", context)
