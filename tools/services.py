"""A PostgreSQL and a Redis of our own for as long as the tests need them.

Both listen on a free loopback port, keep their files in a temporary folder and belong to nobody
else: servers that the machine runs already are neither used nor disturbed.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 30  # seconds that a server has to come up
# Two processes of tests may each have fifty threads race at the same time.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def find_postgres() -> Path | None:
    """Name the folder of the newest PostgreSQL server's programs."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    folders = sorted((path.parent for path in found), key=lambda path: float(path.parent.name))
    return folders[-1] if folders else None


def find_redis() -> str | None:
    return shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ordinary_user() -> str | None:
    """Name the user to run PostgreSQL as, which refuses to run as root; None is: as oneself."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def own_folder(user: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="npqhub-"))
    try:
        if user:
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(
    command: list[str],
    log: Path,
    is_up: Callable[[], bool],
    *,
    user: str | None = None,
    ending: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """Run a server until the block ends; the first lines of its log tell why it did not start."""
    with open(log, "wb") as output:
        process = start_as(user, command, output)
        try:
            wait_for(process, log, is_up)
            yield
        finally:
            process.send_signal(ending)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def start_as(
    user: str | None, command: list[str], output: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    group = pwd.getpwnam(user).pw_gid if user else None
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=[] if user else None,
        cwd="/",
    )


def wait_for(process: subprocess.Popen[bytes], log: Path, is_up: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{process.args!r} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.1)


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """Run a throw-away cluster; yield its DATABASE_URL."""
    user, port, password = ordinary_user(), free_port(), secrets.token_urlsafe(24)
    url = f"postgres://npqhub:{password}@127.0.0.1:{port}/postgres"
    with own_folder(user) as folder:
        data = make_cluster(programs, folder, user, password)
        settings = [*FAST, f"port={port}", "listen_addresses=127.0.0.1"]
        options = [part for setting in settings for part in ("-c", setting)]
        command = [
            str(programs / "postgres"),
            *("-D", str(data), "-c", "unix_socket_directories=", *options),
        ]
        log = folder / "postgres.log"
        with server(command, log, lambda: answers_postgres(url), user=user, ending=signal.SIGINT):
            yield url


def make_cluster(programs: Path, folder: Path, user: str | None, password: str) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user:
        shutil.chown(secret, user)
    command = [
        *(str(programs / "initdb"), "--pgdata", str(data), "--username", "npqhub"),
        *("--pwfile", str(secret), "--auth", "scram-sha-256", "--no-sync"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8"),
    ]
    made = start_as(user, command, subprocess.PIPE)
    said = made.communicate()[0]
    if made.returncode:
        sys.exit(f"initdb failed:\n{said.decode(errors='replace')}")
    return data


def answers_postgres(url: str) -> bool:
    import psycopg2

    try:
        psycopg2.connect(url.replace("postgres://", "postgresql://"), connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def redis(program: str) -> Iterator[str]:
    """Run a Redis that keeps nothing; yield its REDIS_URL."""
    port = free_port()
    with own_folder(None) as folder:
        command = [
            *(program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--save", "", "--appendonly", "no"),
        ]
        with server(command, folder / "redis.log", lambda: answers_redis(port)):
            yield f"redis://127.0.0.1:{port}/0"


def answers_redis(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
