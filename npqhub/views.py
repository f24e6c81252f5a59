"""The home of each role, the health pages and the error pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from accounts.access import allow_everyone_signed_in
from accounts.roles import Permission


@allow_everyone_signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the page that the role in force starts its day with."""
    if request.user.may(Permission.FOLLOW_PROGRAMME):
        return redirect("participants:my_programme")
    if request.user.may(Permission.LEAD_SESSIONS):
        return redirect("facilitators:my_sessions")
    return render(request, "npqhub/home.html")


@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"status": "live"})


@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers."""
    connection.ensure_connection()
    return JsonResponse({"status": "ready"})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "npqhub/help.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "npqhub/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "npqhub/privacy.html")


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html", request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the request's context: whatever broke may break again there."""
    return HttpResponse(render_to_string("500.html"), status=500)
