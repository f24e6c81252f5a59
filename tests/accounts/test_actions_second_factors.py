"""Two-step sign-in turned off, by whoever answers for them, for who lost phone and codes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import second_factors
from accounts.models import AuditEvent, Message, User
from accounts.roles import Role
from tests.accounts.pages import PASSWORD, text
from tests.factories.accounts import NOW, make_hub, make_member, make_user

CALLED = "I rang the school and spoke to them"


def protected(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def locked_out(leader: User) -> User:
    return protected(make_member(Role.FACILITATOR, user=make_user(email="daniel@example.org")))


def test_turned_off_it_is_on_record_and_told_by_a_letter(leader: User, locked_out: User) -> None:
    second_factors.turn_off(user=locked_out, because=CALLED, at=NOW, by=leader)

    event = AuditEvent.objects.filter(verb="user.second_factor_removed").get()
    letter = Message.objects.get()
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert (event.by, event.reason) == (leader, CALLED)
    assert (letter.to_email, leader.full_name in letter.body) == ("daniel@example.org", True)


@pytest.mark.parametrize(
    ("because", "sentence"),
    [(" ", "Enter how you made sure that it is them"), (CALLED, "is not on for this person")],
)
def test_refusals_keep_what_there_is(
    leader: User, locked_out: User, because: str, sentence: str
) -> None:
    person = locked_out if because == " " else make_member(Role.FACILITATOR)
    before = Authenticator.objects.count()

    with pytest.raises(ValidationError, match=sentence):
        second_factors.turn_off(user=person, because=because, at=NOW, by=leader)

    assert (Authenticator.objects.count(), Message.objects.count()) == (before, 0)


def test_ones_own_is_turned_off_on_ones_own_page(leader: User) -> None:
    protected(leader)

    with pytest.raises(ValidationError, match="on the page of your account"):
        second_factors.turn_off(user=leader, because=CALLED, at=NOW, by=leader)


def test_of_somebody_with_a_role_elsewhere_an_administrator_decides(
    leader: User, locked_out: User
) -> None:
    make_member(Role.HUB_LEADER, hub=make_hub(name="South Coast"), user=locked_out)

    with pytest.raises(ValidationError, match="Only an administrator"):
        second_factors.turn_off(user=locked_out, because=CALLED, at=NOW, by=leader)

    administrator = make_member(Role.ADMINISTRATOR)
    second_factors.turn_off(user=locked_out, because=CALLED, at=NOW, by=administrator)
    assert not Authenticator.objects.filter(user=locked_out).exists()


def test_leader_turns_it_off_on_a_page_and_the_password_signs_in(
    leader_client, locked_out: User, client
) -> None:
    page = leader_client.get(reverse("accounts:person", args=[locked_out.reference]))
    address = reverse("accounts:turn_off_second_factor", args=[locked_out.reference])
    asked = leader_client.post(address, {"because": ""})
    leader_client.post(address, {"because": CALLED})

    answer = client.post(
        reverse("account_login"), {"login": locked_out.email, "password": PASSWORD}
    )

    assert f'href="{address}"' in text(page)
    assert asked.context["form"].errors == {"because": ["Enter how you made sure that it is them"]}
    assert answer.headers["Location"] == "/"
    after = leader_client.get(reverse("accounts:person", args=[locked_out.reference]))
    assert f'href="{address}"' not in text(after)


def test_who_has_neither_is_told_whom_to_ask(locked_out: User, client) -> None:
    client.post(reverse("account_login"), {"login": locked_out.email, "password": PASSWORD})

    page = text(client.get(reverse("mfa_authenticate")))

    assert "Ask your programme leader, or an administrator" in page
    assert 'inputmode="numeric"' in page
