"""How the floor reads: one statement at a time, tuples back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils.html import escape

Row = tuple[Any, ...]
IS_SQLITE = connection.vendor == "sqlite"


def select(sql: str, *values: Any) -> Sequence[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def value(sql: str, *values: Any) -> Any:
    return select(sql, *values)[0][0]


def page(title: str, content: str) -> HttpResponse:
    """Put content into the barest page."""
    return HttpResponse(
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{content}</body></html>"
    )
