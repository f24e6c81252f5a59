"""Statements written by hand, with many keys handed to the database as one value and back."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Aggregate, BooleanField, F, Func, TextField


class Among(Func):
    """Whether a column holds one of many keys.

    `__in` writes every key into the statement: a thousand of them, the cohorts of a lead provider,
    take PostgreSQL longer to read than it needs to find a person.
    """

    output_field = BooleanField()

    def __init__(self, column: str, keys: Sequence[int] | str) -> None:
        super().__init__(F(column))
        self.keys = keys if isinstance(keys, str) else ",".join(map(str, keys))

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        column, values = compiler.compile(self.source_expressions[0])
        words, keys = among(column, self.keys)
        return words, [*values, keys]


def among(column: str, keys: str) -> tuple[str, str]:
    """Return the same as the words of a statement and their value; `keys` stand with commas.

    PostgreSQL weighs every key before it begins (2 ms for a thousand) and then finds each at once.
    """
    if connection.vendor == "sqlite":
        # The sign keeps SQLite from walking an index of the column once for every key.
        return f"+{column} IN (SELECT value FROM json_each(%s))", f"[{keys}]"
    return f"{column} = ANY(%s::bigint[])", f"{{{keys}}}"


class Joined(Aggregate):
    """All values of a group of rows in one text, with commas: far fewer rows to fetch."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def select(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement that is written by hand, and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
