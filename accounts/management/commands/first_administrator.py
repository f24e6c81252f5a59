"""Invites the first administrator of an installation; all others are invited in the product."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import invitations
from accounts.models import Membership, Message
from accounts.roles import Role


class Command(BaseCommand):
    help = "Invites the first administrator and prints the link that opens the account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, email: str, full_name: str, **options: Any) -> None:
        now = timezone.now()
        if Membership.objects.live(now).filter(role=Role.ADMINISTRATOR).exists():
            raise CommandError("There is an administrator already, who can invite others.")
        invitations.invite(
            user_email=email, full_name=full_name, role=Role.ADMINISTRATOR, at=now, by=None
        )
        letter = Message.objects.filter(to_email=email.lower()).latest("pk")
        days = settings.INVITATION_DAYS
        self.stdout.write(f"Open this link within {days} days:\n{letter.link}")
