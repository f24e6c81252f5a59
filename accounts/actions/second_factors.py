"""What a leader does about two-step sign-in: turned off for who lost phone and codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import access, audit, letters
from accounts.actions import messages
from accounts.models import User
from accounts.rules import obstacles_to_turning_off
from govuk.dates import datetime_text


@transaction.atomic
def turn_off(*, user: User, because: str, at: datetime, by: User) -> User:
    """Let somebody who lost phone and codes sign in with the password alone; they get a letter.

    Where the settings require a second factor of them, they set up a new one at once.

    :raises ValidationError: for oneself, a person with roles elsewhere, without a reason, or when
        there is none to turn off.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    found = Authenticator.objects.filter(user=user)
    mine = access.memberships_for(by).values("pk")
    if obstacles := obstacles_to_turning_off(
        has_one=found.exists(),
        is_oneself=user.pk == by.pk,
        has_roles_elsewhere=user.memberships.live(at).exclude(pk__in=mine).exists(),
        because=because,
    ):
        raise ValidationError(obstacles)
    found.delete()
    audit.record("user.second_factor_removed", by=by, subject=user, reason=because.strip())
    subject, body = letters.compose(
        "second_factor_off",
        name=user.full_name,
        by=by.full_name,
        when=datetime_text(at),
        to_page=letters.address("accounts:your_account"),
    )
    messages.write(
        kind="second_factor_off",
        to_name=user.full_name,
        to_email=user.email,
        subject=subject,
        body=body,
        at=at,
    )
    return user
