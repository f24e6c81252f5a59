"""People who sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower

from accounts.models.reference import new_reference
from accounts.roles import CHARTERS, Permission

if TYPE_CHECKING:
    from accounts.models.membership import Membership


class UserQuerySet(models.QuerySet["User"]):
    def get_by_natural_key(self, email: str) -> User:
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A person who signs in by email; what they may do is in their memberships."""

    reference = models.CharField(max_length=10, unique=True, default=new_reference, editable=False)
    # Lower case always, so that one address is one account.
    email = models.EmailField(
        max_length=254,
        unique=True,
        error_messages={"unique": "Another account has this email address."},
    )
    full_name = models.CharField(max_length=200)
    # False until an invitation is accepted, and again when the account is disabled.
    is_active = models.BooleanField(default=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserQuerySet.as_manager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    # The membership in which this person acts now and the others they may switch to; set by
    # `accounts.middleware.acting_as` for a request, by hand for commands and tests.
    acting: Membership | None = None
    live_memberships: tuple[Membership, ...] = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(disabled_at=None) | models.Q(is_active=False),
                name="user_disabled_is_not_active",
            ),
        ]
        indexes = [models.Index(Lower("full_name"), "id", name="user_by_name")]

    def __str__(self) -> str:
        return self.full_name

    def may(self, permission: Permission) -> bool:
        """Say whether the role this person acts in now carries the permission."""
        return (
            self.acting is not None and permission in CHARTERS[self.acting.charter_key].permissions
        )
