"""What every request of a signed-in person passes: role, second factor, privacy of pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from accounts import access

if TYPE_CHECKING:
    from accounts.models import User

Answer = Callable[[HttpRequest], HttpResponse]
SESSION_KEY = "acting_as"
# Behind the filters of any list; SQLite refuses to search for texts of 50,000 characters.
LONGEST_QUERY = 8_000
# Pages that a leader without a second factor may still open: those that set it up or leave.
_SECOND_FACTOR_EXEMPT = ("/account/", "/static/", "/health/")


class Request(HttpRequest):
    """A request of a signed-in person: `user` is our User with `acting` set."""

    user: "User"
    htmx: HtmxDetails


def readable(get_response: Answer) -> Answer:
    """Refuse what nobody types and no database takes: NUL characters, and endless questions."""

    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        texts = (query.replace("%00", "\0"), *request.COOKIES.values())
        if len(query) > LONGEST_QUERY or any("\0" in text for text in texts):
            raise BadRequest("The request is too long, or holds a NUL character.")
        return get_response(request)

    return answer


def acting_as(get_response: Answer) -> Answer:
    """Set `user.acting` to the live membership chosen in this session, or to the first one.

    Read afresh at every request, so that an ended role is refused at the next page.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            access.act(request.user, request.session.get(SESSION_KEY, ""), at=timezone.now())
        return get_response(request)

    return answer


def second_factor(get_response: Answer) -> Answer:
    """Send a leader without a second factor to set one up, where the settings require it."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.REQUIRE_SECOND_FACTOR
            and user.is_authenticated
            and any(m.charter.is_leader for m in user.live_memberships)
            and not request.path.startswith(_SECOND_FACTOR_EXEMPT)
            and not is_mfa_enabled(user)
        ):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return answer


def private_pages(get_response: Answer) -> Answer:
    """Forbid browsers and proxies to keep a page of a signed-in person."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return answer
