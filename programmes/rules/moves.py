"""The arrows between a cohort's statuses in words: what is asked, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from programmes.models import Cohort


@dataclass(frozen=True)
class Move:
    """One arrow, as a button and as the page that asks before it is taken."""

    status: Cohort.Status
    button: str
    done: str
    follows: str
    is_final: bool = False


MOVES: Mapping[str, Move] = {
    move.status: move
    for move in (
        Move(
            Cohort.Status.OPEN,
            "Open for enrolment",
            "Cohort opened for enrolment",
            "Participants can be enrolled and imported.",
        ),
        Move(
            Cohort.Status.RUNNING,
            "Start running",
            "Cohort is running",
            "Facilitators take registers, and participants mark their activities done.",
        ),
        Move(
            Cohort.Status.FINISHED,
            "Finish",
            "Cohort finished",
            "Registers and progress stay as they are. You can start it running again.",
        ),
        Move(
            Cohort.Status.CANCELLED,
            "Cancel the cohort",
            "Cohort cancelled",
            "Every session still planned is cancelled with it. People enrolled keep their places"
            " until you withdraw them.",
            is_final=True,
        ),
    )
}


def moves_from(cohort: Cohort) -> list[Move]:
    """Return the arrows that lead on from a cohort's status, the usual one first."""
    open_to = Cohort.TRANSITIONS[Cohort.Status(cohort.status)]
    return [move for status, move in MOVES.items() if status in open_to]
