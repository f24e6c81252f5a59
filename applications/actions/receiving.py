"""Applications as they come from a file or the DfE: kept, brought up to date, never doubled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.models import LeadProvider, School, User
from applications.models import Application
from applications.rules.receiving import (
    CHANGEABLE,
    NOT_THEIRS,
    TOLD_BY,
    Answer,
    Outcome,
    Received,
    already_there,
    cleaned,
)
from participants.rules.people import clean_email, search_text
from programmes.models import Intake, Programme

TOLD = tuple(name for name in CHANGEABLE if name not in ("sort_name", "search_text", "as_received"))


# Stands for an application of another lead provider, of which nothing is told.
ELSEWHERE = Application()


@dataclass(frozen=True)
class Register:
    """The rows that entries name, by what they are called there."""

    programmes: dict[str, Programme]
    intakes: dict[str, Intake]
    schools: dict[str, School]


@transaction.atomic
def receive_many(
    *,
    entries: Sequence[Received],
    lead_provider: LeadProvider,
    is_theirs: Callable[[Application], bool] = lambda _: True,
    at: datetime,
    by: User | None,
) -> list[Answer]:
    """Keep applications to a lead provider; answer each entry in the same order.

    One that is here already, by the DfE's number or else by address, course and intake, is brought
    up to date while it is pending; a decided one stays. One that is not `is_theirs` who brought the
    entries is left alone. The number of statements does not depend
    on the number of entries.
    """
    register = _register(entries, lead_provider)
    standing = _standing(entries, lead_provider)
    answers: list[Answer] = []
    new: list[Application] = []
    changed: list[tuple[Application, dict[str, Any], dict[str, Any]]] = []
    for entry in entries:
        try:
            values = _values(entry, register)
        except ValidationError as fault:
            answers.append(Answer(Outcome.REFUSED, " ".join(fault.messages)))
            continue
        here = standing.find(values)
        if here is None:
            application = Application(**values, hub=entry.hub, applied_at=entry.created_at or at)
            new.append(application)
            standing.add(application)
            answers.append(Answer(Outcome.RECEIVED, "", application))
        elif here is ELSEWHERE or not is_theirs(here):
            answers.append(Answer(Outcome.REFUSED, NOT_THEIRS))
        else:
            answers.append(_renew(here, _told_of(entry, here, values), changed))
    Application.objects.bulk_create(new, batch_size=500)
    updates = [application for application, _, _ in changed if application.pk]
    Application.objects.bulk_update(updates, CHANGEABLE, batch_size=200)
    audit.record_many(
        "application.received",
        by=by,
        changes=[(row, {}, audit.snapshot(row, *TOLD, "hub")) for row in new],
    )
    audit.record_many("application.changed", by=by, changes=changed)
    return answers


def examine(*, entries: Sequence[Received], lead_provider: LeadProvider) -> list[str]:
    """Say of each entry what is wrong with it; nothing is written or held."""
    register = _register(entries, lead_provider)
    told = []
    for entry in entries:
        try:
            _values(entry, register)
        except ValidationError as fault:
            told.append(" ".join(fault.messages))
        else:
            told.append("")
    return told


def _told_of(entry: Received, here: Application, values: dict[str, Any]) -> dict[str, Any]:
    """Leave what an entry has no word about as it is here: its file has no such column."""
    if entry.came is None:
        return values
    silent = [ours for ours, theirs in TOLD_BY.items() if theirs not in entry.came]
    values = values | {name: getattr(here, name) for name in silent}
    values["trn_verified"] = values["trn_verified"] and bool(values["trn"])
    values["as_received"] = {**here.as_received, **values["as_received"]}
    return values | {"search_text": _search_text(values)}


def _renew(
    here: Application,
    values: dict[str, Any],
    changed: list[tuple[Application, dict[str, Any], dict[str, Any]]],
) -> Answer:
    before = audit.snapshot(here, *CHANGEABLE)
    # A file without the DfE's numbers does not take them away.
    given = {k: v for k, v in values.items() if v is not None or not k.startswith("dfe_")}
    differs = any(before[name] != value for name, value in given.items())
    if here.status != Application.Status.PENDING or not differs:
        return already_there(here, differs=differs)
    for name, value in given.items():
        setattr(here, name, value)
    changed.append((here, {n: before[n] for n in TOLD}, audit.snapshot(here, *TOLD)))
    return Answer(Outcome.CHANGED, "Brought up to date.", here)


def _values(entry: Received, register: Register) -> dict[str, Any]:
    values = cleaned(entry)
    programme = register.programmes.get(entry.course_identifier)
    if programme is None:
        course = entry.course_identifier[:60]
        raise ValidationError(f"The course “{course}” is not one of this lead provider’s.")
    intake = register.intakes.get(entry.cohort.lower())
    if intake is None:
        raise ValidationError(f"There is no intake “{entry.cohort[:10]}”.")
    school = register.schools.get(entry.school_urn)
    if entry.school_urn and school is None:
        urn = entry.school_urn[:10]
        raise ValidationError(f"No school of the register has the URN “{urn}”.")
    if entry.hub and entry.hub.lead_provider_id != programme.lead_provider_id:
        raise ValidationError("The hub belongs to another lead provider.")
    values |= {"programme": programme, "intake": intake, "school": school}
    return values | {"search_text": _search_text(values)}


def _search_text(values: dict[str, Any]) -> str:
    school = values["school"]
    return search_text(
        full_name=values["full_name"],
        email=values["email"],
        trn=values["trn"],
        school=f"{school.name} {school.urn}" if school else values["employer"],
    )


def _register(entries: Iterable[Received], lead_provider: LeadProvider) -> Register:
    programmes = lead_provider.programmes.select_related("qualification", "lead_provider")
    intakes = {intake.identifier: intake for intake in Intake.objects.all()}
    years = [identifier[:4] for identifier in intakes]
    for identifier, intake in list(intakes.items()):
        if years.count(identifier[:4]) == 1:
            intakes[identifier[:4]] = intake
    urns = {entry.school_urn for entry in entries if entry.school_urn}
    return Register(
        programmes={p.qualification.identifier or p.qualification.code: p for p in programmes},
        intakes=intakes,
        schools={school.urn: school for school in School.objects.filter(urn__in=urns)},
    )


class Standing:
    """The applications that are here, found by the DfE's number, else by address and course."""

    def __init__(self) -> None:
        self.by_dfe_id: dict[UUID, Application] = {}
        self.by_address: dict[tuple[str, int, int], Application] = {}

    def add(self, row: Application) -> None:
        if row.dfe_id:
            self.by_dfe_id[row.dfe_id] = row
        self.by_address[row.email, row.programme_id, row.intake_id] = row

    def find(self, values: dict[str, Any]) -> Application | None:
        """Two numbers of the DfE's are two applications, though address and course are the same."""
        dfe_id = values["dfe_id"]
        if dfe_id in self.by_dfe_id:
            return self.by_dfe_id[dfe_id]
        key = (values["email"], values["programme"].pk, values["intake"].pk)
        found = self.by_address.get(key)
        return found if found and (dfe_id is None or found.dfe_id is None) else None


def _standing(entries: Iterable[Received], lead_provider: LeadProvider) -> Standing:
    emails, dfe_ids = set(), set()
    for entry in entries:
        if entry.id:
            dfe_ids.add(entry.id)
        try:
            emails.add(clean_email(entry.email))
        except ValidationError:
            continue
    ours = Q(programme__lead_provider=lead_provider)
    rows = Application.objects.filter(Q(email__in=emails) & ours | Q(dfe_id__in=dfe_ids))
    standing = Standing()
    held = rows.select_for_update(of=("self",)).select_related("programme", "intake", "school")
    # Decided ones first, so that of two with one address the pending one is brought up to date.
    for row in sorted(held, key=lambda row: (row.status == "pending", row.pk)):
        if row.programme.lead_provider_id == lead_provider.pk:
            standing.add(row)
        elif row.dfe_id:
            standing.by_dfe_id[row.dfe_id] = ELSEWHERE
    return standing
