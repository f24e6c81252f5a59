"""What the tests of pages share: an invitation, its link, a page as text."""

from django.utils import timezone

from accounts.actions import invitations
from accounts.models import Message
from accounts.roles import Role
from tests.factories.accounts import make_hub

PASSWORD = "correct horse battery staple"


def invite_priya(by, email="new@example.org"):
    return invitations.invite(
        user_email=email,
        full_name="Priya Natarajan",
        role=Role.FACILITATOR,
        hub=make_hub(),
        at=timezone.now(),
        by=by,
    )


def path_sent() -> str:
    return Message.objects.latest("pk").link.removeprefix("http://testserver")


def text(answer) -> str:
    return answer.content.decode()
