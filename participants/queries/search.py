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


def matching(people: QuerySet[Participant], words: str) -> QuerySet[Participant]:
    """Narrow people to those whose search text holds each word, anywhere in it."""
    wanted = folded(words.replace("\0", " ")).split()[:MAX_WORDS]
    indexed = [word for word in wanted if len(word) >= SHORTEST_INDEXED]
    if connection.vendor == "sqlite" and indexed:
        phrases = " ".join('"' + word.replace('"', '""') + '"' for word in indexed)
        people = people.filter(
            pk__in=RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [phrases])
        )
        wanted = [word for word in wanted if len(word) < SHORTEST_INDEXED]
    # PostgreSQL answers this from its trigrams; it looks through the rows for shorter words.
    for word in wanted:
        people = people.filter(search_text__contains=word)
    return people
