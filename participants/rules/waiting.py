"""When somebody may wait for a place, be offered one, take it or leave the list, and why not."""

from datetime import date, datetime

from govuk.dates import date_text
from govuk.sentences import About
from participants.models import Enrolment, WaitingPlace
from participants.rules.enrolments import HAS_A_PLACE, OPEN_TO_ENROLMENT, already_there
from programmes.models import Cohort

State = WaitingPlace.State

# Who left the cohort like this frees a place, and may wait for one to go on.
MAY_COME_BACK = (Enrolment.Status.DEFERRED, Enrolment.Status.WITHDRAWN)

STATE_COLOURS = {
    State.WAITING: "blue",
    State.OFFERED: "yellow",
    State.TAKEN: "green",
    State.DECLINED: "grey",
    State.EXPIRED: "grey",
    State.LEFT: "grey",
}
FIRST_TEN = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)

WAITS_ALREADY = "This person is on the waiting list already."
IS_ANSWERED = "This offer has been answered."
IS_TAKEN_BACK = "This offer is no longer open."
IS_OVER = "The time to answer this offer is over."


def is_open_to_places(cohort: Cohort, *, on: date) -> bool:
    """Say whether anybody can be given a place in the cohort on a day, if one is free."""
    return cohort.status in OPEN_TO_ENROLMENT and on <= cohort.ends_on


def obstacles_to_joining(
    cohort: Cohort,
    *,
    on: date,
    waits: bool,
    here: Enrolment | None,
    has_open_place: bool,
) -> list[str]:
    """Say why somebody cannot go on the cohort's waiting list; empty when they can."""
    if cohort.status not in OPEN_TO_ENROLMENT:
        return [f"The cohort is {cohort.get_status_display().lower()}."]
    if on > cohort.ends_on:
        return [f"The cohort ended on {date_text(cohort.ends_on)}."]
    if waits:
        return [WAITS_ALREADY]
    if here and here.status not in MAY_COME_BACK:
        return [already_there(here).sentence]
    return [HAS_A_PLACE] if has_open_place else []


def obstacles_to_answering(waiting: WaitingPlace, *, at: datetime) -> list[str]:
    """Say why an offer cannot be taken or declined any more; nothing of it is told."""
    if waiting.state in (State.TAKEN, State.DECLINED):
        return [IS_ANSWERED]
    if waiting.state == State.EXPIRED or (waiting.offer_ends_at and waiting.offer_ends_at <= at):
        return [IS_OVER]
    return [] if waiting.state == State.OFFERED else [IS_TAKEN_BACK]


def obstacles_to_moving(
    waiting: WaitingPlace, *, place: int, position: int, length: int, seen: int | None, because: str
) -> list[str]:
    """Say why somebody cannot go to another place of the list; places are counted from 1."""
    if waiting.state != State.WAITING:
        state = waiting.get_state_display().lower()
        return [f"{waiting.participant} cannot be moved: {state}."]
    if seen is not None and seen != place:
        return [
            f"The list changed meanwhile: {waiting.participant} is number {place} now."
            " Check the list and move them again."
        ]
    obstacles: list[str] = []
    if not 1 <= position <= length:
        obstacles.append(About("position", f"Enter a place from 1 to {length}"))
    elif position == place:
        obstacles.append(About("position", f"{waiting.participant} is number {place} already"))
    if not because.strip():
        obstacles.append(About("because", "Enter the reason"))
    return obstacles


def obstacles_to_leaving(waiting: WaitingPlace, *, because: str) -> list[str]:
    """Say why somebody cannot be taken off the list; empty when they can."""
    if waiting.state not in WaitingPlace.OPEN:
        return [f"{waiting.participant} is no longer on the list."]
    return [] if because.strip() else [About("because", "Enter the reason")]


def ordinal(number: int) -> str:
    """Write which in a row somebody is: "third", "21st"."""
    if number <= len(FIRST_TEN):
        return FIRST_TEN[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"
