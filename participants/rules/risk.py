"""Who may be lost to a programme: the signs of it, each with its reason and what helps.

A sign is never more than rows say: no guess, no score. Each names the DfE's reason for withdrawing
that comes nearest, so that early signs and exits can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from govuk.dates import date_text
from participants.models import Enrolment

# Lead providers ask for a deferral or a withdrawal after three months without engagement.
QUIET_DAYS = 90
MISSED_IN_A_ROW = 3


class Sign(TextChoices):
    """What is seen of somebody who may be lost, the most urgent first."""

    PAST_LIMIT = "past-limit", "Deferral past its limit"
    QUIET = "no-activity", f"No activity for {QUIET_DAYS} days"
    MISSED = "missed-sessions", f"{MISSED_IN_A_ROW} sessions missed in a row"
    NOT_BACK = "not-back", "Planned return has passed"


class Level(TextChoices):
    """How urgent it is to talk with somebody, the most urgent first."""

    HIGH = "high", "High"
    SOME = "some", "Some"


LEVELS: dict[str, str] = {
    Sign.PAST_LIMIT: Level.HIGH,
    Sign.QUIET: Level.HIGH,
    Sign.MISSED: Level.SOME,
    Sign.NOT_BACK: Level.SOME,
}
HELP: dict[str, str] = {
    Sign.PAST_LIMIT: "Resume the place, or withdraw it.",
    Sign.QUIET: "Ask whether they go on. If they cannot now, defer or withdraw the place.",
    Sign.MISSED: "Ask what keeps them away, and agree how they catch up.",
    Sign.NOT_BACK: "Ask when they come back, then resume the place or change the planned return.",
}
# The DfE's reasons for withdrawing: code, and label as the reference data has it.
_NO_CAPACITY = (
    "insufficient-capacity-to-undertake-programme",
    "Not enough capacity to take the programme on",
)
_DISENGAGED = "disengaged-and-unresponsive", "Disengaged and does not respond"
NEAREST_EXITS: dict[str, tuple[str, str]] = {
    Sign.PAST_LIMIT: _NO_CAPACITY,
    Sign.QUIET: _DISENGAGED,
    Sign.MISSED: _DISENGAGED,
    Sign.NOT_BACK: _NO_CAPACITY,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows say of one place. Days are None where nothing of the kind is recorded."""

    status: str
    # The day from which the place has been held without a pause.
    since: date
    # The last day of a session attended, an absence caught up or an activity done.
    active_on: date | None = None
    # Whether a register of the cohort was taken in the last QUIET_DAYS.
    has_met: bool = False
    # The sessions missed one after the other, up to the last that was held.
    missed: int = 0
    missed_from: date | None = None
    missed_until: date | None = None
    returns_on: date | None = None
    limit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A sign with its reason: a sentence that names numbers and days."""

    sign: str
    sentence: str

    @property
    def level(self) -> str:
        return LEVELS[self.sign]

    @property
    def help(self) -> str:
        return HELP[self.sign]

    @property
    def nearest_exit(self) -> str:
        """The DfE's reason for withdrawing that comes nearest to the sign, in words."""
        return NEAREST_EXITS[self.sign][1]


def flags_of(facts: Facts, *, today: date) -> list[Flag]:
    """Return every sign that a place may be lost, the most urgent first; usually none."""
    if facts.status == Enrolment.Status.DEFERRED:
        return _of_a_pause(facts, today)
    if facts.status == Enrolment.Status.ACTIVE:
        return _of_quiet(facts, today) + _of_misses(facts, today)
    return []


def level_of(flags: Sequence[Flag]) -> str:
    """Return the level of the most urgent sign; nothing where there is none."""
    levels = {flag.level for flag in flags}
    return next((level for level in Level.values if level in levels), "")


def watched_from(today: date) -> date:
    """Return the first day of the stretch in which something should have happened."""
    return today - timedelta(QUIET_DAYS)


def _of_a_pause(facts: Facts, today: date) -> list[Flag]:
    if facts.limit_on and facts.limit_on < today:
        sentence = f"The deferral’s last day allowed was {date_text(facts.limit_on)}."
        return [Flag(Sign.PAST_LIMIT, sentence)]
    if facts.returns_on and facts.returns_on < today:
        sentence = f"They planned to be back on {date_text(facts.returns_on)}."
        return [Flag(Sign.NOT_BACK, sentence)]
    return []


def _of_quiet(facts: Facts, today: date) -> list[Flag]:
    """Say how long nothing was recorded, if the cohort met meanwhile: who had nothing to do is no
    concern."""
    last = max(facts.since, facts.active_on or facts.since)
    days = (today - last).days
    if days < QUIET_DAYS or not facts.has_met:
        return []
    if facts.active_on is None:
        began = "they joined on"
    else:
        began = "they were last active on" if last == facts.active_on else "they came back on"
    sentence = f"Nothing recorded for {days} days, since {began} {date_text(last)}."
    return [Flag(Sign.QUIET, sentence)]


def _of_misses(facts: Facts, today: date) -> list[Flag]:
    first, last = facts.missed_from, facts.missed_until
    if facts.missed < MISSED_IN_A_ROW or first is None or last is None:
        return []
    if last < watched_from(today):
        return []
    sentence = f"Missed the last {facts.missed} sessions, from {date_text(first)} on."
    return [Flag(Sign.MISSED, sentence)]
