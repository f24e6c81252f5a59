"""A worker killed outright in the middle of 10,000 rows: the next one ends them, each once."""

import signal
import subprocess
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.actions import jobs
from accounts.models import AuditEvent, Job, User
from accounts.roles import Role
from accounts.tasks import run
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.models import Enrolment, ImportRow, ParticipantImport, StatusChange
from tests.factories.accounts import make_member
from tests.factories.participants import begin_import
from tests.factories.programmes import make_cohort
from tests.house.workers import PATIENCE, Start, eventually, kill, start_worker  # noqa: F401

Worker = subprocess.Popen[bytes]

ROWS = 10_000
FEWER = 4_000  # where workers start anew several times


def listed(mailbox: str, rows: int) -> bytes:
    """Write a list with every kind of row: good, bad, doubled, and beyond the capacity."""
    lines = ["Full name,Email,TRN,Date of birth"]
    for number in range(rows):
        email = f"{mailbox}{number if number % 50 else 1}@example.org"
        # Nobody of one list looks like somebody of the other.
        born = f"{27 if mailbox == 'a' else 28}/03/1985" if number % 20 else "31/02/1985"
        lines.append(f"Person {number},{email},,{born}")
    return "\n".join(lines).encode()


def uploaded(mailbox: str, leader: User, rows: int = ROWS) -> ParticipantImport:
    cohort = make_cohort(capacity=rows * 9 // 10)
    return begin_import(
        cohort=cohort,
        name="list.csv",
        content=listed(mailbox, rows),
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


def kill_in_the_middle(worker: Worker, of: ParticipantImport) -> int:
    """Kill a worker once it has taken in some rows; return how many, some but never all."""
    job = Job.objects.filter(pk=of.job_id)
    before = job.get().done
    deadline = time.monotonic() + PATIENCE
    while job.get().done == before and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(worker)
    killed = job.get()
    assert killed.state == Job.State.RUNNING
    assert killed.total is not None
    assert before < killed.done < killed.total
    assert of.rows.count() == killed.done
    # As if the twenty seconds after which a worker counts as dead had passed.
    job.update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    return killed.done


def has_ended(of: ParticipantImport) -> bool:
    return Job.objects.get(pk=of.job_id).state == Job.State.DONE


def untouched(leader: User, rows: int = ROWS) -> ParticipantImport:
    """A list that one worker took in undisturbed."""
    whole = uploaded("a", leader, rows)
    run(jobs.claim(at=timezone.now()))
    return whole


@pytest.mark.slow
def test_killed_import_ends_like_one_that_was_not(start_worker: Start) -> None:  # noqa: F811
    leader = make_member(Role.NATIONAL_LEADER)
    whole, killed = untouched(leader), uploaded("b", leader)

    kill_in_the_middle(start_worker(), killed)
    start_worker()

    assert eventually(lambda: has_ended(killed))
    assert ImportRow.objects.filter(participant_import=killed).count() == ROWS
    assert result(killed) == result(whole)
    assert Job.objects.get(pk=killed.job_id).attempt == 2


@pytest.mark.services
def test_import_killed_three_times_ends_with_each_row_once(
    start_worker: Start,  # noqa: F811
) -> None:
    leader = make_member(Role.NATIONAL_LEADER)
    whole, killed = untouched(leader, FEWER), uploaded("b", leader, FEWER)

    stops = [kill_in_the_middle(start_worker(), killed) for _ in range(3)]
    start_worker()

    assert eventually(lambda: has_ended(killed))
    assert stops == sorted(set(stops))
    assert result(killed) == result(whole)
    assert Job.objects.get(pk=killed.job_id).attempt == 4


@pytest.mark.services
def test_worker_asked_to_stop_ends_its_import_first(start_worker: Start) -> None:  # noqa: F811
    asked = uploaded("a", make_member(Role.NATIONAL_LEADER), FEWER)
    job = Job.objects.filter(pk=asked.job_id)

    worker = start_worker()
    eventually(lambda: job.get().done > 0)
    worker.send_signal(signal.SIGTERM)
    begun = job.get().done
    worker.wait(timeout=PATIENCE)

    assert 0 < begun < FEWER
    assert (job.get().state, job.get().attempt) == (Job.State.DONE, 1)
    assert asked.rows.count() == FEWER
