"""The pages of background work: what waits, what runs, what came out."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts import access, queries
from accounts.access import allow
from accounts.middleware import Request
from accounts.roles import Permission
from govuk.pages import paginate


@allow(Permission.SEE_JOBS)
def jobs(request: Request) -> HttpResponse:
    found = access.jobs_for(request.user).select_related("owner").order_by("-created_at", "-pk")
    page, now = paginate(request, found), timezone.now()
    context = {
        "page": page,
        "rows": [(job, queries.job_view(job, at=now)) for job in page],
        "shows_all": access.reaches_everything(request.user),
    }
    return render(request, "accounts/jobs.html", context)


@allow(Permission.SEE_JOBS)
def job(request: Request, reference: str) -> HttpResponse:
    """Show how far a job is; htmx asks for the changing part alone, every two seconds."""
    found = access.jobs_for(request.user).select_related("owner")
    job = get_object_or_404(found, reference=reference)
    context = {
        "job": job,
        "view": queries.job_view(job, at=timezone.now()),
        "results": queries.results_of(job),
    }
    template = "accounts/_job_progress.html" if request.htmx else "accounts/job.html"
    return render(request, template, context)
