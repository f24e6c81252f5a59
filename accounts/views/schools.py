"""The pages of the DfE's register of schools."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import queries
from accounts.access import allow
from accounts.actions import organisations as organisation_actions
from accounts.forms import SchoolFilterForm, SchoolsFileForm
from accounts.middleware import Request
from accounts.models import School
from accounts.roles import Permission
from govuk.forms import attempt
from govuk.pages import paginate, sort_by

COLUMNS = {"name": ("name", "pk"), "town": ("town", "name", "pk"), "urn": ("urn",)}


@allow(Permission.MANAGE_ORGANISATIONS)
def schools(request: Request) -> HttpResponse:
    form = SchoolFilterForm(request.GET or None)
    status = form.cleaned_data["status"] if form.is_bound and form.is_valid() else ""
    words = request.GET.get("q", "").strip()[:100]
    sort = sort_by(request, COLUMNS, default="name")
    found = queries.schools_found(words, status=status).order_by(*sort.fields)
    context = {
        "page": paginate(request, found),
        "sort": sort,
        "filters": form,
        "q": words,
        "is_narrowed": bool(words or status),
        "kept": [(name, request.GET[name]) for name in ("status", "sort") if name in request.GET],
    }
    return render(request, "accounts/schools.html", context)


@allow(Permission.MANAGE_ORGANISATIONS)
def school(request: Request, urn: str) -> HttpResponse:
    return render(request, "accounts/school.html", {"school": get_object_or_404(School, urn=urn)})


@allow(Permission.MANAGE_ORGANISATIONS)
def load_schools(request: Request) -> HttpResponse:
    form = SchoolsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        register = form.cleaned_data.pop("register")
        given = {"name": register.name, "content": register.read(), "by": request.user}
        if job := attempt(form, organisation_actions.load_schools, **given):
            return redirect("accounts:job", job.reference)
    return render(request, "accounts/load_schools.html", {"form": form})
