"""How names, email addresses and TRNs are cleaned, compared and made ready for search."""

import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_NAME = 200
MAX_SEARCH_TEXT = 700
# Characters that no name holds and that a database or a spreadsheet would choke on.
_CONTROL = ("Cc", "Cs", "Cn")
_DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def clean_name(text: str) -> str:
    """Return a name as it is written, to the code point, with single spaces.

    Composed letters are told from decomposed ones nowhere but here: whoever is looked for, sorted
    or compared is `folded` first. Composing them would change some names, which is not ours to do.

    :raises ValidationError: when it is missing, too long or holds characters no name has.
    """
    name = " ".join(text.split())
    if not name:
        raise ValidationError("Enter the full name.")
    if len(name) > MAX_NAME:
        raise ValidationError(f"The full name must be {MAX_NAME} characters or fewer.")
    # Nearly every name is plain; the others are looked at sign by sign.
    if not (name.isascii() and name.isprintable()) and any(map(_is_foreign_to_names, name)):
        raise ValidationError("The full name holds a character that cannot be shown.")
    return name


def _is_foreign_to_names(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROL or sign in _DIRECTION


def clean_email(text: str) -> str:
    """Return an email address in lower case.

    :raises ValidationError: when it is missing or not an address.
    """
    email = unicodedata.normalize("NFC", text).strip().lower()
    if not email:
        raise ValidationError("Enter the email address.")
    if not _is_address(email):
        raise ValidationError(
            "Enter an email address in the correct format, like name@example.com."
        )
    if len(email) > 254:
        raise ValidationError("The email address must be 254 characters or fewer.")
    return email


@lru_cache(maxsize=16_384)
def _is_address(email: str) -> bool:
    """Ask Django once for an address of a long list, which is read twice."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def clean_trn(text: str) -> str:
    """Return a TRN of seven digits, cleaned as the DfE does, or nothing.

    Signs that are not digits are dropped and five or six digits are padded with zeros.

    :raises ValidationError: when what is left is not a TRN.
    """
    if not text.strip():
        return ""
    digits = "".join(sign for sign in text if sign in "0123456789")
    if not 5 <= len(digits) <= 7:
        raise ValidationError("The TRN must have 5 to 7 digits, like 1234567.")
    trn = digits.zfill(7)
    if trn == "0000000":
        raise ValidationError("The TRN must not be 0000000.")
    return trn


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text in the form in which it is compared: no case, no accents, one apostrophe."""
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").casefold())
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(kept.split())


def sort_name(full_name: str) -> str:
    """Return the name as lists are sorted: surname first."""
    first, _, last = folded(full_name).rpartition(" ")
    return f"{last} {first}".strip()[:MAX_NAME]


def search_text(*, full_name: str, email: str, trn: str, school: str = "") -> str:
    """Return what a search looks through: name, email, TRN and the school's name and URN."""
    return " ".join(filter(None, (folded(full_name)[:220], email, trn, folded(school))))[
        :MAX_SEARCH_TEXT
    ]


def are_one_person(name: str, trn: str, other_name: str, other_trn: str) -> bool:
    """Say whether two records with one email address can be one person.

    Two TRNs decide; without them one word of the names must be the same.
    """
    if trn and other_trn:
        return trn == other_trn
    return bool(set(folded(name).split()) & set(folded(other_name).split()))
