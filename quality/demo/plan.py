"""Who and what the demo world holds: hubs, cohorts and the accounts to sign in with."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.roles import Role

PASSWORD = "explore the demo world"
PARTICIPANTS = 1_135


@dataclass(frozen=True)
class HubPlan:
    name: str
    founding_trust: str
    town: str
    region: str
    first_urn: int


@dataclass(frozen=True)
class CohortPlan:
    """One cohort: where, what, from which intake, when it starts, its groups and their slot."""

    hub: str
    code: str
    intake: str
    starts: tuple[int, int]
    groups: int
    weekday: int
    hour: tuple[int, int]
    partner: str = ""


@dataclass(frozen=True)
class AccountPlan:
    """One account to sign in with; `hub` or `partner` names its scope, else the lead provider."""

    role: Role
    full_name: str
    email: str
    provider: str = "National Institute of Teaching"
    hub: str = ""
    partner: str = ""


# Cohorts by the name of their lead provider.
Cohorts = Mapping[str, tuple[CohortPlan, ...]]

NIOT = "National Institute of Teaching"
HARRIS = "Harris Federation"
NORTH_WEST = "North and West"
LONDON = "London and South East"
SOUTH_WEST = "South West"
NORTH_EAST = "North and East"
SLN = "School-Led Network"

HUBS = {
    NIOT: (
        HubPlan(NORTH_WEST, "Star Academies", "Blackburn", "North West", 990001),
        HubPlan(LONDON, "Harris Federation", "Croydon", "London", 991001),
        HubPlan(SOUTH_WEST, "Oasis Community Learning", "Bristol", "South West", 992001),
        HubPlan(
            NORTH_EAST,
            "Outwood Grange Academies Trust",
            "Wakefield",
            "Yorkshire and the Humber",
            993001,
        ),
    ),
    HARRIS: (HubPlan(SLN, "Harris Federation", "London", "London", 994001),),
}
PARTNERS = {
    NIOT: ("Dale Teaching School Hub", "Estuary Learning Partnership"),
    HARRIS: ("Outwood Institute of Education", "Star Institute"),
}

# Weekdays: 0 is Monday. Groups are of about 28.
COHORTS: Cohorts = {
    NIOT: (
        CohortPlan(NORTH_WEST, "NPQSL", "2024a", (2025, 2), 1, 1, (16, 0)),
        CohortPlan(NORTH_WEST, "NPQLT", "2025a", (2025, 10), 2, 2, (16, 0)),
        CohortPlan(NORTH_WEST, "NPQSL", "2025a", (2025, 10), 2, 3, (16, 0)),
        CohortPlan(NORTH_WEST, "NPQH", "2025a", (2025, 10), 1, 1, (13, 30)),
        CohortPlan(NORTH_WEST, "NPQLBC", "2026b", (2026, 10), 2, 0, (16, 0), PARTNERS[NIOT][0]),
        CohortPlan(NORTH_WEST, "NPQSL", "2026b", (2026, 10), 2, 2, (15, 45)),
        CohortPlan(NORTH_WEST, "NPQLTD", "2026b", (2026, 11), 1, 3, (16, 0)),
        CohortPlan(LONDON, "NPQLTD", "2024a", (2025, 2), 1, 0, (16, 0)),
        CohortPlan(LONDON, "NPQH", "2025a", (2025, 10), 1, 1, (14, 0)),
        CohortPlan(LONDON, "NPQSL", "2025a", (2025, 11), 2, 2, (16, 0)),
        CohortPlan(LONDON, "NPQLBC", "2025a", (2025, 10), 2, 3, (16, 0), PARTNERS[NIOT][1]),
        CohortPlan(LONDON, "NPQEL", "2025a", (2025, 11), 1, 4, (10, 0)),
        CohortPlan(LONDON, "NPQLT", "2026b", (2026, 10), 2, 1, (16, 0)),
        CohortPlan(LONDON, "NPQSENCO", "2026b", (2026, 10), 2, 3, (15, 30)),
        CohortPlan(LONDON, "NPQLL", "2026b", (2026, 11), 1, 2, (16, 0)),
        CohortPlan(SOUTH_WEST, "NPQLT", "2025a", (2025, 11), 1, 2, (16, 0)),
        CohortPlan(SOUTH_WEST, "NPQEYL", "2025a", (2025, 10), 1, 1, (17, 30)),
        CohortPlan(SOUTH_WEST, "NPQSL", "2026b", (2026, 10), 1, 3, (16, 0)),
        CohortPlan(SOUTH_WEST, "NPQLBC", "2026b", (2026, 11), 1, 0, (16, 0)),
        CohortPlan(SOUTH_WEST, "NPQH", "2026b", (2026, 10), 1, 2, (14, 0)),
        CohortPlan(NORTH_EAST, "NPQLT", "2025a", (2025, 10), 2, 1, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQLL", "2025a", (2025, 11), 1, 3, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQLPM", "2025a", (2025, 10), 1, 0, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQSENCO", "2025a", (2025, 10), 1, 4, (13, 0)),
        CohortPlan(NORTH_EAST, "NPQSL", "2026b", (2026, 10), 2, 2, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQLTD", "2026b", (2026, 10), 2, 1, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQLPM", "2026b", (2026, 11), 1, 3, (16, 0)),
        CohortPlan(NORTH_EAST, "NPQEYL", "2026b", (2026, 10), 1, 0, (17, 30)),
    ),
    HARRIS: (
        CohortPlan(SLN, "NPQSL", "2025a", (2025, 10), 1, 1, (16, 0), PARTNERS[HARRIS][0]),
        CohortPlan(SLN, "NPQLT", "2026b", (2026, 10), 1, 2, (16, 0), PARTNERS[HARRIS][1]),
    ),
}

# The cohort of the participant who can be signed in as.
OWN_COHORT = COHORTS[NIOT][2]

# When the facilitator who can be signed in as meets a group on the day the world is built.
TODAYS_SESSION = ((18, 30), (19, 30))

# The first account of each role stands on the sign-in page.
ACCOUNTS = (
    AccountPlan(Role.ADMINISTRATOR, "Ada Whitlock", "administrator@example.org"),
    AccountPlan(Role.NATIONAL_LEADER, "Nadia Holroyd", "national.leader@example.org"),
    AccountPlan(Role.HUB_LEADER, "Hugo Lattimer", "hub.leader@example.org", hub=NORTH_WEST),
    AccountPlan(
        Role.DELIVERY_PARTNER, "Petra Dunmore", "partner@example.org", partner=PARTNERS[NIOT][0]
    ),
    AccountPlan(Role.FACILITATOR, "Fergus Adeyemi", "facilitator@example.org", hub=NORTH_WEST),
    AccountPlan(Role.PARTICIPANT, "Paula Ridgeway", "participant@example.org", hub=NORTH_WEST),
    AccountPlan(Role.QUALITY_ASSURER, "Quentin Marlowe", "quality@example.org"),
    AccountPlan(Role.INSPECTOR, "Ines Carrow", "inspector@example.org"),
    AccountPlan(Role.HUB_LEADER, "Lena Okoye", "hub.leader.london@example.org", hub=LONDON),
    AccountPlan(
        Role.HUB_LEADER, "Sam Trevithick", "hub.leader.southwest@example.org", hub=SOUTH_WEST
    ),
    AccountPlan(
        Role.HUB_LEADER, "Olu Fairbairn", "hub.leader.northeast@example.org", hub=NORTH_EAST
    ),
    AccountPlan(
        Role.NATIONAL_LEADER,
        "Harriet Penhale",
        "national.leader.harris@example.org",
        provider=HARRIS,
    ),
    AccountPlan(
        Role.HUB_LEADER, "Silas Norcott", "hub.leader.sln@example.org", provider=HARRIS, hub=SLN
    ),
    AccountPlan(
        Role.DELIVERY_PARTNER,
        "Orla Whitcombe",
        "partner.harris@example.org",
        provider=HARRIS,
        partner=PARTNERS[HARRIS][0],
    ),
)
