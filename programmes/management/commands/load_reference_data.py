"""`manage.py load_reference_data`: brings reference data in, as often as one likes."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from accounts import tasks
from accounts.actions import jobs, schools
from accounts.models import Job, School
from programmes.actions import reference
from programmes.reference import dfe_files

PATIENCE = 0.2  # seconds between two looks at a job that another worker has


class Command(BaseCommand):
    help = (
        "Load qualifications, lead providers, intakes, schedules, milestones, reason codes, "
        "offers, bank holidays and half terms from programmes/reference, and a sample of schools "
        "where there are none. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dfe",
            type=Path,
            metavar="FOLDER",
            help="read the DfE's files from this folder where it has them",
        )
        parser.add_argument(
            "--schools",
            type=Path,
            metavar="FILE",
            help="load the DfE's register of schools (a CSV file) in a background job",
        )
        parser.add_argument(
            "--wait", action="store_true", help="load the register here and now, without a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["dfe"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder}: there is no such folder.")
        try:
            tallies = reference.load(dfe=folder, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except IntegrityError as refusal:
            raise CommandError(
                f"What stands in the database does not allow it: {refusal}"
            ) from None
        words = [*report(tallies), self.load_schools(options["schools"], folder, options["wait"])]
        if options["verbosity"]:
            self.stdout.write("\n".join(filter(None, words)))

    def load_schools(self, file: Path | None, folder: Path | None, wait: bool) -> str:
        """Load the register that was given; without one, a sample where there are no schools."""
        if file is None:
            if School.objects.exists():
                return ""
            file, wait = dfe_files.find(dfe_files.SCHOOLS, folder), True
        try:
            job = schools.load_schools(name=file.name, content=file.read_bytes(), by=None)
        except OSError:
            raise CommandError(f"{file}: the file cannot be read.") from None
        except ValidationError as refusal:
            raise CommandError(f"{file.name}: {' '.join(refusal.messages)}") from None
        if not wait:
            return f"{file.name} waits for the background worker as job {job.reference}."
        job = carry_out(job)
        if job.state == Job.State.FAILED:
            raise CommandError(f"{file.name}: {job.error}")
        return f"Schools in the register: {School.objects.count():,}."


def report(tallies: list[reference.Tally]) -> Iterator[str]:
    """Give a line for each kind, and say when nothing changed at all."""
    line = "{:<20} {:>7} {:>9} {:>11}"
    yield line.format("", "added", "changed", "unchanged")
    for t in tallies:
        yield line.format(t.kind, t.added, t.changed, t.unchanged)
    if not any(t.added or t.changed for t in tallies):
        yield "Nothing to change."


def carry_out(job: Job) -> Job:
    """Work in this process until the job is over, with whatever waits before it."""
    while not job.is_over:
        if waiting := jobs.claim(at=timezone.now()):
            tasks.run(waiting)
        else:
            time.sleep(PATIENCE)
        job.refresh_from_db()
    return job
