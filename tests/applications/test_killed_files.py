"""A worker killed in the middle of a file of applications: the next one ends it, each row once."""

import pytest
from django.utils import timezone

from accounts.actions import imports as engine
from accounts.actions import jobs
from accounts.models import AuditEvent, Job, User
from accounts.roles import Role
from accounts.tasks import run
from applications import tasks  # noqa: F401  (registers the kind of job)
from applications.actions import files
from applications.models import Application, ApplicationImport
from tests.factories.accounts import make_lead_provider, make_member
from tests.factories.programmes import make_intake, make_programme
from tests.house.workers import Start, eventually, start_worker  # noqa: F401
from tests.participants.test_killed_imports import kill_in_the_middle

ROWS = 3_000


def listed(mailbox: str) -> bytes:
    """Write a file with every kind of row: good, faulty, doubled."""
    lines = ["Name,Email,Course,Intake"]
    for number in range(ROWS):
        email = f"{mailbox}{number if number % 50 else 1}@example.org"
        lines.append(f"Person {number},{email},{'NPQSL' if number % 20 else 'NPQ'},2026b")
    return "\n".join(lines).encode()


def uploaded(mailbox: str, leader: User) -> ApplicationImport:
    row = files.upload(
        lead_provider=make_lead_provider(),
        hub=None,
        name="a.csv",
        content=listed(mailbox),
        at=timezone.now(),
        by=leader,
    )
    columns = row.plan["columns"]
    engine.confirm(kind=files.FILES, row=row, columns=columns, at=timezone.now(), by=leader)
    row.refresh_from_db()
    return row


def result(of: ApplicationImport, mailbox: str) -> dict[str, object]:
    """Everything that a file leaves behind, in words that do not depend on the mailbox."""
    made = Application.objects.filter(email__regex=f"^{mailbox}[0-9]+@")
    keys = {str(pk) for pk in made.values_list("pk", flat=True)}
    told = AuditEvent.objects.filter(verb="application.received")
    return {
        "rows": list(of.rows.order_by("number").values_list("number", "outcome", "sentence")),
        "applications": sorted(made.values_list("full_name", "status", "intake__identifier")),
        "events": len(set(told.values_list("subject_key", flat=True)) & keys),
    }


@pytest.mark.slow
def test_killed_file_ends_like_one_that_was_not(start_worker: Start) -> None:  # noqa: F811
    leader = make_member(Role.NATIONAL_LEADER)
    make_programme()
    make_intake()
    whole = uploaded("a", leader)
    run(jobs.claim(at=timezone.now()))  # type: ignore[arg-type]
    killed = uploaded("b", leader)

    kill_in_the_middle(start_worker(), killed)  # type: ignore[arg-type]
    start_worker()

    assert eventually(lambda: Job.objects.get(pk=killed.job_id).state == Job.State.DONE)
    assert result(killed, "b") == result(whole, "a")
    assert len(result(whole, "a")["rows"]) == ROWS  # type: ignore[arg-type]
    assert Job.objects.get(pk=killed.job_id).attempt == 2
