"""A worker killed outright in the middle of 10,000 rows: the next one ends them, each once."""

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.actions import jobs
from accounts.models import AuditEvent, Job, User
from accounts.roles import Role
from accounts.tasks import run
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.actions import imports
from participants.models import Enrolment, ImportRow, ParticipantImport, StatusChange
from tests.factories.accounts import make_member
from tests.factories.programmes import make_cohort
from tests.house.workers import PATIENCE, Start, eventually, kill, start_worker  # noqa: F401

ROWS = 10_000
CAPACITY = 9_000


def listed(mailbox: str) -> bytes:
    """Write a list with every kind of row: good, bad, doubled, and beyond the capacity."""
    lines = ["Full name,Email,TRN,Date of birth"]
    for number in range(ROWS):
        email = f"{mailbox}{number if number % 50 else 1}@example.org"
        born = "27/03/1985" if number % 20 else "31/02/1985"
        lines.append(f"Person {number},{email},,{born}")
    return "\n".join(lines).encode()


def uploaded(mailbox: str, leader: User) -> ParticipantImport:
    cohort = make_cohort(capacity=CAPACITY)
    return imports.upload(
        cohort=cohort,
        name="list.csv",
        content=listed(mailbox),
        joined_on=date(2026, 10, 5),
        at=timezone.now(),
        by=leader,
    )


def result(of: ParticipantImport) -> dict[str, object]:
    """Everything that an import leaves behind, in words that do not depend on the mailbox."""
    places = Enrolment.objects.filter(cohort=of.cohort_id)
    keys = [str(pk) for pk in places.values_list("pk", flat=True)]
    made = AuditEvent.objects.filter(verb="enrolment.made")
    return {
        "rows": list(of.rows.order_by("number").values_list("number", "outcome", "sentence")),
        "places": sorted(places.values_list("participant__full_name", "status", "joined_on")),
        "steps": StatusChange.objects.filter(enrolment__in=places).count(),
        "events": len(set(made.values_list("subject_key", flat=True)) & set(keys)),
    }


@pytest.mark.slow
def test_killed_import_ends_like_one_that_was_not(start_worker: Start) -> None:  # noqa: F811
    leader = make_member(Role.NATIONAL_LEADER)
    untouched = uploaded("a", leader)
    run(jobs.claim(at=timezone.now()))
    killed = uploaded("b", leader)
    job = Job.objects.filter(pk=killed.job_id)

    first = start_worker()
    deadline = time.monotonic() + PATIENCE
    while job.get().done == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(first)
    done = job.get().done
    # As if the twenty seconds after which a worker counts as dead had passed.
    job.update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    start_worker()

    assert eventually(lambda: job.get().state == Job.State.DONE)
    assert 1 <= done <= ROWS - 1
    assert ImportRow.objects.filter(participant_import=killed).count() == ROWS
    assert result(killed) == result(untouched)
    assert job.get().attempt == 2
