"""Letters read in the product itself, in a demonstration and nowhere else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import queries
from accounts.models import Message
from govuk.pages import paginate

View = Callable[..., HttpResponse]


def in_a_demonstration(view: View) -> View:
    """Open a view to everyone while a demonstration runs, since its people are invented."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@in_a_demonstration
def outbox(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    page = paginate(request, queries.letters_found(words))
    return render(request, "accounts/outbox.html", {"page": page, "q": words})


@in_a_demonstration
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    letter = get_object_or_404(Message, reference=reference)
    context = {"letter": letter, "paragraphs": queries.paragraphs_of(letter)}
    return render(request, "accounts/letter.html", context)
