"""Roles given and ended, accounts disabled and opened again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import access
from accounts.actions import memberships
from accounts.models import AuditEvent
from accounts.roles import Role
from tests.factories.accounts import LONG_AGO, NOW, make_hub, make_member, make_user


def test_role_is_given_from_a_moment_on(leader):
    user = make_user()

    memberships.add(user=user, role=Role.FACILITATOR, hub=make_hub(), starts_at=NOW, by=leader)

    assert user.memberships.live(NOW - timedelta(seconds=1)).count() == 0
    assert user.memberships.live(NOW).get().label == "Facilitator, North and West"
    assert AuditEvent.objects.get().verb == "membership.added"


def test_role_without_its_organisation_is_refused(leader):
    with pytest.raises(ValidationError, match="Name the one organisation"):
        memberships.add(user=make_user(), role=Role.HUB_LEADER, starts_at=NOW, by=leader)


def test_ended_role_is_over_at_once(leader):
    other = make_member(Role.FACILITATOR)

    memberships.end(membership=other.acting, at=NOW, by=leader)

    assert other.memberships.live(NOW).count() == 0
    event = AuditEvent.objects.get()
    assert (event.verb, event.before["ends"]) == ("membership.ended", None)


def test_role_ends_once(leader):
    other = make_member(Role.FACILITATOR, ends_at=NOW)

    with pytest.raises(ValidationError, match="ended already"):
        memberships.end(membership=other.memberships.get(), at=NOW, by=leader)


def test_role_in_use_is_not_ended_by_oneself(leader):
    with pytest.raises(ValidationError, match="You are using this role now"):
        memberships.end(membership=leader.acting, at=NOW, by=leader)


def test_last_administrator_stays(db):
    administrator, leader = make_member(Role.ADMINISTRATOR), make_member(Role.NATIONAL_LEADER)

    with pytest.raises(ValidationError, match="This is the only administrator"):
        memberships.end(membership=administrator.acting, at=NOW, by=leader)
    with pytest.raises(ValidationError, match="This is the only administrator"):
        memberships.disable(user=administrator, at=NOW, by=leader)


def test_one_of_two_administrators_may_go(db):
    first, second = make_member(Role.ADMINISTRATOR), make_member(Role.ADMINISTRATOR)

    memberships.end(membership=second.acting, at=NOW, by=first)

    assert second.memberships.live(NOW).count() == 0


def test_disabled_administrator_does_not_count(db):
    first, second = make_member(Role.ADMINISTRATOR), make_member(Role.ADMINISTRATOR)
    leader = make_member(Role.ADMINISTRATOR)
    memberships.disable(user=second, at=NOW, by=leader)
    memberships.disable(user=leader, at=NOW, by=first)

    with pytest.raises(ValidationError, match="This is the only administrator"):
        memberships.end(membership=first.acting, at=NOW, by=make_member(Role.HUB_LEADER))


def test_account_is_disabled_and_opened_again(leader):
    other = make_member(Role.FACILITATOR)
    other.set_password("correct horse battery staple")
    other.save()

    disabled = memberships.disable(user=other, at=NOW, by=leader)
    assert (disabled.is_active, disabled.disabled_at) == (False, NOW)

    opened = memberships.enable(user=other, at=NOW, by=leader)
    assert (opened.is_active, opened.disabled_at) == (True, None)


def test_account_opened_again_without_password_still_waits_for_it(leader):
    other = make_member(Role.FACILITATOR)
    memberships.disable(user=other, at=NOW, by=leader)

    opened = memberships.enable(user=other, at=NOW, by=leader)

    assert opened.is_active is False


def test_open_account_is_not_opened_again(leader):
    with pytest.raises(ValidationError, match="is not disabled"):
        memberships.enable(user=make_member(Role.FACILITATOR), at=NOW, by=leader)


def test_account_is_disabled_once_and_not_by_its_owner(leader):
    other = make_member(Role.FACILITATOR)
    memberships.disable(user=other, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="disabled already"):
        memberships.disable(user=other, at=NOW, by=leader)
    with pytest.raises(ValidationError, match="your own account"):
        memberships.disable(user=leader, at=NOW, by=leader)


def test_person_with_roles_elsewhere_is_for_administrators(leader):
    other = make_member(Role.FACILITATOR)
    make_member(Role.FACILITATOR, user=other, hub=make_hub(name="South Coast"))

    with pytest.raises(ValidationError, match="Only an administrator"):
        memberships.disable(user=other, at=NOW, by=leader)


def test_role_ended_before_it_starts_never_was(leader):
    other = make_member(Role.FACILITATOR, starts_at=NOW + timedelta(days=1))

    ended = memberships.end(membership=other.memberships.get(), at=NOW, by=leader)

    assert ended.ends_at == ended.starts_at


def test_acting_falls_back_to_another_role_when_one_ends(db):
    user = make_member(Role.HUB_LEADER, ends_at=NOW)
    make_member(Role.FACILITATOR, user=user, starts_at=LONG_AGO)

    access.act(user, "", at=NOW)

    assert user.acting.role == Role.FACILITATOR
