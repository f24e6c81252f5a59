"""The roles and what each may do: one table, printed in the product on *Roles and permissions*."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    NATIONAL_LEADER = "national-leader", "National programme leader"
    HUB_LEADER = "hub-leader", "Hub leader"
    DELIVERY_PARTNER = "delivery-partner", "Delivery partner"
    FACILITATOR = "facilitator", "Facilitator"
    PARTICIPANT = "participant", "Participant"
    QUALITY_ASSURER = "quality-assurer", "Quality assurer"
    INSPECTOR = "inspector", "Inspector"


class Scope(TextChoices):
    """Whose records a role reaches."""

    EVERYTHING = "everything", "Every organisation"
    LEAD_PROVIDER = "lead-provider", "One lead provider"
    HUB = "hub", "One hub"
    DELIVERY_PARTNER = "delivery-partner", "Cohorts of one delivery partner"
    OWN = "own", "Own records only"


class Permission(TextChoices):
    MANAGE_ORGANISATIONS = "manage-organisations", "Add and change organisations and schools"
    INVITE_PEOPLE = "invite-people", "Invite people and end their roles"
    SEE_PROGRAMMES = "see-programmes", "See qualifications, programmes and curricula"
    SEE_COHORTS = "see-cohorts", "See cohorts, groups and sessions"
    MANAGE_COHORTS = "manage-cohorts", "Create cohorts, groups and timetables, and appoint leads"
    SEE_PARTICIPANTS = "see-participants", "See participants and their progress"
    EXPORT_PARTICIPANTS = "export-participants", "Download lists of participants"
    MANAGE_ENROLMENTS = "manage-enrolments", "Enrol, import and change participants"
    DECIDE_APPLICATIONS = "decide-applications", "See applications, accept and reject them"
    SET_PLACES = "set-places", "Set funded places by hub and the rules of places"
    SEE_CONTACTS = "see-contacts", "Read and write the contact log of participants"
    SEE_ADJUSTMENTS = "see-adjustments", "See the adjustments that participants need"
    SEE_FACILITATORS = "see-facilitators", "See facilitators and who leads which session"
    SEE_REGISTERS = "see-registers", "See registers and session notes"
    AMEND_REGISTERS = "amend-registers", "Take or amend any register in scope"
    LEAD_SESSIONS = "lead-sessions", "Take the register of sessions one leads, and write notes"
    FOLLOW_PROGRAMME = "follow-programme", "See one's own modules, sessions and progress"
    SEE_HISTORY = "see-history", "See who changed what, before and after"
    SEE_JOBS = "see-jobs", "See background work that one started"


P = Permission


@dataclass(frozen=True)
class Charter:
    """What one role is for, whose records it reaches and what it may do there."""

    role: Role
    scope: Scope
    purpose: str
    permissions: frozenset[Permission]
    is_leader: bool = False


_SEES = {P.SEE_PROGRAMMES, P.SEE_COHORTS, P.SEE_PARTICIPANTS, P.SEE_FACILITATORS, P.SEE_REGISTERS}
_LEADS = _SEES | {
    P.INVITE_PEOPLE,
    P.MANAGE_COHORTS,
    P.EXPORT_PARTICIPANTS,
    P.MANAGE_ENROLMENTS,
    P.DECIDE_APPLICATIONS,
    P.SEE_CONTACTS,
    P.SEE_ADJUSTMENTS,
    P.AMEND_REGISTERS,
    P.SEE_HISTORY,
    P.SEE_JOBS,
}

CHARTERS: dict[Role, Charter] = {
    charter.role: charter
    for charter in (
        Charter(
            Role.ADMINISTRATOR,
            Scope.EVERYTHING,
            "Keeps organisations, reference data and accounts in order.",
            frozenset(
                {
                    P.MANAGE_ORGANISATIONS,
                    P.INVITE_PEOPLE,
                    P.SEE_PROGRAMMES,
                    P.SEE_HISTORY,
                    P.SEE_JOBS,
                }
            ),
            is_leader=True,
        ),
        Charter(
            Role.NATIONAL_LEADER,
            Scope.LEAD_PROVIDER,
            "Leads a lead provider's programmes across all its hubs.",
            frozenset(_LEADS | {P.SET_PLACES}),
            is_leader=True,
        ),
        Charter(
            Role.HUB_LEADER,
            Scope.HUB,
            "Administers the cohorts of one hub.",
            frozenset(_LEADS),
            is_leader=True,
        ),
        Charter(
            Role.DELIVERY_PARTNER,
            Scope.DELIVERY_PARTNER,
            "Reads the cohorts that the partner delivers, to check them against its own records.",
            frozenset({P.SEE_PROGRAMMES, P.SEE_COHORTS, P.SEE_PARTICIPANTS, P.EXPORT_PARTICIPANTS}),
        ),
        Charter(
            Role.FACILITATOR,
            Scope.OWN,
            "Leads sessions: takes registers and writes what happened.",
            frozenset({P.SEE_PROGRAMMES, P.LEAD_SESSIONS, P.SEE_ADJUSTMENTS}),
        ),
        Charter(
            Role.PARTICIPANT,
            Scope.OWN,
            "Follows a programme: modules, sessions and progress.",
            frozenset({P.FOLLOW_PROGRAMME}),
        ),
        Charter(
            Role.QUALITY_ASSURER,
            Scope.LEAD_PROVIDER,
            "Checks the quality of delivery across a lead provider; changes nothing.",
            frozenset(_SEES | {P.SEE_HISTORY}),
        ),
        Charter(
            Role.INSPECTOR,
            Scope.LEAD_PROVIDER,
            "Inspects a lead provider between two moments; changes nothing.",
            frozenset(_SEES),
        ),
    )
}

_ORGANISATIONS = {
    Scope.LEAD_PROVIDER: "lead_provider",
    Scope.HUB: "hub",
    Scope.DELIVERY_PARTNER: "delivery_partner",
}


def organisation_asked(role: Role) -> str:
    """Return the name of the organisation field that a role needs, or nothing.

    A facilitator belongs to a hub, though only own sessions are seen.
    """
    if role == Role.FACILITATOR:
        return "hub"
    return _ORGANISATIONS.get(CHARTERS[role].scope, "")
