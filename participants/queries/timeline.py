"""Everything that happened to a person, in one line of moments, told by those who know of it.

A floor above adds its own in `AppConfig.ready`:

    @told_by
    def applications(asked: Asked) -> Iterator[Moment]: ...

A source asks at most one statement, whatever the number of its moments, and yields only what
`asked.reader` may see; `asked.places` are the person's places that they may.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from accounts.models import User
from accounts.queries.history import Change
from accounts.roles import Permission
from participants import access
from participants.models import Enrolment, Participant


class Kind(TextChoices):
    """What a timeline can be narrowed to."""

    PLACES = "places", "Places"
    DETAILS = "details", "Details"
    SESSIONS = "sessions", "Sessions"
    ACTIVITIES = "activities", "Activities"
    APPLICATIONS = "applications", "Applications"
    AGREEMENTS = "agreements", "Agreements"
    REQUESTS = "requests", "Requests"
    CONTACTS = "contacts", "Contacts"
    ADJUSTMENTS = "adjustments", "Adjustments"
    LETTERS = "letters", "Letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened: what, when, who did it in which role, why, before and after."""

    at: datetime
    title: str
    kind: Kind
    detail: str = ""
    by: str = ""
    acting_as: str = ""
    because: str = ""
    changes: tuple[Change, ...] = ()
    href: str = ""
    # The day it is about, where that is another than the day it was written down.
    on: date | None = None
    # Only the day is known, or of interest.
    is_day: bool = False
    # Many small things told as one, to be unfolded: the sessions of a month.
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose timeline is asked for, and by whom; `places` are those that the reader may see."""

    person: Participant
    places: Sequence[Enrolment]
    reader: User

    @property
    def is_own(self) -> bool:
        """Whether somebody reads about themselves."""
        return self.person.user_id is not None and self.person.user_id == self.reader.pk

    def may(self, permission: Permission) -> bool:
        """Say whether the reader may see such things of this person; of oneself one may."""
        return self.is_own or self.reader.may(permission)


Source = Callable[[Asked], Iterable[Moment]]
SOURCES: list[Source] = []


def told_by(source: Source) -> Source:
    """Let a function tell a part of everybody's timeline."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def timeline_of(
    person: Participant, reader: User, *, places: Sequence[Enrolment] | None = None
) -> list[Moment]:
    """Return what happened to a person, newest first, as far as the reader may see it."""
    if places is None:
        places = list(access.enrolments_for(reader).filter(participant=person))
    asked = Asked(person, places, reader)
    moments = [moment for source in SOURCES for moment in source(asked)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)
