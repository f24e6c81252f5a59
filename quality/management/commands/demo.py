"""Builds the demo world, lists its accounts, and makes rows in bulk for measuring."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import LeadProvider, User
from quality.demo import plan, scale, world


class Command(BaseCommand):
    help = "Builds the demo world: invented people at work for a lead provider."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--participants",
            type=int,
            metavar="N",
            help="add N participants in bulk, and the cohorts that `make bench` measures",
        )
        parser.add_argument(
            "--accounts-json", metavar="FILE", help="write each account's role, scope and password"
        )
        parser.add_argument(
            "--print-accounts", action="store_true", help="print one account for each role"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is built only where NPQHUB_DEMO is 1.")
        if options["print_accounts"]:
            self._print_accounts()
            return
        self._build()
        if options["participants"]:
            self._build_scale(options["participants"])
        if options["accounts_json"]:
            Path(options["accounts_json"]).write_text(
                json.dumps(accounts(), indent=2) + "\n", encoding="utf-8"
            )

    def _build(self) -> None:
        if User.objects.filter(email=plan.ACCOUNTS[0].email).exists():
            self.stdout.write("The demo world stands already; nothing was changed.")
            return
        if User.objects.exists():
            raise CommandError("This database has people in it; the demo world needs an empty one.")
        if not LeadProvider.objects.filter(name=plan.NIOT).exists():
            call_command("load_reference_data", stdout=self.stdout)
        world.build(today=timezone.localdate())
        self.stdout.write(
            f"Built the demo world: {plan.PARTICIPANTS:,} participants at {plan.NIOT}."
        )

    def _build_scale(self, participants: int) -> None:
        if there := scale.standing():
            self.stdout.write(
                f"{there:,} participants for measuring stand already; nothing was changed."
            )
            return
        scale.build(participants=participants)
        self.stdout.write(f"Added {participants:,} participants for measuring.")

    def _print_accounts(self) -> None:
        shown = set()
        for account in accounts():
            if account["role"] not in shown:
                shown.add(account["role"])
                self.stdout.write(f"  {account['role']:<27}{account['email']}")
        self.stdout.write(f"\n  Password of each: {plan.PASSWORD}")


def accounts() -> list[dict[str, str]]:
    """Return the demo world's accounts: role, scope, name, email, password."""
    return [
        {
            "role": account.role.label,
            "scope": account.hub or account.partner or account.provider,
            "name": account.full_name,
            "email": account.email,
            "password": plan.PASSWORD,
        }
        for account in plan.ACCOUNTS
    ]
