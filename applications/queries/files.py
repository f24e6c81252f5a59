"""What became of the rows of files of applications."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries.imports import outcomes_of
from applications.access import imports_for
from applications.models import ApplicationImport, ApplicationRow

Outcome = ApplicationRow.Outcome


@dataclass(frozen=True)
class Counts:
    """How many rows of a file got which answer."""

    received: int
    changed: int
    already_there: int
    refused: int

    @property
    def changed_nothing(self) -> bool:
        return not self.received and not self.changed


def counts_of(row: ApplicationImport) -> Counts:
    """Count the rows of a file by what became of them."""
    found = outcomes_of(row)
    return Counts(*(found.get(outcome, 0) for outcome in Outcome.values))


def rows_to_look_at(row: ApplicationImport) -> QuerySet[ApplicationRow]:
    """Return the rows that brought nothing new, or changed something: refused ones first.

    The outcomes stand in that order by their own letters, the last first.
    """
    told: QuerySet[ApplicationRow] = row.rows.exclude(outcome=Outcome.RECEIVED)
    return told.order_by("-outcome", "number")


def newest(user: User) -> QuerySet[ApplicationImport]:
    """Return the files that came to the user's hubs, newest first."""
    return imports_for(user).select_related("job", "uploaded_by").order_by("-pk")
