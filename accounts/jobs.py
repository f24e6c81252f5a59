"""The kinds of background work: each app registers how its kind is carried out."""

from collections.abc import Callable

from accounts.models import Job

Work = Callable[[Job], None]
KINDS: dict[str, Work] = {}


def carries_out(kind: str) -> Callable[[Work], Work]:
    """Register a function as the work of a kind of job.

    The function takes the claimed Job, works in chunks, and calls `actions.jobs.advance` inside
    each chunk's transaction, so that a chunk and its mark in the job stand or fall together. When
    the job was taken over after a crash it goes on from the job's `done` and `result`.
    """

    def register(work: Work) -> Work:
        KINDS[kind] = work
        return work

    return register
