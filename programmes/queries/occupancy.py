"""How many places of a cohort are taken: asked of the app above that gives them (ADR 10)."""

from collections.abc import Callable

from programmes.models import Cohort

Count = Callable[[Cohort], int]

_counts: list[Count] = []


def count_with(count: Count) -> None:
    """Let an app that gives places say how many of a cohort's are taken."""
    if count not in _counts:
        _counts.append(count)


def places_taken(cohort: Cohort) -> int:
    """Return how many places of a cohort are taken; under its lock nobody takes another."""
    return sum(count(cohort) for count in _counts)
