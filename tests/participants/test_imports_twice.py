"""One list more than once: again, re-ordered, by two leaders, by two workers in one moment."""

from datetime import UTC, datetime

import pytest

from accounts import tasks as background
from accounts.actions import imports as engine
from accounts.actions import jobs
from accounts.models import Job, User
from accounts.roles import Role
from accounts.tasks import run, run_waiting_jobs
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.models import Enrolment, ImportRow, Participant, ParticipantImport
from programmes.models import Cohort
from tests.factories.accounts import make_member
from tests.factories.participants import begin_import
from tests.factories.programmes import make_cohort
from tests.races import at_once

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PEOPLE = [f"Person {n},p{n}@example.org,{1234000 + n}" for n in range(40)]
HEADINGS = "Full name,Email,TRN"
LIST = "\n".join([HEADINGS, *PEOPLE]).encode()
TWINS = {
    "the same": LIST,
    "re-ordered": "\n".join([HEADINGS, *reversed(PEOPLE)]).encode(),
    "headings in capitals": LIST.replace(b"Full name,Email", b"FULL NAME,E-MAIL"),
    "byte order mark": b"\xef\xbb\xbf" + LIST,
    "UTF-16": LIST.decode().encode("utf-16"),
    "addresses in capitals": LIST.replace(b"@example.org", b"@EXAMPLE.ORG"),
    "line ends": LIST.replace(b"\n", b"\r\n"),
    "semicolons": LIST.replace(b",", b";"),
    "columns changed round": "\n".join(
        ",".join(reversed(line.split(","))) for line in [HEADINGS, *PEOPLE]
    ).encode(),
}


def upload(cohort: Cohort, content: bytes, by: User) -> ParticipantImport:
    return begin_import(cohort=cohort, name="a.csv", content=content, at=NOW, by=by)


def outcomes(of: ParticipantImport) -> list[tuple[str, str]]:
    return sorted(set(of.rows.values_list("outcome", "sentence")))


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_list_taken_in_before_changes_nothing_and_says_so_in_each_row(
    leader: User, twin: bytes
) -> None:
    cohort, colleague = make_cohort(capacity=100), make_member(Role.NATIONAL_LEADER)
    first, second = upload(cohort, LIST, leader), upload(cohort, twin, colleague)
    run_waiting_jobs()

    assert outcomes(first) == [("enrolled", "")]
    assert outcomes(second) == [("already-there", "Already in the cohort.")]
    assert (first.rows.count(), second.rows.count()) == (40, 40)
    assert (Participant.objects.count(), Enrolment.objects.count()) == (40, 40)


def test_composed_and_decomposed_names_are_one_person(leader: User) -> None:
    cohort = make_cohort()
    for name in ("Zoe\u0301 D’Arcy", "Zo\u00e9 D'Arcy"):
        upload(cohort, f"Full name,Email\n{name},zoe@example.org\n".encode(), leader)
    run_waiting_jobs()

    assert list(Participant.objects.values_list("full_name")) == [("Zoe\u0301 D’Arcy",)]
    assert [row.outcome for row in ImportRow.objects.order_by("pk")] == [
        *("enrolled", "already-there")
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_list_enrol_everybody_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ROWS_A_CHUNK", 7)
    leader, cohort = make_member(Role.NATIONAL_LEADER), make_cohort(capacity=100)
    uploads = [upload(cohort, TWINS[name], leader) for name in ("the same", "re-ordered")]
    claimed = [jobs.claim(at=datetime.now(UTC)) for _ in uploads]

    at_once([lambda job=job: run(job) for job in claimed])

    assert set(Job.objects.values_list("state", "done", "total")) == {("done", 40, 40)}
    rows = [row for uploaded in uploads for row in uploaded.rows.all()]
    assert sorted(row.outcome for row in rows) == ["already-there"] * 40 + ["enrolled"] * 40
    assert (Participant.objects.count(), Enrolment.objects.count()) == (40, 40)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_looking_for_work_take_a_job_once() -> None:
    uploaded = upload(make_cohort(capacity=100), LIST, make_member(Role.NATIONAL_LEADER))

    at_once([background.run_waiting_jobs, background.run_waiting_jobs])

    job = Job.objects.get()
    assert (job.state, job.attempt, job.done) == ("done", 1, 40)
    assert outcomes(uploaded) == [("enrolled", "")]
