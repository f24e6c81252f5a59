"""How allauth behaves here: no sign-up, letters in the outbox, and a trail of sign-ins."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import audit
from accounts.actions import messages
from accounts.models import User

WRONG_CODE = "The code is wrong or was used before. Enter the one that your app shows now"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is not open. Ask your programme leader.",
        "email_password_mismatch": "The email address or the password is wrong",
        "enter_current_password": "Enter your current password as it is now",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "The password is wrong",
        "too_many_login_attempts": "Too many wrong passwords. Wait 5 minutes, then try again",
        "rate_limited": "Too many tries. Wait a minute, then try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on our own address: the request's host could be forged."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return settings.PUBLIC_URL.rstrip("/") + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's letter (such as a password reset) to the outbox instead of sending it."""
        link = context.get("password_reset_url", "")
        letter = self.render_mail(
            template_prefix, email, context | {"password_reset_url": "{link}"}
        )
        user = context.get("user")
        messages.write(
            kind=template_prefix.rsplit("/", 1)[-1],
            to_name=user.full_name if user else "",
            to_email=email,
            subject=letter.subject,
            body=letter.body,
            link=link,
            at=timezone.now(),
        )

    def format_email_subject(self, subject: str) -> str:
        return subject

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record that somebody failed to sign in as a person; a wrong address names nobody.

        One row is written in either case, so that the time taken does not tell them apart.
        """
        email = credentials.get("email") or ""
        found = filter_users_by_email(email, is_active=True) if email else []
        subject = found[0] if found else User()
        audit.record("user.sign_in_failed", by=None, subject=subject)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        audit.record("user.signed_in", by=user, subject=user)
        return super().post_login(request, user, **details)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        audit.record("user.password_changed", by=user, subject=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}
