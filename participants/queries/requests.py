"""What participants ask for, as their own pages and the lists of leaders show it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from govuk.dates import date_text
from participants import access
from participants.models import ChangeRequest, Enrolment

State = ChangeRequest.State
# How long an answer stands on the participant's home.
SHOWN_DAYS = 14
COLOURS = {
    State.OPEN: "blue",
    State.AGREED: "green",
    State.DECLINED: "red",
    State.TAKEN_BACK: "grey",
}
# Where a leader does what was asked for.
CHANGES = {
    ChangeRequest.Kind.DEFER: "participants:defer_enrolment",
    ChangeRequest.Kind.TRANSFER: "participants:transfer_enrolment",
    ChangeRequest.Kind.WITHDRAW: "participants:withdraw_enrolment",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list or on a page of its own, with how it stands on a day."""

    request: ChangeRequest
    status: str
    colour: str
    is_overdue: bool


def line_of(request: ChangeRequest, *, on: date) -> Line:
    """Return a request with its state in words and colour."""
    is_open = request.state == State.OPEN
    overdue = is_open and request.answer_by < on
    label = "Overdue" if overdue else State(request.state).label
    return Line(request, label, "red" if overdue else COLOURS[State(request.state)], overdue)


def with_places(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Return requests with what every page about them names."""
    return requests.select_related(
        "enrolment__participant",
        "enrolment__cohort__hub",
        "enrolment__cohort__programme__qualification",
        "answered_by",
    )


def to_answer(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Return those that wait for an answer, what was promised first before the others."""
    return with_places(requests.filter(state=State.OPEN)).order_by("answer_by", "pk")


def answered(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Return those that have an answer or were taken back, the newest first."""
    return with_places(requests.exclude(state=State.OPEN)).order_by("-answered_at", "-pk")


def newest_request_of(place: Enrolment, *, at: datetime) -> ChangeRequest | None:
    """Return what waits for an answer about a place, or was answered lately."""
    lately = Q(answered_at__gte=at - timedelta(days=SHOWN_DAYS))
    requests = place.change_requests.exclude(state=State.TAKEN_BACK)
    return requests.filter(Q(state=State.OPEN) | lately).order_by("-asked_at", "-pk").first()


def wished(user: User, place: Enrolment, reference: str, *, today: date) -> dict[str, object]:
    """Return the first answers of the form that does what was asked for; none without a request."""
    requests = access.requests_for(user).filter(enrolment=place, state=State.OPEN)
    asked = requests.filter(reference=reference).first() if reference else None
    if asked is None:
        return {}
    note = f"Asked on {date_text(timezone.localdate(asked.asked_at))}: {asked.why}"[:2000]
    is_past = asked.from_on is not None and asked.from_on <= today
    return {"note": note} | ({"on": asked.from_on} if is_past else {})


def change_of(request: ChangeRequest) -> str:
    """Return the address where what was asked for is done, in the name of the request."""
    name = CHANGES[ChangeRequest.Kind(request.kind)]
    return f"{reverse(name, args=[request.enrolment.reference])}?request={request.reference}"
