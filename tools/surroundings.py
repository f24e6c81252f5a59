"""Where a run on one machine keeps its state, and the environment that its processes get."""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import environ

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("broker", "broker-control", "log")
HELD = "NPQHUB_RUN_LOCK_HELD"  # says to a child process that its parent holds the lock


def var() -> Path:
    return Path(os.environ.get("NPQHUB_VAR") or ROOT / "var").resolve()


def complete(environment: MutableMapping[str, str]) -> None:
    """Fill in, after .env, what a run on one machine needs; what is set already stays."""
    environ.Env.read_env(ROOT / ".env")
    environment["NPQHUB_VAR"] = str(var())
    port = environment.get("PORT") or "8000"
    make_folders()
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "npqhub.settings",
        "SECRET_KEY": secret_key(),
        "NPQHUB_DEMO": "1",
        "NPQHUB_INSECURE_HTTP": "1",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LOG_FORMAT": "text",
    }.items():
        environment.setdefault(name, value)


def make_folders() -> None:
    var().mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (var() / name).mkdir(exist_ok=True)


def secret_key() -> str:
    """Read this installation's own key; the first call makes it."""
    file = var() / "secret-key"
    if not file.exists():
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(made, "w") as opened:
            opened.write(secrets.token_urlsafe(64))
    return file.read_text().strip()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this state folder for one run at a time."""
    if HELD in os.environ:
        yield
        return
    with open(var() / "run.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(
                f"NPQ Hub is already running on {var()}. Stop that run first (Ctrl-C in its "
                "window), or give this one a folder of its own: make run NPQHUB_VAR=var-2"
            )
        os.environ[HELD] = "1"
        try:
            yield
        finally:
            del os.environ[HELD]
