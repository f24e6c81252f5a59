"""What participants are told first on their own pages, by floors above that wait for them.

A floor above adds its own in `AppConfig.ready`:

    @noted_by
    def commitments(user: User) -> Iterable[Notice]: ...

A source asks at most one statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to do: said in a heading and a sentence, with a link that does it."""

    id: str
    heading: str
    text: str
    href: str
    action: str


Source = Callable[[User], Iterable[Notice]]
SOURCES: list[Source] = []


def noted_by(source: Source) -> Source:
    """Let a function put something first on a participant's own pages."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def notices_of(user: User) -> list[Notice]:
    """Return what waits for the participant who is signed in."""
    return [notice for source in SOURCES for notice in source(user)]
