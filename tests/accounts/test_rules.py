"""Sentences that keep invitations, roles and accounts from being changed, by table."""

from datetime import timedelta

import pytest

from accounts.models import Invitation, User
from accounts.roles import Role
from accounts.rules import (
    obstacles_to_accepting,
    obstacles_to_disabling,
    obstacles_to_enabling,
    obstacles_to_ending_role,
    obstacles_to_inviting,
    obstacles_to_withdrawing,
)
from tests.factories.accounts import NOW

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, []),
        ({"has_role": True}, ["This person has that role already."]),
        ({"role": Role.INSPECTOR}, ["Enter when the inspector’s access ends"]),
        ({"role": Role.INSPECTOR, "role_ends_at": NOW + DAY}, []),
        ({"role_ends_at": NOW - DAY}, ["The end of the access must be after its start"]),
        (
            {"role_starts_at": NOW - 2 * DAY, "role_ends_at": NOW - DAY},
            ["The end of the access must be in the future"],
        ),
    ],
)
def test_invitation_is_kept_back(changes, sentences):
    given = {"role": Role.HUB_LEADER, "has_role": False}
    given |= {"role_starts_at": None, "role_ends_at": None, "at": NOW}

    assert obstacles_to_inviting(None, **given | changes) == sentences


@pytest.mark.parametrize(
    ("changes", "disabled", "begins"),
    [
        ({}, None, []),
        ({"accepted_at": NOW}, None, ["This invitation has been used"]),
        ({"revoked_at": NOW}, None, ["This invitation was withdrawn"]),
        ({"expires_at": NOW}, None, ["This invitation is too old"]),
        ({}, NOW, ["Your account has been disabled"]),
        ({"role_ends_at": NOW}, None, ["The time for which you were invited is over"]),
    ],
)
def test_dead_link_says_what_to_do(changes, disabled, begins):
    user = User(disabled_at=disabled)
    invitation = Invitation(user=user, **{"expires_at": NOW + DAY} | changes)

    said = [sentence.split(".")[0] for sentence in obstacles_to_accepting(invitation, at=NOW)]

    assert said == begins


@pytest.mark.parametrize("field", ["accepted_at", "revoked_at"])
def test_answered_invitation_is_not_withdrawn(field):
    assert len(obstacles_to_withdrawing(Invitation(**{field: NOW}))) == 1
    assert obstacles_to_withdrawing(Invitation()) == []


@pytest.mark.parametrize("claim", ["is_over", "is_own_in_use", "is_last_administrator"])
def test_role_is_kept(claim):
    claims = dict.fromkeys(["is_over", "is_own_in_use", "is_last_administrator"], False)

    assert obstacles_to_ending_role(**claims) == []
    assert len(obstacles_to_ending_role(**claims | {claim: True})) == 1


@pytest.mark.parametrize("claim", ["is_oneself", "has_roles_elsewhere", "is_last_administrator"])
def test_account_is_kept_open(claim):
    claims = dict.fromkeys(["is_oneself", "has_roles_elsewhere", "is_last_administrator"], False)

    assert obstacles_to_disabling(User(), **claims) == []
    assert len(obstacles_to_disabling(User(), **claims | {claim: True})) == 1
    assert len(obstacles_to_disabling(User(disabled_at=NOW), **claims)) == 1


@pytest.mark.parametrize(
    ("disabled_at", "elsewhere", "sentences"),
    [
        (NOW, False, []),
        (None, False, ["This account is not disabled."]),
        (NOW, True, ["Only an administrator can open this account again."]),
    ],
)
def test_account_is_kept_closed(disabled_at, elsewhere, sentences):
    user = User(disabled_at=disabled_at)

    assert obstacles_to_enabling(user, has_roles_elsewhere=elsewhere) == sentences
