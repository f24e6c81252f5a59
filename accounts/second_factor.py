"""The trail of two-step sign-in: allauth changes it and offers no other place to listen than these.

(The house uses no signals of its own.)
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from accounts import audit
from accounts.models import User


@receiver(authenticator_added)
def tell_added(sender: Any, user: User, authenticator: Authenticator, **details: Any) -> None:
    _tell("user.second_factor_added", user, authenticator)


@receiver(authenticator_removed)
def tell_removed(sender: Any, user: User, authenticator: Authenticator, **details: Any) -> None:
    _tell("user.second_factor_removed", user, authenticator)


@receiver(authenticator_reset)
def tell_reset(sender: Any, user: User, authenticator: Authenticator, **details: Any) -> None:
    _tell("user.second_factor_made_anew", user, authenticator)


def _tell(verb: str, user: User, authenticator: Authenticator) -> None:
    audit.record(verb, by=user, subject=user, after={"kind": authenticator.get_type_display()})
