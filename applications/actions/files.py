"""What happens to a file of applications: uploaded, confirmed, taken in by a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import hubs_for
from accounts.actions import imports
from accounts.actions.imports import Reading
from accounts.columns import Columns
from accounts.models import Hub, LeadProvider, User
from accounts.roles import Scope
from accounts.spreadsheets import Row
from applications.access import imports_for
from applications.actions.receiving import examine, receive_many
from applications.models import Application, ApplicationImport, ApplicationRow
from applications.rules.files import LAYOUT, Known, doubles, read_row
from applications.rules.receiving import Answer, Outcome, Received

KIND = "applications.import"


@transaction.atomic
def upload(
    *,
    lead_provider: LeadProvider,
    hub: Hub | None,
    name: str,
    content: bytes,
    at: datetime,
    by: User,
) -> ApplicationImport:
    """Keep an uploaded file until somebody has looked at what its columns are taken for.

    Without a hub the file's own column says it for each row.

    :raises ValidationError: when the file as a whole cannot be read.
    """
    return imports.upload(
        kind=FILES,
        row=ApplicationImport(lead_provider=lead_provider, hub=hub),
        name=name,
        content=content,
        params={},
        told={"lead_provider": lead_provider, "hub": hub},
        at=at,
        by=by,
    )


def _title(source: ApplicationImport) -> str:
    return f"Import {source}"


def _known(source: ApplicationImport) -> Known:
    """Return what the rows name; a hub's own leader can give applications to no other."""
    provider = source.lead_provider
    courses = provider.programmes.values_list("qualification__code", "qualification__identifier")
    return Known(
        courses={code.casefold(): identifier for code, identifier in courses if identifier},
        hubs={hub.name.casefold(): hub for hub in Hub.objects.filter(lead_provider=provider)},
        hub=source.hub,
    )


def _entries(
    source: ApplicationImport,
    columns: Columns,
    rows: Sequence[Row],
    twice: Mapping[int, str],
    at: datetime,
) -> tuple[dict[int, Received], dict[int, str]]:
    """Return what can be received, and what is wrong with the other rows, by number."""
    known, today = _known(source), timezone.localdate(at)
    entries: dict[int, Received] = {}
    told: dict[int, str] = {}
    for row in rows:
        entry, faults = read_row(columns, row, known=known, today=today)
        if row.number in twice:
            faults.append(twice[row.number])
        if entry and not faults:
            entries[row.number] = entry
        else:
            told[row.number] = " ".join(faults)
    return entries, told


def _take(reading: Reading, rows: Sequence[Row], at: datetime, by: User) -> list[Answer]:
    source = reading.source
    # One file after the other, so that two with the same ids do not clash.
    LeadProvider.objects.select_for_update(of=("self",)).get(pk=source.lead_provider_id)
    uploaded_at = source.uploaded_at
    entries, told = _entries(source, reading.columns, rows, reading.doubles, uploaded_at)
    reached = set(hubs_for(by).values_list("pk", flat=True))
    leads_all = by.acting is not None and by.acting.charter.scope != Scope.HUB

    def is_theirs(application: Application) -> bool:
        return application.hub_id in reached if application.hub_id else leads_all

    given = receive_many(
        entries=list(entries.values()),
        lead_provider=source.lead_provider,
        is_theirs=is_theirs,
        at=at,
        by=by,
    )
    answers = {number: Answer(Outcome.REFUSED, sentence) for number, sentence in told.items()}
    answers |= zip(entries, given, strict=True)
    return [answers[row.number] for row in rows]


def _look(
    source: ApplicationImport, columns: Columns, rows: Sequence[Row], at: datetime
) -> dict[int, str]:
    """Say what is wrong with rows; what is here already is asked when they go in."""
    entries, told = _entries(source, columns, rows, doubles(columns, rows), at)
    sentences = examine(entries=list(entries.values()), lead_provider=source.lead_provider)
    found = zip(entries, sentences, strict=True)
    return told | {number: sentence for number, sentence in found if sentence}


FILES = imports.register(
    imports.Kind(
        name=KIND,
        layout=LAYOUT,
        imports=ApplicationImport,
        rows=ApplicationRow,
        link="application_import",
        success=ApplicationRow.Outcome.RECEIVED,
        title=_title,
        visible=imports_for,
        doubles=doubles,
        take=_take,
        look=_look,
        related=("lead_provider", "hub"),
    )
)
