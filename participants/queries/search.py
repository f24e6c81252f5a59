"""The search for people: every word must be in the name, the email, the TRN or the school."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from participants.models import Participant
from participants.rules.people import folded
from participants.search_index import INDEX

# Beyond this many words a search finds nothing more, but costs.
MAX_WORDS = 8
SHORTEST_INDEXED = 3
_INDEXED = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"


def matching(people: QuerySet[Participant], words: str) -> QuerySet[Participant]:
    """Narrow people to those whose search text holds each word, anywhere in it."""
    phrases, fragments = _asked(words)
    if phrases:
        people = people.filter(pk__in=RawSQL(_INDEXED, [phrases]))
    for word in fragments:
        people = people.filter(search_text__contains=word)
    return people


def condition(words: str) -> tuple[str, list[str]]:
    """Return the same for a statement in which a person is `p`: its words, each ANDed; values."""
    phrases, fragments = _asked(words)
    said = f"p.id IN ({_INDEXED}) AND " if phrases else ""
    said += r"p.search_text LIKE %s ESCAPE '\' AND " * len(fragments)
    likes = [f"%{connection.ops.prep_for_like_query(word)}%" for word in fragments]
    return said, [phrases, *likes] if phrases else likes


def wanted_in(words: str) -> list[str]:
    """Return the words of a search as search texts hold them: without case and accents."""
    return folded(words.replace("\0", " ")).split()[:MAX_WORDS]


def _asked(words: str) -> tuple[str, list[str]]:
    """Return what SQLite's index of fragments is asked for, and the words that rows are asked for.

    PostgreSQL answers the latter from its trigrams; it looks through the rows for shorter words.
    """
    wanted = wanted_in(words)
    if connection.vendor != "sqlite":
        return "", wanted
    indexed = [word for word in wanted if len(word) >= SHORTEST_INDEXED]
    phrases = " ".join('"' + word.replace('"', '""') + '"' for word in indexed)
    return phrases, [word for word in wanted if len(word) < SHORTEST_INDEXED]
