"""Who gets what from the roof's addresses."""

from tests.house.matrix import SIGNED_IN, Row

ROWS = {
    "npqhub:home": Row(ok=SIGNED_IN),
    "npqhub:live": Row(open=True),
    "npqhub:ready": Row(open=True),
    "npqhub:help": Row(open=True),
    "npqhub:accessibility": Row(open=True),
    "npqhub:privacy": Row(open=True),
}
