"""The servers that are measured: the product as production runs it, the floor, and a worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools import run, services

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = run.ROOT
FLOOR = ["-m", "gunicorn", "tools.floor.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
# As production: two processes, no debugging, JSON logs. Without TLS, since nothing leaves the
# machine, and without a second factor, which no program can show.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "npqhub.settings",
    "DEBUG": "0",
    "WEB_WORKERS": "2",
    "WEB_THREADS": "4",
    "NPQHUB_DEMO": "0",
    "NPQHUB_INSECURE_HTTP": "1",
    "REQUIRE_SECOND_FACTOR": "0",
    "ALLOWED_HOSTS": "127.0.0.1",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "INFO",
    "PYTHONWARNINGS": "ignore",
}


@contextmanager
def serve(name: str, arguments: list[str], url: str) -> Iterator[tuple[run.Child, int]]:
    """Run a web server on a free port until the block ends."""
    port = services.free_port()
    environment = os.environ | {"DATABASE_URL": url}
    child = run.start(name, [*arguments, "--bind", f"127.0.0.1:{port}"], environment)
    try:
        while not run.answers(port):
            if child.has_ended():
                sys.exit(run.explain(child))
            time.sleep(0.1)
        yield child, port
    finally:
        run.stop([child])


@contextmanager
def product(url: str) -> Iterator[tuple[run.Child, int]]:
    with serve("web server", run.WEB, url) as served:
        yield served


@contextmanager
def floor(url: str) -> Iterator[tuple[run.Child, int]]:
    with serve("floor", FLOOR, url) as served:
        yield served


@contextmanager
def worker(url: str) -> Iterator[run.Child]:
    """Run the background worker until the block ends."""
    environment = os.environ | {"DATABASE_URL": url}
    child = run.start("background worker", [*run.WORKER, *run.ONE_MACHINE], environment)
    try:
        yield child
    finally:
        run.stop([child])


def collect_static_files() -> None:
    """Collect the static files, compressed and with their manifest, as a deployment does."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def family(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [process, *(each for child in text.split() for each in family(int(child)))]


def peak(child: run.Child, *, afresh: bool = False) -> int:
    """Return the most memory, in bytes, that one process of the family ever held.

    `afresh` forgets what was held before now. Where there is no /proc, the answer is 0.
    """
    most = 0
    for process in family(child.process.pid):
        try:
            if afresh:
                Path(f"/proc/{process}/clear_refs").write_text("5")
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                most = max(most, int(line.split()[1]) * 1024)
    return most
