"""What participants may ask for and correct themselves, and by when they hear."""

from collections.abc import Collection
from datetime import date, timedelta

from govuk.sentences import About
from participants.models import ChangeRequest, Enrolment

Kind = ChangeRequest.Kind
Status = Enrolment.Status
SATURDAY = 5
# What a place of each status can be asked to become.
KINDS = {
    Status.ACTIVE: (Kind.DEFER, Kind.TRANSFER, Kind.WITHDRAW),
    Status.DEFERRED: (Kind.TRANSFER, Kind.WITHDRAW),
}
# What was asked for, when a place has become this.
KIND_OF = {
    Status.DEFERRED: Kind.DEFER,
    Status.TRANSFERRED: Kind.TRANSFER,
    Status.WITHDRAWN: Kind.WITHDRAW,
}
ASKED_ALREADY = "You have asked already. Wait for the answer, or take your request back first."
VERIFIED_TRN = "The DfE has verified your TRN. Ask your programme leader if it is wrong."


def kinds_for(status: str) -> tuple[ChangeRequest.Kind, ...]:
    """Return what may be asked for a place of a status."""
    return KINDS.get(Status(status), ())


def answer_by(asked_on: date, *, days: int, holidays: Collection[date]) -> date:
    """Return the day after so many working days, weekends and bank holidays not counted."""
    day, left = asked_on, days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and day not in holidays
    return day


def obstacles_to_asking(
    *,
    status: str,
    kind: str,
    why: str,
    from_on: date | None,
    joined_on: date,
    ends_on: date,
    has_open: bool,
) -> list[str]:
    """Say why a participant cannot ask for this now; empty when they can."""
    if has_open:
        return [ASKED_ALREADY]
    if not (kinds := kinds_for(status)):
        return ["This place has ended. Contact your programme leader."]
    obstacles: list[str] = []
    if kind not in kinds:
        obstacles.append(About("kind", "Select what you ask for."))
    if not why.strip():
        obstacles.append(About("why", "Enter why you ask."))
    if from_on and from_on < joined_on:
        joined = f"{joined_on:%-d %B %Y}"
        obstacles.append(About("from_on", f"The day must be {joined} or after, when you joined."))
    if from_on and from_on > ends_on:
        ends = f"{ends_on:%-d %B %Y}"
        obstacles.append(About("from_on", f"The day must be {ends} or before, when it ends."))
    return obstacles


def obstacles_to_answering(*, state: str, answered_by: str = "") -> list[str]:
    """Say why a request cannot be answered or taken back; empty when it can."""
    match state:
        case ChangeRequest.State.OPEN:
            return []
        case ChangeRequest.State.TAKEN_BACK:
            return ["The participant has taken this request back."]
    by = f" by {answered_by}" if answered_by else ""
    return [f"This request was {ChangeRequest.State(state).label.lower()}{by} already."]


def obstacles_to_correcting_oneself(*, trn: str, known_trn: str, is_verified: bool) -> list[str]:
    """Say why a participant cannot correct their details like this; empty when they can."""
    if is_verified and trn != known_trn:
        return [About("trn", VERIFIED_TRN)]
    return []
