"""The databases that the pages are measured on: filled once, kept, and worked on as a copy."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tools import services

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
# What the rows depend on: a change in any of these has the databases filled afresh.
SOURCES = ("*/migrations/*.py", "quality/demo/scale.py", "quality/demo/*.toml", "*/reference/*")


@dataclass(frozen=True)
class Database:
    """A filled database that a run may write to."""

    name: str
    url: str


def mark(participants: int) -> str:
    """Name the state of the code that fills a database, and how many people it puts there."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return f"{participants}-{digest.hexdigest()[:12]}"


def fill(url: str, participants: int) -> None:
    """Build schema, reference data, demo world and the rows for measuring."""
    environment = os.environ | {"DATABASE_URL": url, "NPQHUB_DEMO": "1", "LOG_LEVEL": "WARNING"}
    began = time.monotonic()
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["createcachetable"],
        ["demo", "--participants", str(participants)],
    ):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    print(f"  filled in {time.monotonic() - began:.0f} s", flush=True)


def keep_only(kept: Path) -> None:
    """Remove what older code filled: a database of a hundred thousand people is large."""
    size = kept.name.partition("-")[2].partition("-")[0]
    for other in kept.parent.glob(f"kept-{size}-*{kept.suffix}"):
        if other != kept:
            other.unlink()


@contextmanager
def sqlite(folder: Path, participants: int) -> Iterator[Database]:
    """Yield a copy of the kept SQLite file, which is filled first where there is none."""
    kept = folder / f"kept-{mark(participants)}.sqlite3"
    if not kept.exists():
        print("Filling an SQLite file (kept for the next run) ...", flush=True)
        making = folder / "making.sqlite3"
        remove(making)
        fill(f"sqlite:///{making}", participants)
        with sqlite3.connect(making) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        making.rename(kept)
    keep_only(kept)
    working = folder / "working.sqlite3"
    remove(working)
    shutil.copyfile(kept, working)
    try:
        yield Database(f"SQLite {sqlite3.sqlite_version}", f"sqlite:///{working}")
    finally:
        remove(working)


def remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)


@contextmanager
def postgres(folder: Path, participants: int, programs: Path) -> Iterator[Database]:
    """Yield a throw-away PostgreSQL with the kept rows, made first where there are none."""
    kept = folder / f"kept-{mark(participants)}.dump"
    with services.postgres(programs) as url:
        if kept.exists():
            run(url, programs, "pg_restore", "--no-owner", "--dbname", "postgres", str(kept))
        else:
            print("Filling a PostgreSQL (kept for the next run) ...", flush=True)
            fill(url, participants)
            making = folder / "making.dump"
            run(url, programs, "pg_dump", "-Fc", "-Z1", "--file", str(making), "postgres")
            making.rename(kept)
        keep_only(kept)
        # What autovacuum would have done by the time anybody opens a page.
        run(url, programs, "psql", "--quiet", "--command", "VACUUM ANALYZE", "postgres")
        version = run(url, programs, "psql", "-Atc", "SHOW server_version", "postgres")
        yield Database(f"PostgreSQL {version.split()[0]}", url)


def run(url: str, programs: Path, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's own programs on the server; return what it says."""
    where = urlsplit(url)
    environment = os.environ | {
        "PGHOST": str(where.hostname),
        "PGPORT": str(where.port),
        "PGUSER": str(where.username),
        "PGPASSWORD": str(where.password),
    }
    command = [str(programs / program), *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
