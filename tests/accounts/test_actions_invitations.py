"""Invitations: sent, accepted, withdrawn, sent again, and refused."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import invitations
from accounts.actions.invitations import Invitee
from accounts.models import AuditEvent, Invitation, Message, User
from accounts.roles import Role
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member, make_user

PASSWORD = "correct horse battery staple"


def invite(by, **changes):
    given = {"user_email": "new@example.org", "full_name": "Priya Natarajan"}
    given |= {"role": Role.HUB_LEADER, "hub": make_hub(), "at": NOW, "by": by}
    return invitations.invite(**given | changes)


def token_sent() -> str:
    return Message.objects.latest("pk").link.rstrip("/").rsplit("/", 1)[-1]


def test_invitation_makes_a_closed_account_and_a_letter(leader):
    invitation = invite(leader, user_email=" New@Example.org ")

    user, letter = invitation.user, Message.objects.get()
    assert (user.email, user.is_active, user.has_usable_password()) == (
        "new@example.org",
        False,
        False,
    )
    assert (letter.to_email, letter.subject) == ("new@example.org", "Your invitation to NPQ Hub")
    assert letter.link.startswith("http://testserver/join/")
    assert "{link}" in letter.body.splitlines()
    assert token_sent() not in letter.body


def test_invitation_keeps_the_hash_of_256_bits_alone(leader):
    invitation = invite(leader)

    assert len(token_sent()) == 43
    assert invitation.token_hash == hashlib.sha256(token_sent().encode()).hexdigest()


def test_invitation_is_told_in_the_trail_without_the_link(leader):
    invitation = invite(leader)

    event = AuditEvent.objects.get(verb="user.invited")
    assert (event.by, event.subject_key) == (leader, str(invitation.user.pk))
    assert event.after["role"] == "Hub leader, North and West"
    assert token_sent() not in str(event.after)


def test_second_invitation_kills_the_first_link(leader):
    first = invite(leader)

    invite(leader)

    first.refresh_from_db()
    assert first.revoked_at == NOW
    assert Invitation.objects.waiting(NOW).count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.NATIONAL_LEADER, Role.INSPECTOR])
def test_leader_cannot_offer_more_than_the_table_says(leader, role):
    with pytest.raises(PermissionDenied):
        invite(leader, role=role, hub=None)


def test_leader_cannot_invite_to_another_hub(leader):
    with pytest.raises(PermissionDenied):
        invite(leader, hub=make_hub(name="South Coast"))

    assert User.objects.filter(email="new@example.org").exists() is False


def test_national_leader_cannot_invite_to_another_provider(db):
    leader = make_member(Role.NATIONAL_LEADER)

    with pytest.raises(PermissionDenied):
        invite(leader, hub=make_hub(lead_provider=make_lead_provider(name="Harris Federation")))


def test_role_names_exactly_its_organisation(leader):
    with pytest.raises(ValidationError, match="Select a hub"):
        invite(leader, hub=None)
    with pytest.raises(ValidationError, match="Name the one organisation"):
        invite(leader, lead_provider=make_lead_provider())


def test_disabled_person_is_not_invited(leader):
    user = make_user(email="new@example.org")
    User.objects.filter(pk=user.pk).update(is_active=False, disabled_at=NOW)

    with pytest.raises(ValidationError, match="account is disabled"):
        invite(leader)


def test_person_is_not_invited_to_a_role_held(leader):
    holder = make_member(Role.HUB_LEADER)

    with pytest.raises(ValidationError, match="has that role already"):
        invite(leader, user_email=holder.email)


def test_inspector_needs_an_end(db):
    administrator = make_member(Role.ADMINISTRATOR)

    with pytest.raises(ValidationError, match="Enter when the inspector’s access ends"):
        invite(administrator, role=Role.INSPECTOR, hub=None, lead_provider=make_lead_provider())


def test_accepting_opens_the_account_with_the_role(leader):
    invitation = invite(leader)

    user = invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)

    assert (user.is_active, user.check_password(PASSWORD)) == (True, True)
    assert [m.label for m in user.memberships.live(NOW)] == ["Hub leader, North and West"]
    assert AuditEvent.objects.filter(verb="user.joined", by=user).count() == 1


def test_accepting_keeps_the_password_of_an_existing_account(leader):
    user = make_user(email="new@example.org")
    user.set_password(PASSWORD)
    user.save()

    invitations.accept(invitation=invite(leader), password="another one entirely", at=NOW)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert Message.objects.get().kind == "added_role"


def test_weak_password_is_refused_and_the_link_lives(leader):
    invitation = invite(leader)

    with pytest.raises(ValidationError, match="too short"):
        invitations.accept(invitation=invitation, password="short", at=NOW)

    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_link_works_once(leader):
    invitation = invite(leader)
    invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)

    with pytest.raises(ValidationError, match="has been used"):
        invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)


def test_link_dies_after_the_days_of_the_settings(leader, settings):
    invitation = invite(leader)
    end = NOW + timedelta(days=settings.INVITATION_DAYS)

    with pytest.raises(ValidationError, match="too old"):
        invitations.accept(invitation=invitation, password=PASSWORD, at=end)


def test_withdrawn_link_is_dead(leader):
    invitation = invitations.revoke(invitation=invite(leader), at=NOW, by=leader)

    with pytest.raises(ValidationError, match="was withdrawn"):
        invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)
    with pytest.raises(ValidationError, match="withdrawn already"):
        invitations.revoke(invitation=invitation, at=NOW, by=leader)


def test_sending_again_replaces_link_and_end(leader):
    invitation = invite(leader)
    first = invitation.token_hash

    again = invitations.resend(invitation=invitation, at=NOW + timedelta(days=20), by=leader)

    assert again.token_hash == invitations.hash_of(token_sent()) != first
    assert again.expires_at == NOW + timedelta(days=34)


def test_accepted_invitation_is_neither_withdrawn_nor_sent_again(leader):
    invitation = invite(leader)
    invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)

    with pytest.raises(ValidationError, match="End the person’s role instead"):
        invitations.revoke(invitation=invitation, at=NOW, by=leader)
    with pytest.raises(ValidationError, match="End the person’s role instead"):
        invitations.resend(invitation=invitation, at=NOW, by=leader)


def test_inspector_acts_in_the_window_alone(db):
    administrator = make_member(Role.ADMINISTRATOR)
    start, end = NOW + timedelta(days=7), NOW + timedelta(days=9)
    invitation = invite(
        administrator,
        role=Role.INSPECTOR,
        hub=None,
        lead_provider=make_lead_provider(),
        role_starts_at=start,
        role_ends_at=end,
    )

    user = invitations.accept(invitation=invitation, password=PASSWORD, at=NOW)

    second = timedelta(seconds=1)
    instants = [start - second, start, end - second, end]
    assert [user.memberships.live(at).count() for at in instants] == [0, 1, 1, 0]


@pytest.mark.parametrize("rows", [1, 30])
def test_many_are_invited_in_a_constant_number_of_queries(rows, leader, django_assert_num_queries):
    people = [Invitee(f"Person {n}", f"p{n}@example.org") for n in range(rows)]

    with django_assert_num_queries(12):
        users = invitations.invite_many(people=people, at=NOW, by=leader)

    assert len(users) == rows
    assert len({letter.link for letter in Message.objects.all()}) == rows


def test_inviting_many_passes_over_those_who_need_none(leader):
    holder = make_member(Role.PARTICIPANT)
    people = [Invitee("Holder", holder.email), Invitee("New", "new@example.org")]
    invitations.invite_many(people=people, at=NOW, by=leader)

    users = invitations.invite_many(people=people, at=NOW, by=leader)

    assert users[holder.email] == holder
    assert [letter.to_email for letter in Message.objects.all()] == ["new@example.org"]


def test_administrator_invites_to_a_role_without_organisation(db):
    administrator = make_member(Role.ADMINISTRATOR)

    invitation = invite(administrator, role=Role.ADMINISTRATOR, hub=None)

    assert invitation.label == "Administrator"


def test_facilitator_cannot_invite_many(facilitator):
    with pytest.raises(PermissionDenied):
        invitations.invite_many(people=[], at=NOW, by=facilitator)


def test_installation_itself_may_offer_any_role(db):
    invitation = invite(None, role=Role.ADMINISTRATOR, hub=None)

    assert (invitation.invited_by, invitation.role) == (None, Role.ADMINISTRATOR)
    assert AuditEvent.objects.get(verb="user.invited").by is None
