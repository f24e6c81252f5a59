"""When two records look like one person, and how sure that is."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from django.db.models import TextChoices

from participants.rules.people import MAX_NAME, folded

MAX_EMAIL = 254
LOOKS_ALIKE = (
    "Looks like somebody we know: same name and date of birth, another email address. Look at them"
    " in “Possible duplicates”."
)
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"}
# Letters that no decomposition opens, as people write them who lack the key.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "þ": "th"}
)
# Apostrophes of every shape, the full stop of an initial, and what nobody sees.
_NOTHING = "'`.\u2018\u2019\u00b4\u02bc\u02b9\u2032\uff07\u00ad\u200b\u200c\u200d\ufeff"
_APOSTROPHES = str.maketrans("", "", _NOTHING)
_GAPS = re.compile(r"[\s,\-\u2010-\u2015\u2212]+")
# The only hosts known to read an address without its dots.
_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
SHORTEST_TO_MISSPELL = 8


class Reason(TextChoices):
    """Why two records look like one person, the surest first."""

    TRN = "trn", "Same TRN"
    EMAIL = "email", "Same email address"
    NAME_AND_BIRTH = "birth", "Same name and date of birth"
    MAILBOX = "mailbox", "Email addresses of one mailbox"
    SCHOOL = "school", "Very similar name, same school"


WEIGHTS: dict[str, int] = {
    Reason.TRN: 100,
    Reason.EMAIL: 100,
    Reason.NAME_AND_BIRTH: 60,
    Reason.MAILBOX: 50,
    Reason.SCHOOL: 30,
}
# A teacher has one TRN; that one of two was mistyped is possible, but less likely.
TWO_TRNS = 25


@lru_cache(maxsize=4096)
def name_key(full_name: str) -> str:
    """Return what names written in different ways share: the words, in the order of letters.

    Case, accents, apostrophes, hyphens, titles and the order of first and last name do not count.
    """
    plain = full_name
    if not full_name.isascii():
        plain = unicodedata.normalize("NFKC", full_name).casefold().translate(_LETTERS)
    words = _GAPS.sub(" ", folded(plain).translate(_APOSTROPHES)).split()
    named = [word for word in words if word not in _TITLES]
    return " ".join(sorted(named if len(named) > 1 else words))[:MAX_NAME]


def email_key(email: str) -> str:
    """Return the mailbox behind an address: without what stands after a plus."""
    local, _, host = email.lower().rpartition("@")
    local = local.split("+")[0] or local
    if host in _WITHOUT_DOTS:
        local, host = local.replace(".", ""), _WITHOUT_DOTS[host]
    return f"{local}@{host}"[:MAX_EMAIL]


def are_similar(name_key: str, other_key: str) -> bool:
    """Say whether two names, by their keys, can be one: a name more, or one letter off."""
    words, others = set(name_key.split()), set(other_key.split())
    if min(len(words), len(others)) > 1 and (words <= others or others <= words):
        return True
    return min(len(name_key), len(other_key)) >= SHORTEST_TO_MISSPELL and _one_slip(
        name_key, other_key
    )


def certainty(reasons: Collection[str], trn: str = "", other_trn: str = "") -> int:
    """Return how sure it is that two records are one person, to sort by."""
    sum_of_reasons = sum(WEIGHTS[reason] for reason in reasons)
    return sum_of_reasons - (TWO_TRNS if trn and other_trn and trn != other_trn else 0)


def certainty_in_words(certainty: int) -> tuple[str, str]:
    """Return the words for a certainty and the colour of their tag."""
    if certainty >= 80:
        return "Very likely", "red"
    if certainty >= 50:
        return "Likely", "orange"
    return "Possible", "yellow"


def _one_slip(text: str, other: str) -> bool:
    """Say whether one letter was left out, added or mistaken, or two neighbours swapped."""
    if len(text) > len(other):
        text, other = other, text
    if len(other) - len(text) > 1:
        return False
    at = next((i for i, sign in enumerate(text) if sign != other[i]), len(text))
    rest, other_rest = text[at:], other[at:]
    if len(text) < len(other):
        return rest == other_rest[1:]
    swapped = rest[1:2] + rest[:1]
    return rest[1:] == other_rest[1:] or (other_rest[:2] == swapped and rest[2:] == other_rest[2:])
