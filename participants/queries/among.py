"""Many keys handed to the database as one value."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func


class Among(Func):
    """Whether a column holds one of many keys.

    `__in` writes every key into the statement: a thousand of them, the cohorts of a lead provider,
    take PostgreSQL longer to read than it needs to find a person.
    """

    output_field = BooleanField()

    def __init__(self, column: str, keys: Sequence[int]) -> None:
        super().__init__(F(column))
        self.keys = ",".join(map(str, keys))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", [*values, f"{{{self.keys}}}"]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, values = compiler.compile(self.source_expressions[0])
        # The sign keeps SQLite from walking an index of the column once for every key.
        return f"+{column} IN (SELECT value FROM json_each(%s))", [*values, f"[{self.keys}]"]
