"""allauth's pages in our look, walked through as a person does."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "a long enough password"


@pytest.fixture
def no_navigation(settings: Any) -> None:
    """Leave out the roof's navigation: these pages stand without it."""
    engine = settings.TEMPLATES[0]
    processors = [p for p in engine["OPTIONS"]["context_processors"] if "navigation" not in p]
    options = engine["OPTIONS"] | {"context_processors": processors}
    settings.TEMPLATES = [engine | {"OPTIONS": options}]


@pytest.fixture
def known(leader: User, no_navigation: None) -> Client:
    """A client who has just signed in with a password and confirmed it."""
    leader.set_password(PASSWORD)
    leader.save()
    client = Client()
    client.post(reverse("account_login"), {"login": leader.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def heading(html: str) -> str:
    return re.findall(r"<h1[^>]*>\s*(.*?)\s*<", html)[0]


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Reset your password"),
        ("account_reset_password_done", "Check your email"),
        ("account_reset_password_from_key_done", "Your password is changed"),
        ("account_signup", "Accounts are made by invitation"),
        ("account_inactive", "Your account is not active"),
    ],
)
def test_page_for_a_stranger_has_its_heading(client: Client, name: str, title: str) -> None:
    html = client.get(reverse(name)).content.decode()

    assert heading(html) == title
    assert "placeholder=" not in html


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Sign out"),
        ("account_change_password", "Change your password"),
        ("account_reauthenticate", "Confirm that it is you"),
        ("mfa_index", "Two-step sign-in"),
        ("mfa_activate_totp", "Set up an authenticator app"),
    ],
)
def test_page_for_a_person_has_its_heading(known: Client, name: str, title: str) -> None:
    html = known.get(reverse(name)).content.decode()

    assert heading(html) == title
    assert "placeholder=" not in html


def test_wrong_password_is_said_above_the_form(leader: User, client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": leader.email, "password": "x"})

    html = answer.content.decode()
    assert html.index("There is a problem") < html.index("<h1")


def test_missing_password_is_asked_for_in_our_words(leader: User, client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": leader.email})

    assert '<a href="#id_password">Enter your password</a>' in answer.content.decode()


def test_authenticator_app_is_set_up_and_turned_off(known: Client) -> None:
    page = known.get(reverse("mfa_activate_totp"))
    code = code_for(page.context["form"].secret)

    known.post(reverse("mfa_activate_totp"), {"code": code})
    codes = known.get(reverse("mfa_view_recovery_codes")).content.decode()
    generate = known.get(reverse("mfa_generate_recovery_codes")).content.decode()
    turn_off = known.get(reverse("mfa_deactivate_totp")).content.decode()

    assert page.content.decode().count(page.context["form"].secret) == 1
    assert (heading(codes), codes.count("app-code")) == ("Recovery codes", 11)
    assert heading(generate) == "Make recovery codes"
    assert heading(turn_off) == "Turn off the authenticator app?"
    assert 'name="csrfmiddlewaretoken"' in turn_off.split("<main")[1]
