"""What one row of the URL-by-role matrix says, and who the identities are.

Each app keeps its rows in `tests/<app>/matrix.py`, as `ROWS: dict[str, Row]` by URL name:

    ROWS = {
        "programmes:cohorts": Row(ok=LEADERS | READERS),
        "programmes:cohort": Row(ok=HUB_A_LEADERS, not_found={"other_hub_leader"}, of="cohort"),
    }

`ok` is let in, for `not_found` the record does not exist (404), every other signed-in person is
refused (403), and whoever is not signed in is sent to the sign-in page.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

NOT_SIGNED_IN = frozenset({"anonymous", "disabled"})
SIGNED_IN = frozenset(
    {
        "administrator",
        "national_leader",
        "hub_leader",
        "other_hub_leader",
        "other_provider_leader",
        "delivery_partner",
        "facilitator",
        "other_facilitator",
        "participant",
        "other_participant",
        "quality_assurer",
        "inspector",
        "expired_inspector",
    }
)
IDENTITIES = sorted(NOT_SIGNED_IN | SIGNED_IN)

# Leaders of what stands in hub A, leaders who must not know it, and those who only read it.
LEADERS = frozenset({"national_leader", "hub_leader"})
OTHER_LEADERS = frozenset({"other_hub_leader", "other_provider_leader"})
ASSURERS = frozenset({"quality_assurer", "inspector"})
FACILITATORS = frozenset({"facilitator", "other_facilitator"})
PARTICIPANTS = frozenset({"participant", "other_participant"})

# Nobody of these may ever read the name of hub A's participant.
OUTSIDERS = NOT_SIGNED_IN | OTHER_LEADERS | {"expired_inspector", "other_participant"}


@dataclass(frozen=True)
class Row:
    """Who gets what from one address."""

    ok: Set[str] = frozenset()
    not_found: Set[str] = frozenset()
    # What of the world `reference` names ("cohort"), or each URL parameter by name.
    of: str = ""
    kwargs: Mapping[str, str] = field(default_factory=dict)
    # The query string that a GET carries.
    query: Mapping[str, str] = field(default_factory=dict)
    # No sign-in is asked for.
    open: bool = False
    # A GET is answered with 405, so only the POST tells who is let in.
    post_only: bool = False
    # Why a POST needs no CSRF token, or a GET writes; empty where the rule holds.
    csrf_exempt_because: str = ""
    get_writes_because: str = ""

    def __post_init__(self) -> None:
        strangers = (self.ok | self.not_found) - SIGNED_IN
        both = self.ok & self.not_found
        if strangers or both:
            raise ValueError(f"unknown or doubled identities: {sorted(strangers | both)}")

    def parameters(self) -> Mapping[str, str]:
        return {"reference": self.of} if self.of else self.kwargs
