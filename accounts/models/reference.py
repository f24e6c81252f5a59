"""Public references: short codes that stand in URLs, so that no row number leaves the server."""

import secrets

# Letters and digits that are not mistaken for one another when read aloud or from paper.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10


def new_reference() -> str:
    """Return a new random code of ten characters (49 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
