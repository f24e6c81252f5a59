"""`make run` for real: it starts, tells, keeps, names what breaks, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.house.repository import ROOT
from tools import check, services

pytestmark = [
    pytest.mark.once,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc"),
]
PATIENCE = 120
READY = "Ctrl-C stops it"


class Run:
    """One `make run` with a state folder and a port of its own, without a demo world."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port, self.said = var, port, ""
        self.process = subprocess.Popen(
            [sys.executable, "tools/run.py"],
            cwd=ROOT,
            env=environment(var, port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_up(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if READY in line:
                return
        raise AssertionError(f"ended with {self.end()}: {self.said}")

    def end(self, number: signal.Signals | None = None) -> int:
        if number:
            self.process.send_signal(number)
        self.said += self.process.communicate(timeout=PATIENCE)[0]
        return self.process.returncode

    def get(self, path: str) -> int:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status


def environment(var: Path, port: int) -> dict[str, str]:
    ours = {"NPQHUB_VAR": str(var), "PORT": str(port), "NPQHUB_DEMO": "0"}
    ours["DATABASE_URL"] = f"sqlite:///{var / 'npqhub.sqlite3'}"
    unset = ("SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PUBLIC_URL", "ALLOWED_HOSTS", "LOG_LEVEL")
    kept = {k: v for k, v in check.clean_environment().items() if k not in unset}
    return kept | ours


def processes_of(var: Path) -> dict[int, str]:
    """Find every living process that was given this state folder, and how it was called."""
    mark, found = f"NPQHUB_VAR={var}".encode(), {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode()
        except OSError:
            continue
    return {pid: called for pid, called in found.items() if called}


def pids(var: Path, word: str) -> list[int]:
    return sorted(pid for pid, called in processes_of(var).items() if word in called)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("var")
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def running(var: Path) -> Iterator[Run]:
    run = Run(var, services.free_port())
    run.wait_until_up()
    yield run
    if run.process.poll() is None:
        run.end(signal.SIGKILL)


def test_run_serves_pages_and_ends_whole_at_ctrl_c(running: Run, var: Path) -> None:
    statuses = [running.get("/health/ready/"), running.get("/account/login/")]
    workers = len(pids(var, "celery"))
    code = running.end(signal.SIGINT)

    assert statuses == [200, 200]
    assert f"http://127.0.0.1:{running.port}/" in running.said
    assert workers >= 1
    assert code == 0
    assert processes_of(var) == {}


def test_run_keeps_its_key_and_ends_at_sigterm(running: Run, var: Path) -> None:
    key = var / "secret-key"
    first = key.read_text()

    assert running.end(signal.SIGTERM) == 0
    assert (first, oct(key.stat().st_mode & 0o777)) == (key.read_text(), "0o600")
    assert processes_of(var) == {}


def test_run_names_a_process_that_died_and_stops_the_other(running: Run, var: Path) -> None:
    os.kill(pids(var, "celery")[0], signal.SIGKILL)

    assert running.end() == 1
    assert "The background worker was ended by SIGKILL" in running.said
    assert processes_of(var) == {}


def test_run_killed_outright_leaves_nothing(running: Run, var: Path) -> None:
    running.end(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while processes_of(var) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert processes_of(var) == {}


def test_run_says_how_to_choose_another_port(running: Run, tmp_path: Path) -> None:
    second = Run(tmp_path, running.port)

    assert second.end() == 1
    assert f"make run PORT={running.port + 1}" in second.said


def test_run_refuses_a_folder_in_use(running: Run, var: Path) -> None:
    second = Run(var, services.free_port())

    assert second.end() == 1
    assert "already running" in second.said
