"""What became of the rows of imported lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from participants.models import ImportRow, ParticipantImport
from programmes.models import Cohort

Outcome = ImportRow.Outcome
# None of these is a heading that an import reads, so that the mended file can be uploaded as it is.
ERROR_HEADINGS = ("Row", "Participant", "What is wrong")


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
    found = dict(participant_import.rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    return Counts(*(found.get(outcome, 0) for outcome in Outcome.values))


def rows_to_look_at(participant_import: ParticipantImport) -> QuerySet[ImportRow]:
    """Return the rows of which nobody got a place: refused first, then already there."""
    return participant_import.rows.exclude(outcome=Outcome.ENROLLED).order_by("-outcome", "number")


def errors(participant_import: ParticipantImport) -> Iterator[tuple[object, ...]]:
    """Yield refused rows with the person's name, what is wrong, and what the file said."""
    refused = participant_import.rows.filter(outcome=Outcome.REFUSED).order_by("number")
    for number, cells, sentence in refused.values_list("number", "cells", "sentence").iterator():
        yield (number, cells.get("name", ""), sentence, *cells.get("row", []))


def imports_of(cohort: Cohort) -> QuerySet[ParticipantImport]:
    """Return the lists uploaded for a cohort, newest first."""
    uploaded = ParticipantImport.objects.filter(cohort=cohort)
    return uploaded.select_related("job", "stored_file", "uploaded_by").order_by("-pk")
