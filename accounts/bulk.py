"""Very many rows written at once: what an import or a register leaves behind for the record."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    BigAutoField,
    BooleanField,
    CharField,
    EmailField,
    ForeignKey,
    JSONField,
    Model,
    PositiveIntegerField,
    TextField,
)
from django.utils import timezone

PLAIN = (CharField, TextField, EmailField, BigAutoField, BooleanField, PositiveIntegerField)


def insert(
    model: type[Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    alike: Mapping[str, Any],
    instead: Sequence[str] = (),
    skip: bool = False,
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Write rows in as few statements as the database takes, without making objects of them.

    `fields` names what each row holds in that order, `alike` what is the same in all rows; a
    column that neither names stays empty, but moments of creation are written as a model would.
    `instead` names fields that are unique together: where they stand already, the row there gets
    the other values; `skip` leaves out rows of which anything unique stands already. The columns
    of `returning` are returned of each row that was written, in any order. Making, checking and
    writing objects costs four times as much, which tells where a change leaves tens of thousands
    of rows, or where somebody waits for a register.
    """
    # The connection itself: what stands for it looks it up anew for every value.
    connection = connections[DEFAULT_DB_ALIAS]
    known = {field.name: field for field in model._meta.concrete_fields}
    now = timezone.now()
    dated = [name for name, field in known.items() if getattr(field, "auto_now_add", False)]
    alike = dict.fromkeys([name for name in dated if name not in fields], now) | dict(alike)
    columns = [known[name] for name in (*fields, *alike)]
    prepare = [_preparing(known[name]) for name in fields]
    constant = [
        known[name].get_db_prep_save(value.pk if isinstance(value, Model) else value, connection)
        for name, value in alike.items()
    ]
    size = max(1, connection.ops.bulk_batch_size(columns, rows))
    quote = connection.ops.quote_name
    named = ", ".join(quote(str(column.column)) for column in columns)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES "
    places = f"({', '.join(['%s'] * len(columns))})"
    then = _replacing(columns, [known[name] for name in instead], quote) if instead else ""
    then = then or (" ON CONFLICT DO NOTHING" if skip else "")
    if returning:
        then += " RETURNING " + ", ".join(quote(str(known[name].column)) for name in returning)
    written: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for at in range(0, len(rows), size):
            chunk = rows[at : at + size]
            values: list[Any] = []
            for row in chunk:
                values += [
                    put(value, connection) if put else value
                    for put, value in zip(prepare, row, strict=True)
                ]
                values += constant
            cursor.execute(into + ", ".join([places] * len(chunk)) + then, values)
            written += cursor.fetchall() if returning else ()
    return written


def _replacing(columns: Sequence[Any], unique: Sequence[Any], quote: Callable[[str], str]) -> str:
    """Return what is done with a row that stands already; both databases know these words."""
    found = ", ".join(quote(each.column) for each in unique)
    rest = [quote(each.column) for each in columns if each not in unique]
    told = ", ".join(f"{column} = excluded.{column}" for column in rest)
    return f" ON CONFLICT ({found}) DO UPDATE SET {told}"


def _preparing(field: Any) -> Callable[[Any, Any], Any] | None:
    """Return what makes of a field's value what the database takes; None where it is that already:
    texts, and keys of rows."""
    target = field.target_field if isinstance(field, ForeignKey) else field
    if type(target) in PLAIN:
        return None
    if type(target) is JSONField:
        # Both databases take the text; Django wraps each value first.
        return lambda value, connection: json.dumps(value, cls=target.encoder)
    prepare: Callable[[Any, Any], Any] = field.get_db_prep_save
    return prepare
