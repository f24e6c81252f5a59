"""Bring the database, the reference data, the demo world and the static files up to date.

python tools/prepare.py             what is missing is added, nothing is lost
python tools/prepare.py --afresh    the local SQLite database is thrown away first
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import surroundings  # noqa: E402  (the line above makes it importable)

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done; nothing more when it took no time."""
    began = time.monotonic()
    yield
    if (took := time.monotonic() - began) > 0.5:
        print(f"  {words}: {took:.1f} s", flush=True)


def throw_away_database() -> None:
    """Delete the SQLite file; a database server is never touched."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        sys.exit("Only the local SQLite database can be thrown away. Unset DATABASE_URL first.")
    for ending in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{ending}").unlink(missing_ok=True)


def prepare_database() -> None:
    from django.core.management import call_command

    with step("database"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    with step("reference data"):
        call_command("load_reference_data", verbosity=0)


def build_demo_world() -> None:
    """Fill an empty database; half a world is none, so it is one transaction."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands
    from django.db import transaction

    if not settings.DEMO or "demo" not in get_commands():
        return
    if get_user_model().objects.exists():
        return
    print("Building the demo world (only this once) ...", flush=True)
    with step("demo world"), transaction.atomic():
        call_command("demo", verbosity=0)


def state_of_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    mark = Path(settings.STATIC_ROOT) / ".collected"
    state = state_of_static_files()
    if mark.exists() and mark.read_text() == state:
        return
    with step("static files"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(state)


def main() -> None:
    surroundings.complete(os.environ)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    with surroundings.only_one():
        if "--afresh" in sys.argv[1:]:
            throw_away_database()
        prepare_database()
        build_demo_world()
        collect_static_files()


if __name__ == "__main__":
    main()
