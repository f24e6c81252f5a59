"""A person's saved views of lists: save, look through, remove."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allow_everyone_signed_in, saved_views_for
from accounts.actions import saved_views as actions
from accounts.forms import SaveViewForm
from accounts.middleware import Request
from accounts.queries import saved_views as queries
from accounts.rules import kept_of
from govuk.forms import attempt, pressed
from govuk.pages import tell


@allow_everyone_signed_in
def saved_views(request: Request) -> HttpResponse:
    """List one's views, to open or remove."""
    views = queries.told(saved_views_for(request.user))
    return render(request, "accounts/saved_views.html", {"views": views})


@allow_everyone_signed_in
def save_view(request: Request, page: str) -> HttpResponse:
    """Ask for a name, and keep the list that the address names as it is narrowed there."""
    query = kept_of(request.GET.items())
    if not (title := queries.title_of(page)):
        raise Http404("No list of that name can be saved.")
    form, back = SaveViewForm(request.POST or None), queries.address_of(page, query)
    if view := attempt(form, actions.save, page=page, query=query, by=request.user):
        then = f"“{view.name}” stands above the list of {title.lower()} from now on."
        tell(request, "View saved", then)
        return redirect(back)
    context = {"form": form, "title": title, "back": back}
    return render(request, "accounts/save_view.html", context)


@allow_everyone_signed_in
def remove_saved_view(request: Request, reference: str) -> HttpResponse:
    """Ask, and forget a view."""
    view = get_object_or_404(saved_views_for(request.user), reference=reference)
    form = pressed(request)
    if form.is_valid():
        actions.remove(view=view, by=request.user)
        tell(request, "View removed", "The list itself is as it was.")
        return redirect("accounts:saved_views")
    return render(request, "accounts/remove_saved_view.html", {"view": view})
