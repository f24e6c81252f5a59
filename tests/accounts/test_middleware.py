"""The second factor, the role in force, and the privacy of pages."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import CHARTERS, Role
from tests.factories.accounts import make_hub, make_member

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("role", list(Role))
def test_second_factor_is_required_of_leaders_alone(db, role, client_of):
    answer = client_of(make_member(role)).get("/your-account/")

    wanted = (302, "/account/2fa/totp/activate/") if CHARTERS[role].is_leader else (200, None)
    assert (answer.status_code, getattr(answer, "url", None)) == wanted


def test_leader_acting_in_another_role_still_needs_it(db, client_of):
    user = make_member(Role.FACILITATOR)
    make_member(Role.HUB_LEADER, user=user)

    assert client_of(user).get("/your-account/").status_code == 302


def test_leader_with_a_second_factor_goes_on(leader, leader_client):
    TOTP.activate(leader, generate_totp_secret())

    assert leader_client.get("/your-account/").status_code == 200


def test_leader_may_leave_and_set_it_up(leader_client):
    assert leader_client.get("/account/2fa/").status_code == 200
    assert leader_client.post("/account/logout/").status_code == 302


def test_setting_can_waive_it(settings, leader_client):
    settings.REQUIRE_SECOND_FACTOR = False

    assert leader_client.get("/your-account/").status_code == 200


def test_second_factor_set_up_is_told_in_the_trail(leader, rf):
    secret = TOTP.activate(leader, generate_totp_secret()).instance

    authenticator_added.send(
        sender=Authenticator, request=rf.get("/"), user=leader, authenticator=secret
    )

    event = AuditEvent.objects.get()
    assert (event.verb, event.by) == ("user.second_factor_added", leader)
    assert event.after == {"kind": "TOTP Authenticator"}


def test_password_alone_does_not_sign_in_who_has_a_second_factor(leader):
    cache.clear()
    leader.set_password(PASSWORD)
    leader.save()
    TOTP.activate(leader, generate_totp_secret())
    codes = RecoveryCodes.activate(leader)
    client = Client()

    answer = client.post("/account/login/", {"login": leader.email, "password": PASSWORD})
    assert answer.url == "/account/2fa/authenticate/"
    assert client.get("/your-account/").status_code == 302

    client.post(answer.url, {"code": codes.get_unused_codes()[0]})
    assert client.get("/your-account/").status_code == 200


def test_page_of_a_person_is_kept_by_nobody(participant, client_of):
    answer = client_of(participant).get("/your-account/")

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_role_is_switched_for_this_session(db, settings, client_of):
    settings.REQUIRE_SECOND_FACTOR = False
    user = make_member(Role.HUB_LEADER)
    make_member(Role.FACILITATOR, user=user, hub=make_hub(name="South Coast"))
    facilitates = user.memberships.get(role=Role.FACILITATOR)
    client = client_of(user)

    answer = client.post("/switch-role/", {"membership": facilitates.reference})

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/people/").status_code == 403
    assert client_of(user).get("/people/").status_code == 200


def test_role_of_another_person_is_not_switched_to(settings, leader_client):
    settings.REQUIRE_SECOND_FACTOR = False
    administrator = make_member(Role.ADMINISTRATOR)

    answer = leader_client.post("/switch-role/", {"membership": administrator.acting.reference})

    assert answer.status_code == 200
    assert leader_client.get("/organisations/").status_code == 403
