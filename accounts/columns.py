"""What the columns of an uploaded file are taken for: guessed by their headings, then chosen."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError

from accounts.spreadsheets import Row
from govuk.forms import in_a_sentence

NOT_READ = ""
NO_HEADINGS = "The first row of the selected file must hold the headings of its columns."


@dataclass(frozen=True)
class Field:
    """One thing that a file can say of a row; `also` are other headings that mean the same."""

    name: str
    heading: str
    also: tuple[str, ...] = ()
    explains: str = ""
    example: str = ""
    # False for what is read but not asked for.
    is_asked: bool = True


@dataclass(frozen=True)
class Columns:
    """Which cell of a row is what; the headings that are not read."""

    places: Mapping[str, int]
    width: int
    not_read: tuple[str, ...] = ()

    def cell(self, row: Sequence[str], field: str) -> str:
        place = self.places.get(field)
        return row[place].strip() if place is not None else ""

    def name(self, row: Sequence[str]) -> str:
        """Return the person's name as the row has it, in one cell or in two."""
        return self.cell(row, "full_name") or " ".join(
            filter(None, (self.cell(row, field) for field in ("first_name", "last_name")))
        )


@dataclass(frozen=True)
class Fault:
    """Why a choice of columns will not do; `column` is the one to change, if it is one."""

    sentence: str
    column: int | None = None


@dataclass(frozen=True)
class Layout:
    """What a kind of file can hold, and what it must: at least one of each group of fields."""

    fields: tuple[Field, ...]
    # For each thing that must be there: its heading, and the sets of fields any of which will do.
    needed: Mapping[str, tuple[frozenset[str], ...]]

    @cached_property
    def by_heading(self) -> dict[str, str]:
        return {
            bare(heading): field.name
            for field in self.fields
            for heading in (field.name, field.heading, *field.also)
        }

    @cached_property
    def headings(self) -> dict[str, str]:
        return {field.name: field.heading for field in self.fields}

    @property
    def asked(self) -> list[Field]:
        """The columns of a file to fill in."""
        return [field for field in self.fields if field.is_asked]

    def guess(self, headings: Sequence[str], *, remembered: Sequence[str] = ()) -> list[str]:
        """Return what each column is taken for: as it was chosen before, else by its heading."""
        known = {*self.headings, NOT_READ}
        if len(remembered) == len(headings) and known.issuperset(remembered):
            return list(remembered)
        return [self.by_heading.get(bare(heading), NOT_READ) for heading in headings]

    def faults(self, chosen: Sequence[str]) -> list[Fault]:
        """Say what is wrong with a choice of columns; empty when the file can be read by it."""
        faults = [
            Fault(f"The selected file must have a column called “{heading}”.")
            for heading, sets in self.needed.items()
            if not any(each.issubset(chosen) for each in sets)
        ]
        for place, name in enumerate(chosen):
            if name and name in chosen[:place]:
                what = in_a_sentence(self.headings[name])
                faults.append(Fault(f"The selected file has two columns for the {what}.", place))
        return faults

    def columns(self, headings: Sequence[str], chosen: Sequence[str]) -> Columns:
        """Return where to find what.

        :raises ValidationError: when something that must be there has no column, or two.
        """
        if faults := self.faults(chosen):
            raise ValidationError([fault.sentence for fault in faults])
        return self.found(headings, chosen)

    def found(self, headings: Sequence[str], chosen: Sequence[str]) -> Columns:
        """Return where to find what there is, though something be missing."""
        places = {name: place for place, name in reversed(list(enumerate(chosen))) if name}
        left = (h[:60] for h, name in zip(headings, chosen, strict=True) if h and not name)
        return Columns(places, len(headings), tuple(left))

    def refuse_unlike(self, headings: Sequence[str], chosen: Sequence[str]) -> None:
        """Refuse what no choice of columns can mend: a file without headings, or too narrow.

        :raises ValidationError: with one sentence.
        """
        if any(re.fullmatch(r"\S+@\S+\.\S+", heading) for heading in headings):
            raise ValidationError(NO_HEADINGS)
        least = sum(min(map(len, sets)) for sets in self.needed.values())
        if len(headings) < least and (faults := self.faults(chosen)):
            raise ValidationError(faults[0].sentence)


def bare(heading: str) -> str:
    """Return a heading without what people write differently: case, accents, punctuation."""
    apart = unicodedata.normalize("NFKD", heading).casefold()
    return re.sub(r"[^a-z0-9]", "", apart)


def first_double(
    columns: Columns,
    rows: Iterable[Row],
    keys: Iterable[tuple[str, Callable[[Columns, Row], object]]],
) -> dict[int, str]:
    """Find rows that repeat a key of an earlier one; say which and what, by number.

    A key without a value, or one that cannot be read, repeats nothing.
    """
    seen: dict[tuple[str, object], int] = {}
    told: dict[int, str] = {}
    for row in rows:
        for what, key in keys:
            try:
                value = key(columns, row)
            except ValidationError:
                continue
            first = seen.setdefault((what, value), row.number) if value else row.number
            if first != row.number and row.number not in told:
                told[row.number] = f"Row {first} has the same {what}."
    return told
