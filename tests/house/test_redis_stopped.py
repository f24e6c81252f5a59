"""A Redis that accepts and never answers: pages still come, what was acknowledged is done."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from accounts.models import Job, Message
from tests.house.test_url_matrix import ROWS
from tests.house.workers import Start, eventually
from tests.house.world import World, build
from tests.journeys.test_every_page import address

pytestmark = pytest.mark.services

LONGEST_WAIT = 5  # seconds: a page that waits for the broker would hang far longer


@contextmanager
def stopped_redis() -> Iterator[None]:
    """Hold the Redis of the tests as if its machine had frozen: open, but nothing answers."""
    server = redis.Redis.from_url(os.environ["TEST_REDIS_URL"]).info("server")["process_id"]
    os.kill(server, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server, signal.SIGCONT)


def get(world: World, identity: str, url: str) -> tuple[int, bytes]:
    cookie = world.cookies.get(identity, "")
    request = urllib.request.Request(url, headers={"Cookie": str(cookie).partition(": ")[2]})
    with urllib.request.urlopen(request, timeout=LONGEST_WAIT) as answer:
        return answer.status, answer.read()


def test_every_page_answers_while_redis_does_not(live_server: Any, transactional_db: None) -> None:
    world = build()
    pages = {name: row for name, row in ROWS.items() if row.ok and not row.post_only}

    with stopped_redis():
        answers = {
            name: get(world, sorted(row.ok)[0], live_server.url + address(world, name, row))[0]
            for name, row in pages.items()
            if "outbox" not in name and "letter" not in name
        }
        _, health = get(world, "anonymous", f"{live_server.url}/health/ready/")

    assert set(answers.values()) == {200}
    assert json.loads(health)["broker"] == "unreachable"  # it did stand still


def test_what_is_acknowledged_while_redis_is_stopped_is_done_afterwards(
    start_worker: Start, tmp_path: Path
) -> None:
    world = build()
    cohort = world.references["cohort"]
    rows = b"full name,email\nRosalind Ainsley,rosalind.ainsley@example.org\n"
    upload = tmp_path / "starters.csv"
    upload.write_bytes(rows)
    start_worker()

    with stopped_redis(), upload.open("rb") as file:
        answer = world.client("hub_leader").post(
            f"/cohorts/{cohort}/participants/import/",
            {
                "file": file,
                "joined_on_day": "5",
                "joined_on_month": "10",
                "joined_on_year": "2026",
            },
        )

    assert answer.status_code == 302
    job = Job.objects.latest("pk")
    assert eventually(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE)
    assert Message.objects.filter(failed_at__isnull=False).count() == 0
