"""Who gets what from the roof's addresses."""

from tests.house.matrix import ASSURERS, LEADERS, OTHER_LEADERS, SIGNED_IN, Row

ROWS = {
    "npqhub:home": Row(ok=SIGNED_IN),
    "npqhub:missing_registers": Row(ok=LEADERS | OTHER_LEADERS | ASSURERS),
    "npqhub:live": Row(open=True),
    "npqhub:ready": Row(open=True),
    "npqhub:help": Row(open=True),
    "npqhub:accessibility": Row(open=True),
    "npqhub:privacy": Row(open=True),
}
