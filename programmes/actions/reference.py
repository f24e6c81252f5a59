"""Brings the database to what the reference files say; a second time it changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts import audit
from accounts.models import AuditEvent, LeadProvider, User
from programmes.models import (
    BankHoliday,
    ChangeReason,
    HalfTerm,
    Intake,
    Milestone,
    Offering,
    Programme,
    Qualification,
    QualityAssurance,
    Schedule,
)
from programmes.reference import records, schedules
from programmes.reference.records import Record

Rows = Iterable[Record]


@dataclass(frozen=True)
class Tally:
    """What became of one kind of reference data."""

    kind: str
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load(*, dfe: Path | None = None, by: User | None) -> list[Tally]:
    """Add and change what the files say; nothing is taken away.

    What somebody changed in the product (a half term, a lead provider) stays as it is. `dfe` is
    a folder with files of the DfE that are read instead of those we carry.

    :raises ValidationError: with file, line and a sentence; then nothing is written.
    """
    read_schedules, read_milestones = schedules.schedules_and_milestones(dfe)
    tallies = [
        _bring(Qualification, ("code",), records.qualifications(), by),
        _bring(QualityAssurance, ("suite", "assurer"), records.quality_assurances(), by),
        _bring(LeadProvider, ("code",), records.lead_providers(), by, keep=_by_hand(LeadProvider)),
        _bring(Intake, ("identifier",), records.intakes(dfe), by),
    ]
    intakes = _ids(Intake, "identifier")
    placed = _placed(read_schedules, {"intake": intakes})
    tallies.append(_bring(Schedule, ("intake_id", "identifier"), placed, by))
    tallies += [
        _bring(
            Milestone, ("schedule_id", "declaration_type"), _scheduled(read_milestones, intakes), by
        ),
        _bring(ChangeReason, ("kind", "code"), records.change_reasons(), by),
        _bring(BankHoliday, ("on",), records.bank_holidays(), by),
        _bring(HalfTerm, ("name",), records.half_terms(), by, keep=_by_hand(HalfTerm)),
        *_bring_offerings(list(records.offerings(dfe)), intakes, by),
    ]
    return tallies


def _bring(
    model: type[models.Model],
    key: tuple[str, ...],
    wanted: Rows,
    by: User | None,
    *,
    keep: frozenset[str] = frozenset(),
) -> Tally:
    """Add the rows that are missing and change those that differ, by their natural key."""
    standing = {_key_of(row, key): row for row in model._default_manager.all()}
    places: dict[tuple[Any, ...], str] = {}
    missing: list[models.Model] = []
    differing: list[tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]] = []
    for record in wanted:
        candidate = _candidate(model, record)
        found = _key_of(candidate, key)
        if found in places:
            raise ValidationError(f"{record.where}: it stands at {places[found]} already.")
        places[found] = record.where
        row = standing.get(found)
        if row is None:
            missing.append(candidate)
        elif str(row.pk) not in keep and (changes := _changes(row, candidate, record.values)):
            differing.append((row, audit.snapshot(row, *changes), changes))
            for field, value in changes.items():
                setattr(row, field, value)
    model._default_manager.bulk_create(missing, batch_size=500)
    if differing:
        fields = sorted({field for _, _, changes in differing for field in changes})
        model._default_manager.bulk_update([row for row, _, _ in differing], fields)
    _record(model, missing, differing, by)
    kind = str(model._meta.verbose_name_plural)
    same = len(places) - len(missing) - len(differing)
    return Tally(kind, len(missing), len(differing), same)


def _record(
    model: type[models.Model],
    added: list[models.Model],
    changed: list[tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]],
    by: User | None,
) -> None:
    """Write an event for each row, named as people name it: half_term.loaded."""
    name = str(model._meta.verbose_name).replace(" ", "_")
    plain = [f.name for f in model._meta.concrete_fields if f.editable and not f.is_relation]
    plain.remove("id")
    audit.record_many(
        f"{name}.loaded", by=by, changes=[(row, {}, audit.snapshot(row, *plain)) for row in added]
    )
    audit.record_many(f"{name}.changed_by_file", by=by, changes=changed)


def _candidate(model: type[models.Model], record: Record) -> models.Model:
    """Return the row that a record asks for, its fields checked as the model says."""
    candidate = model(**record.values)
    relations = {field.name for field in model._meta.fields if field.is_relation}
    try:
        candidate.clean_fields(exclude=relations)
    except ValidationError as fault:
        field, sentences = next(iter(fault.message_dict.items()))
        raise ValidationError(f"{record.where}: “{field}”: {sentences[0]}") from None
    return candidate


def _changes(row: models.Model, wanted: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {n: getattr(wanted, n) for n in names if getattr(row, n) != getattr(wanted, n)}


def _key_of(row: models.Model, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in key)


def _ids(model: type[models.Model], field: str) -> dict[Any, int]:
    return dict(model._default_manager.values_list(field, "pk"))


def _by_hand(model: type[models.Model]) -> frozenset[str]:
    """Return the keys of rows that somebody changed in the product, by the audit trail."""
    events = AuditEvent.objects.filter(subject_type=model._meta.label_lower, by__isnull=False)
    return frozenset(events.values_list("subject_key", flat=True))


def _placed(wanted: Rows, keys: Mapping[str, Mapping[Any, int]]) -> list[Record]:
    """Put the primary key of each named relation in the place of its name."""
    placed = []
    for record in wanted:
        values = dict(record.values)
        for name, ids in keys.items():
            told = values.pop(name)
            if told not in ids:
                raise ValidationError(f"{record.where}: there is no {name} “{told}”.")
            values[f"{name}_id"] = ids[told]
        placed.append(Record(record.where, values))
    return placed


def _scheduled(wanted: Rows, intakes: Mapping[str, int]) -> list[Record]:
    ids = {(s.intake_id, s.identifier): s.pk for s in Schedule.objects.all()}
    placed = []
    for record in _placed(wanted, {"intake": intakes}):
        values = dict(record.values)
        schedule = ids[(values.pop("intake_id"), values.pop("schedule"))]
        placed.append(Record(record.where, {**values, "schedule_id": schedule}))
    return placed


def _bring_offerings(
    offered: list[Record], intakes: Mapping[str, int], by: User | None
) -> list[Tally]:
    """Bring the programmes that are offered at all, then the intakes in which each is."""
    resolved = _placed(
        offered,
        {
            "intake": intakes,
            "lead_provider": _ids(LeadProvider, "code"),
            "qualification": _ids(Qualification, "identifier"),
        },
    )
    pair = ("lead_provider_id", "qualification_id")
    first = {tuple(r.values[name] for name in pair): r for r in reversed(resolved)}
    programmes = [
        Record(record.where, {name: record.values[name] for name in pair})
        for record in reversed(first.values())
    ]
    tallies = [_bring(Programme, pair, programmes, by)]
    ids = {_key_of(programme, pair): programme.pk for programme in Programme.objects.all()}
    wanted = [
        Record(
            record.where,
            {
                "programme_id": ids[tuple(record.values[name] for name in pair)],
                "intake_id": record.values["intake_id"],
            },
        )
        for record in resolved
    ]
    return [*tallies, _bring(Offering, ("programme_id", "intake_id"), wanted, by)]
