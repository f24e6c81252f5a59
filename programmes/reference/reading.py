"""Reads TOML and CSV files entry by entry, and says what is wrong with file and line."""

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

# The DfE's files hold all three, sometimes in one file.
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d")


@dataclass(frozen=True)
class Entry:
    """One table of a TOML file or one row of a CSV file, and where it stands."""

    where: str
    cells: dict[str, Any]

    def refuse(self, sentence: str) -> ValidationError:
        return ValidationError(f"{self.where}: {sentence}")

    def take(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
        """Return the named cells that are there; refuse when one is missing or unknown."""
        if missing := [name for name in required if self.cells.get(name) in (None, "")]:
            raise self.refuse(f"“{missing[0]}” is missing.")
        known = {*required, *optional}
        if strange := sorted(set(self.cells) - known):
            raise self.refuse(f"“{strange[0]}” is not known here.")
        return dict(self.cells)

    def text(self, name: str) -> str:
        value = str(self.cells[name]).strip()
        if not value:
            raise self.refuse(f"“{name}” is empty.")
        return value

    def day(self, name: str) -> date | None:
        """Read a day written 2021-11-01, 01/11/2021 or 2021/11/01; empty is None."""
        text = str(self.cells[name]).strip()
        if not text:
            return None
        for form in DAY_FORMATS:
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        raise self.refuse(f"“{name}” must be a day such as 2021-11-01 or 01/11/2021, not “{text}”.")


def document(path: Path) -> dict[str, Any]:
    """Return a whole TOML file."""
    try:
        return tomllib.loads(_text_of(path))
    except tomllib.TOMLDecodeError as fault:
        raise ValidationError(f"{path.name}: {fault}.") from None


def tables(path: Path, name: str) -> list[Entry]:
    """Return the [[name]] tables of a TOML file."""
    found = document(path).get(name, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise ValidationError(f"{path.name}: write each {name} as a table that begins [[{name}]].")
    return [
        Entry(f"{path.name}, {name} {number}", table) for number, table in enumerate(found, start=1)
    ]


def rows(path: Path, columns: Sequence[str]) -> list[Entry]:
    """Return the rows of a CSV file with a header; blank lines are passed over."""
    lines = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    entries = list(_entries(path.name, lines, columns))
    if not entries:
        raise ValidationError(f"{path.name}: the file has no rows.")
    return entries


def _entries(name: str, lines: Any, columns: Sequence[str]) -> Iterator[Entry]:
    header: list[str] = []
    try:
        for cells in lines:
            where = f"{name}, line {lines.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                if missing := [column for column in columns if column not in header]:
                    raise ValidationError(f"{where}: there is no column “{missing[0]}”.")
            elif len(cells) != len(header):
                raise ValidationError(
                    f"{where}: {len(cells)} cells where the header has {len(header)}."
                )
            else:
                yield Entry(where, dict(zip(header, cells, strict=True)))
    except csv.Error as fault:
        raise ValidationError(f"{name}, line {lines.line_num}: {fault}.") from None


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(f"{path.name}: the file is not UTF-8 text.") from None
    except OSError:
        raise ValidationError(f"{path.name}: the file cannot be read at {path.parent}.") from None
