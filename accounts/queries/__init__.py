"""Read models of people, organisations, background work and the audit trail."""

from accounts.queries.history import (
    Change,
    HistoryItem,
    history_of,
    history_of_person,
    item_of,
    narrowed,
)
from accounts.queries.organisations import (
    partners_with_people,
    providers_with_hubs,
    schools_found,
)
from accounts.queries.outbox import letters_found, paragraphs_of
from accounts.queries.people import (
    PeopleFilter,
    demo_accounts,
    invitation_behind,
    invitations_waiting,
    people_found,
    posts_of,
)
from accounts.queries.work import JobView, job_view, results_of

__all__ = [
    "Change",
    "HistoryItem",
    "JobView",
    "PeopleFilter",
    "demo_accounts",
    "history_of",
    "history_of_person",
    "invitation_behind",
    "invitations_waiting",
    "item_of",
    "job_view",
    "letters_found",
    "narrowed",
    "paragraphs_of",
    "partners_with_people",
    "people_found",
    "posts_of",
    "providers_with_hubs",
    "results_of",
    "schools_found",
]
