"""What the second factor says when a code is wrong."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from tests.accounts.pages import PASSWORD
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def test_wrong_code_is_refused_with_what_to_enter(client):
    user = make_user(email="head@example.org")
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    page = client.post(reverse("mfa_authenticate"), {"code": "not a code"})

    assert page.context["form"].errors["code"] == [
        "The code is wrong or was used before. Enter the one that your app shows now"
    ]
