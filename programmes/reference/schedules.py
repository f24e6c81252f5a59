"""What should stand in the database of schedules and milestones, and how a schedule is chosen."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from programmes.reference import FOLDER, dfe_files
from programmes.reference.reading import Entry, document, tables
from programmes.reference.records import Record
from programmes.rules.schedules import DefaultSchedule

SCHEDULES = FOLDER / "schedules.toml"
MILESTONES = FOLDER / "milestones.toml"
GROUPS_WITH_MILESTONES = ("leadership", "specialist")
MILESTONE_KEYS = ("started", "retained-1", "retained-2")

ScheduleKey = tuple[str, str]
MilestoneKey = tuple[str, str, str]


def schedules_and_milestones(dfe: Path | None) -> tuple[list[Record], list[Record]]:
    """Read the DfE's schedules, those of ours that it has not, and the published days."""
    schedules: dict[ScheduleKey, Record] = {}
    milestones: dict[MilestoneKey, Record] = {}
    for row, values in dfe_files.milestones(dfe):
        _add_published_row(row, values, schedules, milestones)
    for entry in tables(SCHEDULES, "schedule"):
        _add_our_schedule(entry, schedules, milestones)
    for entry in tables(MILESTONES, "milestones"):
        _add_days(entry, milestones)
    return list(schedules.values()), list(milestones.values())


def _add_published_row(
    row: Entry,
    values: dict[str, Any],
    schedules: dict[ScheduleKey, Record],
    milestones: dict[MilestoneKey, Record],
) -> None:
    key = (values["intake"], values["identifier"])
    starts_on = values["starts_on"]
    named = {name: values[name] for name in ("intake", "identifier", "name", "course_group")}
    known = schedules.setdefault(
        key, Record(row.where, named | {"applies_from": starts_on, "applies_to": None})
    )
    if any(known.values[name] != named[name] for name in named):
        raise row.refuse(f"{key[1]} has another name or type at {known.where}.")
    if starts_on and (known.values["applies_from"] or starts_on) >= starts_on:
        known.values["applies_from"] = starts_on
    milestone = (*key, values["declaration_type"])
    if milestone in milestones:
        raise row.refuse(f"{milestone[2]} stands at {milestones[milestone].where} already.")
    days = {name: values[name] for name in ("starts_on", "deadline_on", "payment_on")}
    milestones[milestone] = _milestone(row.where, milestone, **days)


def _add_our_schedule(
    entry: Entry,
    schedules: dict[ScheduleKey, Record],
    milestones: dict[MilestoneKey, Record],
) -> None:
    values = entry.take(
        ("intakes", "identifier", "name", "course_group"), ("applies_from", "applies_to")
    )
    declarations = document(SCHEDULES)["declarations"].get(values["course_group"])
    if declarations is None:
        raise entry.refuse(f"[declarations] does not name “{values['course_group']}”.")
    dates = {"applies_from": None, "applies_to": None}
    for intake in values.pop("intakes"):
        key = (intake, values["identifier"])
        if key in schedules:  # the DfE's own file has it
            continue
        schedules[key] = Record(entry.where, {**dates, **values, "intake": intake})
        for declaration in declarations:
            milestones[(*key, declaration)] = _milestone(
                entry.where, (*key, declaration), starts_on=values.get("applies_from")
            )


def _add_days(entry: Entry, milestones: dict[MilestoneKey, Record]) -> None:
    """Set the published deadlines and payment days of one season."""
    completed = [f"completed-{group}" for group in GROUPS_WITH_MILESTONES]
    values = entry.take(("intake", "season"), (*MILESTONE_KEYS, *completed))
    for group in GROUPS_WITH_MILESTONES:
        schedule = f"npq-{group}-{values['season']}"
        for name in (*MILESTONE_KEYS, f"completed-{group}"):
            declaration = name.removesuffix(f"-{group}")
            key = (values["intake"], schedule, declaration)
            if (name, group) == ("retained-2", "specialist") or name not in values:
                continue
            if key not in milestones:
                raise entry.refuse(f"{schedule} of {key[0]} has no {declaration} declaration.")
            deadline_on, payment_on = _pair(entry, name)
            milestones[key].values.update(deadline_on=deadline_on, payment_on=payment_on)


def _pair(entry: Entry, name: str) -> tuple[date, date]:
    match entry.cells[name]:
        case [date() as deadline_on, date() as payment_on] if deadline_on <= payment_on:
            return deadline_on, payment_on
    raise entry.refuse(f"“{name}” must be [deadline, payment], two days, the earlier first.")


def _milestone(where: str, key: MilestoneKey, **days: date | None) -> Record:
    intake, schedule, declaration = key
    unknown = {"starts_on": None, "deadline_on": None, "payment_on": None}
    named = {"intake": intake, "schedule": schedule, "declaration_type": declaration}
    return Record(where, named | unknown | days)


@cache
def default_schedules() -> tuple[DefaultSchedule, ...]:
    """Return the rules by which a schedule is chosen, in their order."""
    return tuple(_default_schedules())


def _default_schedules() -> Iterator[DefaultSchedule]:
    optional = ("intakes", "from", "before", "every_year")
    for entry in tables(SCHEDULES, "default"):
        values = entry.take(("groups", "season"), optional)
        try:
            yield DefaultSchedule(
                groups=frozenset(values["groups"]),
                season=values["season"],
                intakes=frozenset(values.get("intakes", ())),
                from_day=values.get("from", ""),
                before_day=values.get("before", ""),
                every_year=values.get("every_year", False),
            )
        except ValueError as fault:
            raise ValidationError(f"{entry.where}: {fault}") from None
