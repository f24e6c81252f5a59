"""Start the web server and the background worker, watch both, and stop both.

`make run` calls it. Everything it starts ends with it, whichever way it ends.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import surroundings  # noqa: E402  (the line above makes it importable)

WEB = ["-m", "gunicorn", "npqhub.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
WORKER = ["-m", "celery", "-A", "npqhub", "worker", "--loglevel", "INFO"]
ONE_MACHINE = [
    *("--beat", "--pool", "threads", "--concurrency", "2"),
    *("--without-gossip", "--without-mingle"),
]
PATIENCE = 15  # seconds that a process has for ending what it is doing
LOG_LIMIT = 5_000_000  # bytes after which a log is put aside at the next start


@dataclass(frozen=True)
class Child:
    name: str
    log: Path
    process: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def signal_all(self, number: int) -> None:
        """Reach the process and whatever it has started: they are one process group."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def dies_with_parent(parent: int) -> Callable[[], None]:
    """Make Linux end a child whose supervisor was killed outright."""

    def prepare() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def start(name: str, arguments: list[str], environment: dict[str, str]) -> Child:
    log = surroundings.var() / "log" / f"{name.split()[-1]}.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(os.getpid()),
        )
    return Child(name, log, process)


def stop(children: list[Child]) -> None:
    """Ask all to end, wait, and end by force what stays."""
    for child in children:
        if not child.has_ended():
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not all(child.has_ended() for child in children):
        time.sleep(0.05)
    for child in children:
        child.signal_all(signal.SIGKILL)
        child.process.wait()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as refusal:
            sys.exit(
                f"Port {port} cannot be used ({refusal.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            )


def chosen_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {given!r}. Try: make run PORT=8001")
    return int(given)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/live/")
        return connection.getresponse().status < 600
    except OSError:
        return False
    finally:
        connection.close()


def ended(children: list[Child]) -> Child | None:
    return next((child for child in children if child.has_ended()), None)


def wait_until_up(children: list[Child], port: int) -> None:
    while not ended(children) and not answers(port):
        time.sleep(0.1)


def explain(child: Child) -> str:
    """Say which process ended and how, with the last lines of its log."""
    code = child.process.returncode
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    lines = child.log.read_text(errors="replace").splitlines()[-15:]
    tail = "\n".join(f"    {line}" for line in lines)
    return f"\nThe {child.name} {how}. The last lines of {child.log}:\n{tail}\n"


def print_accounts() -> None:
    """Show one account for each role, where this is a demo world."""
    shown = subprocess.run(
        [sys.executable, "manage.py", "demo", "--print-accounts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode == 0:
        print(f"\nSign in as one of these:\n\n{shown.stdout.rstrip()}")


class Stopped(Exception):
    """Somebody asked us to end."""


def listen_for_the_end() -> None:
    def end(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def watch(children: list[Child], port: int) -> int:
    """Stay until a process ends by itself."""
    wait_until_up(children, port)
    if not ended(children):
        if os.environ.get("NPQHUB_DEMO") == "1":
            print_accounts()
        print(f"\nNPQ Hub is at http://127.0.0.1:{port}/   (logs: var/log; Ctrl-C stops it)\n")
        sys.stdout.flush()
    while (gone := ended(children)) is None:
        time.sleep(0.2)
    print(explain(gone), flush=True)
    return 1


def run(port: int) -> int:
    children: list[Child] = []
    try:
        prepare = [sys.executable, "tools/prepare.py"]
        subprocess.run(prepare, cwd=ROOT, check=True, start_new_session=True)
        environment = dict(os.environ)
        children.append(start("web server", [*WEB, "--bind", f"127.0.0.1:{port}"], environment))
        children.append(start("background worker", [*WORKER, *ONE_MACHINE], environment))
        return watch(children, port)
    except subprocess.CalledProcessError as failure:
        print("NPQ Hub was not started: the lines above say why.", flush=True)
        return abs(failure.returncode)
    except Stopped:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        stop(children)


def main() -> int:
    port = chosen_port()
    refuse_taken_port(port)
    surroundings.complete(os.environ)
    listen_for_the_end()
    try:
        with surroundings.only_one():
            return run(port)
    except Stopped:
        return 0


if __name__ == "__main__":
    sys.exit(main())
