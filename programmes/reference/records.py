"""What should stand in the database, kind by kind, read from our files and the DfE's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from programmes.reference import FOLDER, dfe_files
from programmes.reference.reading import Entry, rows, tables

REASONS = ("withdrawal", "deferral", "rejection")


@dataclass(frozen=True)
class Record:
    """The fields of one row, and the place in a file where they are written."""

    where: str
    values: dict[str, Any]


def qualifications() -> Iterator[Record]:
    missing = {
        "identifier": None,
        "is_qualification": True,
        "first_taught_on": None,
        "last_taught_on": None,
        "note": "",
    }
    for position, entry in enumerate(_tables("qualifications", "qualification"), start=1):
        values = entry.take(("code", "title", "suite", "course_group", "months"), tuple(missing))
        yield Record(entry.where, {**missing, **values, "position": position})


def quality_assurances() -> Iterator[Record]:
    missing = {"starts_on": None, "ends_on": None}
    for entry in _tables("qualifications", "quality_assurance"):
        yield Record(entry.where, missing | entry.take(("suite", "assurer"), tuple(missing)))


def lead_providers() -> Iterator[Record]:
    missing = {"first_year": None, "last_year": None, "note": ""}
    for entry in _tables("lead_providers", "lead_provider"):
        values = entry.take(("code", "name"), ("dfe_name", *missing))
        values.pop("dfe_name", None)
        yield Record(entry.where, missing | values)


def lead_provider_codes() -> dict[str, str]:
    """Return each lead provider's code by the name that the DfE's files use."""
    return {
        entry.cells.get("dfe_name") or entry.text("name"): entry.text("code")
        for entry in _tables("lead_providers", "lead_provider")
    }


def intakes(dfe: Path | None) -> Iterator[Record]:
    """Give the intakes; the DfE's own file says when registration began where ours does not."""
    registered = dfe_files.registrations(dfe)
    for entry in _tables("intakes", "intake"):
        values = entry.take(("identifier", "description", "funding"), ("registration_starts_on",))
        identifier = entry.text("identifier")
        if not (identifier[:4].isdecimal() and len(identifier) == 5):
            raise entry.refuse(f"“{identifier}” must be a year and a letter, such as 2026b.")
        begins = registered.get(identifier, {}).get("registration_starts_on")
        yield Record(
            entry.where,
            {
                "registration_starts_on": begins,
                **values,
                "start_year": int(identifier[:4]),
                "suffix": identifier[4:],
            },
        )


def change_reasons() -> Iterator[Record]:
    for kind in REASONS:
        for position, entry in enumerate(_tables("change_reasons", kind), start=1):
            values = entry.take(("code", "label"))
            yield Record(entry.where, {**values, "kind": kind, "position": position})


def bank_holidays() -> Iterator[Record]:
    for row in rows(FOLDER / "bank_holidays.csv", ("on", "name")):
        yield Record(row.where, {"on": row.day("on"), "name": row.text("name")})


def half_terms() -> Iterator[Record]:
    for entry in _tables("half_terms", "half_term"):
        values = entry.take(("name", "starts_on", "ends_on"))
        if not _are_days(values["starts_on"], values["ends_on"]):
            raise entry.refuse("“starts_on” and “ends_on” must be days such as 2026-09-02.")
        if values["ends_on"] <= values["starts_on"]:
            raise entry.refuse("“ends_on” must be after “starts_on”.")
        yield Record(entry.where, values)


def offerings(dfe: Path | None) -> Iterator[Record]:
    """Give what is offered, as intake, lead provider's code and course identifier."""
    codes, taught = lead_provider_codes(), {r.values["identifier"] for r in qualifications()}
    known = {entry.text("identifier") for entry in _tables("intakes", "intake")}
    for entry, intake, provider, course in _offers(dfe):
        if intake not in known:
            raise entry.refuse(f"there is no intake “{intake}”.")
        if provider not in codes:
            raise entry.refuse(f"there is no lead provider “{provider}”.")
        if course not in taught:
            raise entry.refuse(f"there is no course “{course}”.")
        yield Record(
            entry.where,
            {"intake": intake, "lead_provider": codes[provider], "qualification": course},
        )


def _offers(dfe: Path | None) -> Iterator[tuple[Entry, str, str, str]]:
    columns = ("intake", "lead_provider_name", "course_identifiers")
    for row in rows(FOLDER / "offerings.csv", columns):
        for course in row.text("course_identifiers").split():
            yield row, row.text("intake"), row.text("lead_provider_name"), course
    for published in _tables("offerings", "published"):
        for entry, provider, course in dfe_files.offers(published.text("file"), dfe):
            yield entry, published.text("intake"), provider, course


def _tables(file: str, name: str) -> list[Entry]:
    return tables(FOLDER / f"{file}.toml", name)


def _are_days(*values: object) -> bool:
    return all(type(value) is date for value in values)
