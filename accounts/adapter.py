"""How allauth behaves here: nobody signs up without an invitation, and letters go to the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import messages


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's letter (such as a password reset) to the outbox instead of sending it."""
        letter = self.render_mail(template_prefix, email, context)
        user = context.get("user")
        messages.write(
            kind=template_prefix.rsplit("/", 1)[-1],
            to_name=user.full_name if user else email,
            to_email=email,
            subject=letter.subject,
            body=letter.body,
            at=timezone.now(),
        )
