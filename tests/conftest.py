"""The three people whom tests sign in as, and the browser that Debian ships."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories.accounts import make_member
from tests.house.workers import start_worker

__all__ = ["start_worker"]  # real Celery workers, for tests marked `services`

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, and say why, what this machine or this database cannot answer; begin with the slow.

    Where two processes share the tests, each takes a module at a time: a long one taken last would
    be waited for by the other.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    lacking = {
        "browser": (not shutil.which(CHROMIUM), "Chromium is not on this machine"),
        "services": (not os.environ.get("TEST_REDIS_URL"), "TEST_REDIS_URL names no Redis"),
        "postgres": (
            not os.environ.get("TEST_DATABASE_URL", "").startswith("postgres"),
            "TEST_DATABASE_URL names no PostgreSQL",
        ),
    }
    for item in items:
        for mark, (is_lacking, reason) in lacking.items():
            if is_lacking and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def leader(db: None) -> User:
    return make_member(Role.HUB_LEADER)


@pytest.fixture
def facilitator(db: None) -> User:
    return make_member(Role.FACILITATOR)


@pytest.fixture
def participant(db: None) -> User:
    return make_member(Role.PARTICIPANT)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Give a client in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def leader_client(leader: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(leader)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Playwright's own loop runs in the test's thread; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for pytest-playwright's own, which warns under pytest 9."""
