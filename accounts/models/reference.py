"""Public references: short codes that stand in URLs, so that no row number leaves the server."""

import secrets

# Letters and digits that are not mistaken for one another when read aloud or from paper.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


def new_reference() -> str:
    """Return a new random code of ten characters (49 bits)."""
    # One random number for all ten: imports make tens of thousands of codes.
    rest = secrets.randbelow(len(ALPHABET) ** LENGTH)
    code = ""
    for _ in range(LENGTH // 2):
        rest, place = divmod(rest, len(_PAIRS))
        code += _PAIRS[place]
    return code
