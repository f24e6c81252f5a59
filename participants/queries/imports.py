"""What became of the rows of imported lists."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.queries.imports import outcomes_of
from participants.models import ImportRow, ParticipantImport
from programmes.models import Cohort

Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Counts:
    """How many rows of a list got which answer."""

    enrolled: int
    already_there: int
    refused: int

    @property
    def changed_nothing(self) -> bool:
        return not self.enrolled


def counts_of(participant_import: ParticipantImport) -> Counts:
    """Count the rows of a list by what became of them."""
    found = outcomes_of(participant_import)
    return Counts(*(found.get(outcome, 0) for outcome in Outcome.values))


def rows_to_look_at(participant_import: ParticipantImport) -> QuerySet[ImportRow]:
    """Return the rows that somebody has to look at: refused, enrolled with a doubt, already there.

    The outcomes stand in that order by their own letters, the last first.
    """
    told = participant_import.rows.exclude(Q(outcome=Outcome.ENROLLED), Q(sentence=""))
    return told.order_by("-outcome", "number")


def imports_of(cohort: Cohort) -> QuerySet[ParticipantImport]:
    """Return the lists uploaded for a cohort, newest first."""
    uploaded = ParticipantImport.objects.filter(cohort=cohort)
    return uploaded.select_related("job", "stored_file", "uploaded_by").order_by("-pk")
