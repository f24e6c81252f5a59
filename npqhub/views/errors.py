"""The pages for what went wrong."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = "60"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _with_frame(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _with_frame(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _with_frame(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer for allauth, whose limits on tries are by the minute."""
    page = _with_frame(request, 429)
    page["Retry-After"] = RETRY_AFTER_SECONDS
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the request's context: whatever broke may break again there.

    A database that does not answer is no fault of the page: the service is unavailable.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return unavailable()
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable() -> HttpResponse:
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def _with_frame(request: HttpRequest, status: int) -> HttpResponse:
    """Render an error page in the frame of the person's role, or bare when that is out of reach."""
    try:
        page = render_to_string(f"{status}.html", request=request)
    except (OperationalError, InterfaceError):
        return unavailable()
    return HttpResponse(page, status=status)
