"""The floor's addresses, one for each measured page; who is not signed in gets nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from tools.floor import exports, home, matrix, people, registers

Page = Callable[..., HttpResponseBase]


def signed_in(page: Page) -> Page:
    """Load session and user, as every page of the product must."""

    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponse(status=403)
        return page(request, **kwargs)

    return guarded


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("health/live/", live),
    path("matrix/", signed_in(matrix.matrix)),
    path("people/", signed_in(people.people)),
    path("home/", signed_in(home.home)),
    path("register/<slug:reference>/", signed_in(registers.register)),
    path("people.csv", signed_in(exports.people)),
    path("progress.csv", signed_in(exports.progress)),
]
