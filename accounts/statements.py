"""Statements that Django writes once in a process, and that run with other values each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Converters = list[tuple[int, list[Callable[..., Any]], Any]]


def given(name: str, field: Field[Any, Any]) -> Any:
    """Stand for a value that is known only when the statement runs, in a lookup of any kind."""
    return Given(name, field)


class Given(Value):
    """Where such a value stands among those of a statement."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(None, output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Stay among the values of the statement, to be found and replaced there."""
        return "%s", [self]


class Statement(Generic[Row]):
    """A query whose words never change: only what is `given` in it differs from run to run.

    On short pages, Django takes ten times as long to write a statement as the database to answer
    it. Written by Django it means the same on every database, and uses the vocabulary of our
    QuerySets; nothing is kept but the words. A value must be asked for by the same lookup each
    time, so None (which asks IS NULL) cannot be given.
    """

    def __init__(self, write: Callable[[], QuerySet[Row, Any]]) -> None:
        self._write = write

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Run it and return tuples, of a query that asks for `values_list`."""
        return [tuple(row) for row in self._run(given)]

    def objects(self, **given: Any) -> list[Row]:
        """Run it and return model instances, with their related ones and annotations."""
        start, end, names, related, annotated = self._shape
        found = []
        for row in self._run(given):
            instance: Any = self._model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in related:
                populator.populate(row, instance)
            for name, at in annotated:
                setattr(instance, name, row[at])
            found.append(instance)
        return found

    def _run(self, given: dict[str, Any]) -> Any:
        sql, values, converters = self._written
        asked = [
            value.output_field.get_db_prep_value(given[value.name], connection)
            if isinstance(value, Given)
            else value
            for value in values
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            rows = cursor.fetchall()
        return _converted(rows, converters) if converters else rows

    @cached_property
    def _compiler(self) -> Any:
        return self._write().query.get_compiler(DEFAULT_DB_ALIAS)

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...], Converters]:
        compiler = self._compiler
        sql, values = compiler.as_sql()
        known = compiler.get_converters([each[0] for each in compiler.select])
        return sql, tuple(values), [(at, *known[at]) for at in known]

    @cached_property
    def _model(self) -> type[Row]:
        model: type[Row] = self._compiler.klass_info["model"]
        return model

    @cached_property
    def _shape(self) -> Any:
        """Return where the model's own columns stand and what they are called, and the others."""
        compiler, _ = self._compiler, self._written
        info, select = compiler.klass_info, compiler.select
        own = info["select_fields"]
        start, end = own[0], own[-1] + 1
        names = [each[0].target.attname for each in select[start:end]]
        populators: Any = get_related_populators  # the stubs describe a later Django
        related = populators(info, select, DEFAULT_DB_ALIAS)
        return start, end, names, related, tuple(compiler.annotation_col_map.items())


def _converted(rows: Any, converters: Converters) -> Any:
    """Turn what the database says into what the fields hold: moments, dates, truths."""
    for row in map(list, rows):
        for at, convert, expression in converters:
            for each in convert:
                row[at] = each(row[at], expression, connection)
        yield row
