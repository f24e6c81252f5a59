"""The street of three neighbours, built once for a file and rolled back at its end."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.security.neighbours import Street, build_street


@pytest.fixture(scope="module")
def street(django_db_setup: None, django_db_blocker: Any) -> Iterator[Street]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_street()
        transaction.set_rollback(True)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are asked for here; none is worth a line of log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
