"""One effect for a form: the second sending waits for the first and gets its outcome (ADR 8)."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

from cryptography.fernet import Fernet
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage, Message
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Submission
from govuk.forms import SUBMISSION

POLLS, PAUSE = 50, 0.1  # five seconds; a page that has not answered by then is told as under way


class Sent(HttpRequest):
    """A request that may be the first sending of a form."""

    submission: Submission


class OneEffect:
    """Let the first of equal sendings through; answer the others as the first was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if first := getattr(request, "submission", None):
            _close(first, request, response)
        return response

    def process_view(self, request: Sent, *view: object) -> HttpResponse | None:
        """Stand here: after the CSRF check and the sign-in, before the view. allauth's pages,
        which have no namespace, see to themselves.
        """
        ours = request.resolver_match and request.resolver_match.namespace
        if request.method != "POST" or not ours or not request.POST.get(SUBMISSION):
            return None
        key = _key(request)
        for _ in range(POLLS):
            earlier = Submission.objects.filter(key=key).first()
            if earlier is None and (first := _claim(key)):
                request.submission = first
                return None
            if earlier and earlier.outcome:
                return _repeat(request, bytes(earlier.outcome))
            time.sleep(PAUSE)
        return render(request, "accounts/still_working.html", status=202)


def _claim(key: str) -> Submission | None:
    """Insert the row, in a transaction of its own; None when another process was faster."""
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key)
    except IntegrityError:
        return None


def _close(first: Submission, request: HttpRequest, response: HttpResponse) -> None:
    """Keep where the work led and what is said there; after a refusal, forget the sending."""
    if not response.has_header("Location"):
        first.delete()
        return
    told = [(each.level, str(each.message), each.extra_tags) for each in _waiting(request)]
    outcome = json.dumps({"location": response["Location"], "told": told})
    first.outcome = _seal(request).encrypt(outcome.encode())
    first.save(update_fields=["outcome"])


def _repeat(request: HttpRequest, sealed: bytes) -> HttpResponse:
    outcome = json.loads(_seal(request).decrypt(sealed))
    waiting = {str(each.message) for each in _waiting(request)}
    for level, text, tags in outcome["told"]:
        if text not in waiting:
            messages.add_message(request, level, text, tags or "")
    return redirect(outcome["location"])


def _waiting(request: HttpRequest) -> list[Message]:
    """Return the messages that the next page will show, and leave them for it."""
    storage = messages.get_messages(request)
    assert isinstance(storage, BaseStorage)
    waiting = list(storage)
    storage.used = False
    return waiting


def _key(request: HttpRequest) -> str:
    """Bind the id to who sends what where: changed answers are another sending."""
    answers = sorted(each for each in request.POST.lists() if each[0] != "csrfmiddlewaretoken")
    files = []
    for file in [file for _, sent in sorted(request.FILES.lists()) for file in sent]:
        content = hashlib.sha256()
        for chunk in file.chunks():
            content.update(chunk)
        file.seek(0)
        files.append((file.name, content.hexdigest()))
    parts = [request.user.pk, request.get_full_path(), answers, files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _seal(request: HttpRequest) -> Fernet:
    """Messages name people, so what is kept can be read only with the id on the sent page."""
    secret = hashlib.sha256(f"outcome of {request.POST[SUBMISSION]}".encode()).digest()
    return Fernet(urlsafe_b64encode(secret))
