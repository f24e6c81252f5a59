"""The administrator, whom the tests of organisations sign in as."""

import pytest

from accounts.roles import Role
from tests.factories.accounts import make_member


@pytest.fixture
def administrator(db):
    return make_member(Role.ADMINISTRATOR)


@pytest.fixture
def admin_client(administrator, client_of):
    return client_of(administrator)
