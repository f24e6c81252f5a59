"""`manage.py load_reference_data`: brings reference data in, as often as one likes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from programmes.actions import reference


class Command(BaseCommand):
    help = (
        "Load qualifications, lead providers, intakes, schedules, milestones, reason codes, "
        "offers, bank holidays and half terms from programmes/reference. A second run changes "
        "nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dfe",
            type=Path,
            metavar="FOLDER",
            help="read the DfE's files from here where it has them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["dfe"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder}: there is no such folder.")
        try:
            tallies = reference.load(dfe=folder, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        if options["verbosity"]:
            self.report(tallies)

    def report(self, tallies: list[reference.Tally]) -> None:
        """Print a line for each kind, and whether anything changed at all."""
        line = "{:<20} {:>7} {:>9} {:>11}"
        self.stdout.write(line.format("", "added", "changed", "unchanged"))
        for t in tallies:
            self.stdout.write(line.format(t.kind, t.added, t.changed, t.unchanged))
        if not any(t.added or t.changed for t in tallies):
            self.stdout.write("Nothing to change.")
