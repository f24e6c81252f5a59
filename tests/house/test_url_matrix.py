"""Every address, asked by everyone: doors, scopes, CSRF, and no answer that breaks or writes.

A pattern without a row fails; `tests/house/matrix.py` says how a row is written.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.matrix import IDENTITIES, NOT_SIGNED_IN, OUTSIDERS, SIGNED_IN, Row
from tests.house.world import CANARY, World, build

APPS = [
    "npqhub",
    "accounts",
    "programmes",
    "participants",
    "facilitators",
    "applications",
    "quality",
]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|DROP|ALTER)\b", re.I)


def names(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from names(pattern.url_patterns, spaces + inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or f"unnamed {pattern.pattern}"))


def rows() -> dict[str, Row]:
    modules = ["tests.house.matrix_of_allauth"]
    modules += [f"tests.{app}.matrix" for app in APPS if find_spec(f"tests.{app}")]
    written = [import_module(module) for module in modules if find_spec(module)]
    return {name: row for module in written for name, row in module.ROWS.items()}


NAMES = sorted(set(names(get_resolver().url_patterns)))
ROWS = rows()
pytestmark = pytest.mark.django_db  # without it no test database is made
walked = pytest.mark.parametrize("name", [name for name in NAMES if name in ROWS])


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build the world once; everything done in it is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are asked for here; none is worth a line of log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    found: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if WRITES.match(sql):
            found.append(sql[:120])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def ask(
    world: World, identity: str, name: str, method: str, *, csrf: bool = False
) -> HttpResponseBase:
    row = ROWS[name]
    kwargs = {key: world.references.get(of, of) for key, of in row.parameters().items()}
    client = world.client(identity, csrf=csrf)
    given = row.query if method in ("GET", "HEAD") else None
    return getattr(client, method.lower())(reverse(name, kwargs=kwargs), given)


def verdict(response: HttpResponseBase) -> str:
    """Put an answer in the matrix's words."""
    status, target = response.status_code, response.headers.get("Location", "")
    if status >= 500:
        fault = getattr(response, "exc_info", None)
        return f"broken ({status}: {fault[1]!r})" if fault else f"broken ({status})"
    if status in (301, 302) and target.split("?")[0] == resolve_url(settings.LOGIN_URL):
        return "sign in"
    return {403: "refused", 404: "not found", 405: "wrong method"}.get(status, "ok")


def expected(row: Row, identity: str) -> str:
    if identity in NOT_SIGNED_IN:
        return "sign in"
    if identity in row.not_found:
        return "not found"
    return "ok" if identity in row.ok else "refused"


def body(response: HttpResponseBase) -> str:
    streams = getattr(response, "streaming", False)
    return (response.getvalue() if streams else response.content).decode(errors="replace")


def test_every_address_has_a_row() -> None:
    assert [name for name in NAMES if name not in ROWS] == []


def test_every_row_has_an_address() -> None:
    assert [name for name in ROWS if name not in NAMES] == []


@walked
@pytest.mark.slow
def test_get_answers_as_the_row_says_and_writes_nothing(world: World, name: str) -> None:
    row, wrong = ROWS[name], []
    for identity in IDENTITIES:
        with undone(), noting_writes() as writes:
            response = ask(world, identity, name, "GET")
            told = identity in OUTSIDERS and CANARY in body(response)
        said, wanted = verdict(response), expected(row, identity)
        if not fits_get(row, said, wanted):
            wrong.append(f"{identity}: {said}, should be {wanted}")
        if writes and not row.get_writes_because:
            wrong.append(f"{identity}: a GET writes: {writes}")
        if told:
            wrong.append(f"{identity}: reads the name of hub A's participant")

    assert "\n".join(wrong) == ""


def fits_get(row: Row, said: str, wanted: str) -> bool:
    if row.open:
        return said in ("ok", "sign in", "not found", "wrong method")
    return said == wanted or (row.post_only and said == "wrong method")


@walked
@pytest.mark.slow
@pytest.mark.once  # a middleware answers before any row is read
def test_unsafe_methods_need_a_csrf_token(world: World, name: str) -> None:
    let_in = []
    for identity in ("anonymous", "hub_leader", "participant"):
        for method in UNSAFE:
            with undone():
                said = verdict(ask(world, identity, name, method, csrf=True))
            if said != "refused" and not ROWS[name].csrf_exempt_because:
                let_in.append(f"{method} as {identity}: {said}")

    assert "\n".join(let_in) == ""


@walked
@pytest.mark.slow
def test_post_answers_as_the_row_says(world: World, name: str) -> None:
    row, wrong = ROWS[name], []
    for identity in IDENTITIES:
        with undone():
            said = verdict(ask(world, identity, name, "POST"))
        wanted = expected(row, identity)
        fits = said in (wanted, "wrong method") and not (row.post_only and said == "wrong method")
        if not fits and not (row.open and not said.startswith("broken")):
            wrong.append(f"{identity}: {said}, should be {wanted}")

    assert "\n".join(wrong) == ""


@walked
@pytest.mark.slow
@pytest.mark.once  # what HEAD reads, GET has read on both databases
def test_no_method_breaks_the_page(world: World, name: str) -> None:
    row, broken = ROWS[name], []
    # A method is answered alike for all who are answered alike: one or two of each are enough.
    refused = sorted(SIGNED_IN - row.ok - row.not_found)[:1]
    for identity in ["anonymous", *refused, *sorted(row.not_found)[:1], *sorted(row.ok)[:2]]:
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
            with undone():
                said = verdict(ask(world, identity, name, method))
            if said.startswith("broken"):
                broken.append(f"{method} as {identity}: {said}")

    assert "\n".join(broken) == ""
