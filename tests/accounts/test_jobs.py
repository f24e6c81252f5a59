"""Background work: taken by one worker, ended by it alone, and honest about how it ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts import queries, tasks
from accounts.actions import jobs, memberships
from accounts.jobs import KINDS
from accounts.models import Job
from accounts.models.job import STALE_AFTER
from accounts.roles import Role
from tests.factories.accounts import NOW, make_member
from tests.races import just_before_the_write


@pytest.fixture
def kind(monkeypatch):
    """Register a kind of work for one test."""

    def register(work):
        monkeypatch.setitem(KINDS, "test.work", work)
        return work

    return register


def enqueue(by=None):
    return jobs.enqueue(kind="test.work", title="Work", params={}, by=by)


def test_job_is_taken_once(db):
    enqueue()

    first, second = jobs.claim(at=NOW), jobs.claim(at=NOW)

    assert (first.state, first.attempt, second) == (Job.State.RUNNING, 1, None)


def test_job_of_a_silent_worker_is_taken_over(db):
    enqueue()
    jobs.claim(at=NOW)

    assert jobs.claim(at=NOW + STALE_AFTER) is None
    assert jobs.claim(at=NOW + STALE_AFTER + timedelta(seconds=1)).attempt == 2


def test_worker_whose_job_was_taken_over_writes_nothing(db):
    enqueue()
    first = jobs.claim(at=NOW)
    jobs.claim(at=NOW + 2 * STALE_AFTER)

    for late in (
        lambda: jobs.advance(first, at=NOW, done=5),
        lambda: jobs.finish(first, at=NOW),
        lambda: jobs.fail(first, at=NOW, error="late"),
    ):
        with pytest.raises(jobs.TakenOver):
            late()

    kept = Job.objects.get()
    assert (kept.state, kept.done, kept.error) == (Job.State.RUNNING, 0, "")


def test_work_taken_over_half_way_is_left_to_the_other(db, kind):
    @kind
    def work(job):
        Job.objects.filter(pk=job.pk).update(attempt=2)
        jobs.advance(job, at=timezone.now(), done=1)

    enqueue()
    tasks.run(jobs.claim(at=timezone.now()))

    assert Job.objects.get().state == Job.State.RUNNING


def test_failing_work_says_so_without_the_fault_itself(db, kind):
    @kind
    def work(job):
        raise RuntimeError("Janet Williams")

    enqueue()
    tasks.run_waiting_jobs()

    job = Job.objects.get()
    assert (job.state, job.error) == (Job.State.FAILED, tasks.FAULT)


def test_failing_work_that_was_taken_over_leaves_it_alone(db, kind):
    @kind
    def work(job):
        Job.objects.filter(pk=job.pk).update(attempt=2)
        raise RuntimeError

    enqueue()
    tasks.run(jobs.claim(at=timezone.now()))

    assert Job.objects.get().state == Job.State.RUNNING


def test_work_acts_in_the_role_that_started_it(db, kind):
    seen = []
    kind(lambda job: seen.append(job.owner.acting.label))
    leader = make_member(Role.HUB_LEADER)
    make_member(Role.ADMINISTRATOR, user=make_member(Role.FACILITATOR))

    enqueue(by=leader)
    tasks.run_waiting_jobs()

    assert seen == ["Hub leader, North and West"]
    assert Job.objects.get().state == Job.State.DONE


def test_work_of_an_ended_role_is_not_done(db, kind):
    done = []
    kind(done.append)
    leader, administrator = make_member(Role.HUB_LEADER), make_member(Role.ADMINISTRATOR)
    enqueue(by=leader)
    memberships.end(membership=leader.acting, at=timezone.now(), by=administrator)

    tasks.run_waiting_jobs()

    job = Job.objects.get()
    assert (done, job.state, job.error) == ([], Job.State.FAILED, tasks.ROLE_ENDED)


def test_work_of_a_disabled_account_is_not_done(db, kind):
    done = []
    kind(done.append)
    leader, administrator = make_member(Role.HUB_LEADER), make_member(Role.ADMINISTRATOR)
    enqueue(by=leader)
    memberships.disable(user=leader, at=timezone.now(), by=administrator)

    tasks.run_waiting_jobs()

    assert (done, Job.objects.get().state) == ([], Job.State.FAILED)


def test_work_ends_with_its_result(db):
    enqueue()

    jobs.finish(jobs.claim(at=NOW), at=NOW, result={"added": 3})

    job = Job.objects.get()
    assert (job.state, job.result, job.finished_at) == (Job.State.DONE, {"added": 3}, NOW)
    assert queries.results_of(job) == [{"key": "Added", "value": "3"}]


def test_file_is_kept_as_it_came(leader):
    stored = jobs.store_file(name="a.csv", content=b"Name\n" * 1000, by=leader)

    assert jobs.content_of(stored) == b"Name\n" * 1000
    assert (stored.size, len(stored.gzipped) < 100) == (5000, True)


def claim_at_once(barrier):
    barrier.wait()
    try:
        job = jobs.claim(at=timezone.now())
        return job.pk if job else None
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_one_job():
    for _ in range(20):
        enqueue()
    taken = []

    with ThreadPoolExecutor(8) as workers:
        while Job.objects.filter(state=Job.State.QUEUED).exists():
            barrier = Barrier(8)
            taken += filter(None, workers.map(claim_at_once, [barrier] * 8))

    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("changes", "progress", "advice"),
    [
        ({}, "Not started yet", "It starts in a few seconds"),
        ({"created_at": NOW - timedelta(minutes=1)}, "Not started yet", "No worker has taken"),
        (
            {"state": "running", "done": 5, "total": 20, "heartbeat_at": NOW},
            "5 of 20 rows",
            "You can leave this page",
        ),
        (
            {"state": "running", "done": 5, "heartbeat_at": NOW - timedelta(minutes=1)},
            "5 rows done",
            "The worker has stopped answering",
        ),
        ({"state": "done", "done": 1000, "total": 1000}, "1,000 of 1,000 rows", ""),
        ({"state": "failed"}, "0 rows done", ""),
    ],
)
def test_page_says_where_the_work_stands(changes, progress, advice):
    job = Job(**{"created_at": NOW, "title": "Work"} | changes)

    view = queries.job_view(job, at=NOW)

    assert view.progress == progress
    assert view.advice.startswith(advice) if advice else view.advice == ""


def test_job_that_another_worker_takes_meanwhile_is_theirs(db):
    enqueue()
    theirs = []

    with just_before_the_write(lambda: theirs.append(jobs.claim(at=NOW))):
        ours = jobs.claim(at=NOW)

    assert (ours, theirs[0].attempt, Job.objects.get().attempt) == (None, 1, 1)
