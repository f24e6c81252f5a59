"""Real Celery workers with their beat, on the test database and on Redis or the folder broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from tests.house.repository import ROOT
from tools import check, run

PATIENCE = 60  # seconds in which workers must have done what a test waits for

Start = Callable[[], subprocess.Popen[bytes]]


def database_url() -> str:
    """Name the test database as DATABASE_URL does."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who, where = f"{given['USER']}:{given['PASSWORD']}", f"{given['HOST']}:{given['PORT']}"
    return f"postgres://{who}@{where}/{given['NAME']}"


def environment(folder: Path) -> dict[str, str]:
    return check.clean_environment() | {
        "DJANGO_SETTINGS_MODULE": "npqhub.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "LOG_LEVEL": "INFO",
        "NPQHUB_DEMO": "0",
        "NPQHUB_VAR": str(folder),
    }


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; answer whether it came to hold at all."""
    deadline = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def kill(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and its children outright, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Start]:
    """Start as many workers as the test asks for; all are gone when it ends."""
    started: list[subprocess.Popen[bytes]] = []
    for folder in ("mail", "broker", "broker-control"):
        (tmp_path / folder).mkdir()

    def start() -> subprocess.Popen[bytes]:
        name = f"worker{len(started)}"
        schedule = str(tmp_path / f"{name}-schedule")
        with open(tmp_path / f"{name}.log", "wb") as log:
            worker = subprocess.Popen(
                [
                    *(sys.executable, *run.WORKER, "--concurrency", "2"),
                    *("--beat", "--schedule", schedule, "--hostname", f"{name}@%h"),
                ],
                cwd=ROOT,
                env=environment(tmp_path),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)
