"""Public references: short codes that stand in URLs, so that no row number leaves the server."""

import secrets

# Letters and digits that are not mistaken for one another when read aloud or from paper.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10


def new_reference() -> str:
    """Return a new random code of ten characters (49 bits)."""
    # One random number for all ten: imports make tens of thousands of codes.
    rest = secrets.randbelow(len(ALPHABET) ** LENGTH)
    code = ""
    for _ in range(LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        code += ALPHABET[place]
    return code
