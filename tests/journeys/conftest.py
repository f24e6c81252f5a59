"""The demo world as people meet it in a browser: three cohorts of it, on its own day."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page

from quality.demo import plan, world
from tests.browser import keep_picture, listen, overflow, violations

# Half past eight on the Thursday of a session of the account holder's group.
NOW = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
COHORTS = {plan.NIOT: (plan.COHORTS[plan.NIOT][0], plan.OWN_COHORT, plan.COHORTS[plan.NIOT][6])}

SignIn = Callable[[str], None]
Look = Callable[[str], None]


@pytest.fixture(scope="session")
def built_world() -> dict[str, sqlite3.Connection]:
    """Hold the database of the first journey's world for those that follow."""
    return {}


@pytest.fixture
def demo_world(
    live_server: Any, settings: Any, built_world: dict[str, sqlite3.Connection]
) -> Iterator[Any]:
    """Stand in the world as it was built, with the clock at its day while the test lasts."""
    settings.DEMO = True
    connection.ensure_connection()
    with time_machine.travel(NOW, tick=True):
        if kept := built_world.get("kept"):
            kept.backup(connection.connection)
        else:
            call_command("load_reference_data", stdout=StringIO())
            world.build(today=date(2026, 11, 26), cohorts=COHORTS)
            built_world["kept"] = sqlite3.connect(":memory:")
            connection.connection.backup(built_world["kept"])
        yield live_server


@pytest.fixture(params=[375, 1280])
def visitor(request: Any, page: Page, demo_world: Any) -> Page:
    """Give a browser window, a phone's or a desk's, before anybody has signed in."""
    page.set_default_timeout(15_000)
    page.set_viewport_size({"width": request.param, "height": 900})
    return page


@pytest.fixture
def sign_in(visitor: Page, demo_world: Any) -> SignIn:
    """Sign in with an address of the demo world, by the form."""

    def fill(email: str) -> None:
        visitor.goto(f"{demo_world.url}/")
        visitor.get_by_label("Email address").fill(email)
        visitor.get_by_label("Password", exact=True).fill(plan.PASSWORD)
        visitor.get_by_role("button", name="Sign in", exact=True).click()

    return fill


@pytest.fixture
def look(visitor: Page, request: Any) -> Any:
    """Check the page as it stands; at the end nothing may have been found on any of them."""
    complaints, found = listen(visitor), []

    def check(name: str) -> None:
        found.extend(f"{name}: {problem}" for problem in violations(visitor))
        if overflow(visitor):
            found.append(f"{name}: wider than the screen by {overflow(visitor)} pixels")
        width = visitor.viewport_size["width"]
        keep_picture(visitor, f"journey-{request.node.originalname}-{name}-{width}")

    yield check
    assert [*found, *complaints] == []
