"""What a page shows of a file on its way in: its columns, its first rows, what was refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.columns import Columns, Layout
from accounts.models import FileImport
from accounts.spreadsheets import Row

# None of these is a heading that an import reads, so that the mended file can be uploaded as it is.
ERROR_HEADINGS = ("Row", "Participant", "What is wrong")
SHOWN_ROWS = 5
REFUSED = "refused"


@dataclass(frozen=True)
class ShownRow:
    """One of the first rows as it will be read; `sentence` says what is wrong with it."""

    number: int
    cells: list[tuple[str, str]]
    sentence: str = ""


@dataclass(frozen=True)
class Sample:
    """The first rows of a file that waits to be confirmed, read by a choice of columns."""

    columns: Columns
    rows: list[Row]
    of: int

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.of


def sample_of(row: FileImport, layout: Layout, chosen: Sequence[str]) -> Sample:
    """Return the first rows of an unconfirmed import, and where to find what in them."""
    plan = row.plan
    rows = [Row(cells, number) for number, cells in plan["sample"]]
    return Sample(layout.found(plan["headings"], chosen), rows, plan["rows"])


def shown(sample: Sample, layout: Layout, faults: dict[int, str]) -> list[ShownRow]:
    """Return the very first rows, each cell with what it is taken for."""
    fields = [(n, heading) for n, heading in layout.headings.items() if n in sample.columns.places]
    return [
        ShownRow(
            row.number,
            [(heading, sample.columns.cell(row, name)) for name, heading in fields],
            faults.get(row.number, ""),
        )
        for row in sample.rows[:SHOWN_ROWS]
    ]


def examples(sample: Sample, place: int) -> str:
    """Return the first different values of a column, so that one knows it by them."""
    values = dict.fromkeys(row[place].strip()[:40] for row in sample.rows if place < len(row))
    return ", ".join([value for value in values if value][:3])


def outcomes_of(row: FileImport) -> dict[str, int]:
    """Count the rows of a file by what became of them."""
    return dict(row.rows.order_by().values_list("outcome").annotate(n=Count("pk")))


def errors(row: FileImport) -> Iterator[tuple[object, ...]]:
    """Yield refused rows with the person's name, what is wrong, and what the file said."""
    refused = row.rows.filter(outcome=REFUSED).order_by("number")
    for number, cells, sentence in refused.values_list("number", "cells", "sentence").iterator():
        yield (number, cells.get("name", ""), sentence, *cells.get("row", []))


def error_headings(row: FileImport) -> list[str]:
    """Return the headings of the file of refused rows."""
    headings = row.job.params.get("headings", []) if row.job else []
    return [*ERROR_HEADINGS, *headings]


def in_the_sample(sample: Sample, faults: dict[int, str]) -> str:
    """Say what the file holds and how many of its first rows have a fault."""
    rows = f"{sample.of:,} row{'s' if sample.of != 1 else ''}"
    looked = "" if sample.is_whole else f" of the first {len(sample.rows)}"
    if not faults:
        return f"{rows}. {'None has a fault' if not looked else f'None{looked} has a fault'}."
    verb = "has a fault and comes" if len(faults) == 1 else "have a fault and come"
    return f"{rows}. {len(faults):,}{looked} {verb} back to be mended; the others go in."
