"""The page behind the link of an invitation."""

from datetime import UTC, datetime

import pytest

from accounts.models import Invitation, User
from accounts.roles import Role
from tests.accounts.pages import PASSWORD, invite_priya, path_sent, text
from tests.factories.accounts import make_member, make_user


def test_link_shows_a_button_and_changes_nothing(leader, client):
    invitation = invite_priya(leader)

    page = client.get(path_sent())

    assert "Facilitator, North and West" in text(page)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.user.is_active) == (None, False)


def test_button_opens_the_account_and_leads_to_the_sign_in_page(leader, client):
    invite_priya(leader)

    answer = client.post(path_sent(), {"password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [("/account/login/", 302)]
    assert "Your account is ready" in text(answer)
    assert User.objects.get(email="new@example.org").is_active is True


@pytest.mark.parametrize(
    ("password", "sentence"), [("", "Choose a password"), ("short", "This password is too short")]
)
def test_weak_first_password_is_refused_with_a_sentence(leader, client, password, sentence):
    invite_priya(leader)

    page = client.post(path_sent(), {"password": password})

    assert sentence in str(page.context["form"].errors)
    assert User.objects.get(email="new@example.org").is_active is False


@pytest.mark.parametrize("path", ["/join/nothing/", "used"])
def test_dead_link_says_what_to_do(leader, client, path):
    if path == "used":
        invite_priya(leader)
        path = path_sent()
        client.post(path, {"password": PASSWORD})

    page = client.get(path)

    assert (page.status_code, page.templates[0].name) == (200, "accounts/join_refused.html")


def test_person_with_a_password_accepts_with_the_button_alone(leader, client):
    user = make_user(email="new@example.org")
    user.set_password(PASSWORD)
    user.save()
    invite_priya(leader)

    answer = client.post(path_sent(), {"csrfmiddlewaretoken": "x"})

    assert (answer.status_code, user.memberships.count()) == (302, 1)


def test_weak_first_password_is_refused_beside_the_password(leader, client):
    invite_priya(leader)

    page = client.post(path_sent(), {"password": "short"})

    assert list(page.context["form"].errors) == ["password"]


def test_accepting_in_somebody_elses_browser_signs_them_out(leader, client):
    invite_priya(leader)
    client.force_login(leader)

    warning = text(client.get(path_sent()))
    answer = client.post(path_sent(), {"password": PASSWORD}, follow=True)

    assert f"You are signed in as {leader}. Accepting signs you out" in warning
    assert answer.wsgi_request.user.is_anonymous


def test_accepting_one_more_role_keeps_its_holder_signed_in(leader, client):
    user = make_user(email="new@example.org")
    user.set_password(PASSWORD)
    user.save()
    invite_priya(leader)
    client.force_login(user)

    answer = client.post(path_sent(), {"csrfmiddlewaretoken": "x"}, follow=True)

    assert answer.wsgi_request.user == user
    assert "You have one more role" in text(answer)


def test_accepting_one_more_role_keeps_the_role_in_use(leader, client):
    """A facilitator comes before a participant in the table of roles."""
    user = make_member(Role.PARTICIPANT, user=make_user(email="new@example.org"))
    user.set_password(PASSWORD)
    user.save()
    invite_priya(leader)
    client.force_login(user)

    answer = client.post(path_sent(), {"csrfmiddlewaretoken": "x"}, follow=True)

    assert answer.wsgi_request.user.acting.role == Role.PARTICIPANT
    assert "To act as Facilitator, North and West, switch role" in text(answer)


def test_role_that_begins_later_is_announced_with_its_day(leader, client):
    user = make_user(email="new@example.org")
    user.set_password(PASSWORD)
    user.save()
    invitation = invite_priya(leader)
    Invitation.objects.filter(pk=invitation.pk).update(
        role_starts_at=datetime(2030, 1, 7, 9, tzinfo=UTC)
    )
    client.force_login(user)

    answer = client.post(path_sent(), {"csrfmiddlewaretoken": "x"}, follow=True)

    assert "You can act as Facilitator, North and West from 7 January 2030" in text(answer)
