"""Which accounts stand on the sign-in page of a demonstration."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import DemoAccount, User


@transaction.atomic
def show(*, user: User, password: str) -> DemoAccount:
    """Show an invented person's password on the sign-in page.

    :raises PermissionDenied: where no demonstration runs.
    """
    if not settings.DEMO:
        raise PermissionDenied("Passwords are shown in a demonstration only.")
    account, _ = DemoAccount.objects.update_or_create(user=user, defaults={"password": password})
    return account
