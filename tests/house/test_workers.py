"""Real workers over a real Redis: letters leave, once each, whatever is lost on the way."""

import os
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from accounts.actions import messages
from accounts.models import Message
from tests.house.workers import Start, eventually, kill

pytestmark = pytest.mark.services


def write_letters(count: int) -> None:
    for number in range(count):
        messages.write(
            kind="news",
            to_name="Janet Williams",
            to_email=f"janet{number}@example.org",
            subject=f"Letter {number}",
            body="Your next session is on Wednesday.",
            at=timezone.now(),
        )


def all_sent() -> bool:
    return not Message.objects.filter(sent_at=None).exists()


def recipients(folder: Path) -> list[str]:
    lines = [line for file in folder.glob("*") for line in file.read_text().splitlines()]
    return sorted(line for line in lines if line.startswith("To: "))


def test_letters_leave_once_each(start_worker: Start, tmp_path: Path) -> None:
    write_letters(20)
    start_worker()
    start_worker()

    assert eventually(all_sent)
    assert recipients(tmp_path / "mail") == sorted(f"To: janet{n}@example.org" for n in range(20))


def test_losing_redis_and_a_worker_loses_no_letter(start_worker: Start, tmp_path: Path) -> None:
    first = start_worker()
    write_letters(5)
    assert eventually(all_sent)
    kill(first)
    write_letters(20)
    redis.Redis.from_url(os.environ["TEST_REDIS_URL"]).flushall()
    start_worker()

    assert eventually(all_sent)
    assert len(recipients(tmp_path / "mail")) == 25
