"""Run the checks and the tests that this machine can run, and say plainly which it cannot.

python tools/check.py lint | types | quick | all
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import services  # noqa: E402  (the line above makes it importable)

BIN = Path(sys.executable).parent
CHROMIUM = "/usr/bin/chromium"
# By modules, in the order of tests/conftest.py, which begins with the slow ones.
TWO_AT_ONCE = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
NO_TESTS = 5  # pytest's exit code when nothing was collected
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "npqhub.settings",
    "SECRET_KEY": "only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres://npqhub@127.0.0.1:1/npqhub",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "npqhub.example.org",
    "PUBLIC_URL": "https://npqhub.example.org",
    "DEBUG": "0",
    "NPQHUB_DEMO": "0",
    "NPQHUB_INSECURE_HTTP": "0",
}


@dataclass
class Report:
    """What was run, how it ended, how long it took; and what was not run, and why."""

    ended: list[tuple[str, bool, float]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def run(self, name: str, command: list[str], extra: dict[str, str] | None = None) -> None:
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=clean_environment() | (extra or {})).returncode
        self._note(name, command, code, began)

    @contextmanager
    def beside(self, name: str, command: list[str], extra: dict[str, str]) -> Iterator[None]:
        """Run what mostly waits while the block runs; what it said is printed after the block."""
        with tempfile.TemporaryFile("w+") as said:
            began = time.monotonic()
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                env=clean_environment() | extra,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            try:
                yield
            finally:
                code = child.wait()
                said.seek(0)
                print(f"\n=== {name}\n{said.read()}", flush=True)
                self._note(name, command, code, began)

    def _note(self, name: str, command: list[str], code: int, began: float) -> None:
        if code == NO_TESTS and "pytest" in command:
            self.left_out.append(f"{name}: there are no such tests yet")
            return
        self.ended.append((name, code == 0, time.monotonic() - began))

    def close(self) -> int:
        print("\n=== Summary")
        for name, passed, seconds in self.ended:
            print(f"  {'ok  ' if passed else 'FAIL'} {seconds:6.1f} s  {name}")
        for reason in self.left_out:
            print(f"  not run: {reason}")
        failed = [name for name, passed, _ in self.ended if not passed]
        print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All of it passed.'}", flush=True)
        return 1 if failed else 0


def clean_environment() -> dict[str, str]:
    """Keep the developer's own settings away from the tests."""
    ours = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE")
    foreign = {name for name in os.environ if name.startswith("NPQHUB_") or name in ours}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | {"PYTHONWARNINGS": "default", "PYTHONDONTWRITEBYTECODE": ""}


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def lint(report: Report) -> None:
    report.run("style", tool("ruff", "check", "."))
    report.run("format", tool("ruff", "format", "--check", "."))
    report.run("floors and storeys", tool("lint-imports", "--no-cache"))
    report.run("templates", tool("djlint", "templates", "--lint", "--quiet"))
    report.run("migrations", manage("makemigrations", "--check", "--dry-run"), PRODUCTION | SQLITE)
    report.run(
        "production settings", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION
    )


SQLITE = {"DATABASE_URL": "sqlite://:memory:"}


def types(report: Report) -> None:
    report.run("types", tool("mypy"))


def quick(report: Report) -> None:
    marks = "not browser and not services and not postgres and not slow"
    report.run("quick tests", pytest("-q", "--failed-first", "-m", marks, *TWO_AT_ONCE))


def on_sqlite(report: Report) -> None:
    marks = "not browser and not services and not postgres"
    report.run("tests on SQLite", pytest("-q", "-m", marks, *TWO_AT_ONCE))


def on_every_database(report: Report) -> None:
    """Run the tests on SQLite, beside them those that wait for workers, and all on PostgreSQL."""
    programs, redis_program = services.find_postgres(), services.find_redis()
    with ExitStack() as stack:
        urls = {}
        if programs:
            urls["TEST_DATABASE_URL"] = stack.enter_context(services.postgres(programs))
        else:
            report.left_out.append("tests on PostgreSQL: its server is not on this machine")
        with ExitStack() as meanwhile:
            if redis_program:
                redis = {"TEST_REDIS_URL": meanwhile.enter_context(services.redis(redis_program))}
                name = "tests with Redis and Celery workers, on "
                name += "PostgreSQL" if programs else "SQLite"
                command = pytest("-q", "-m", "services")
                meanwhile.enter_context(report.beside(name, command, urls | redis))
            else:
                report.left_out.append("tests with Redis: redis-server is not on this machine")
            on_sqlite(report)
        if programs:
            marks = "not browser and not services and not once"
            report.run("tests on PostgreSQL", pytest("-q", "-m", marks, *TWO_AT_ONCE), urls)


def in_browser(report: Report) -> None:
    if not Path(CHROMIUM).exists() and not shutil.which("chromium"):
        report.left_out.append("tests in a browser: Chromium is not on this machine")
        return
    # Each test has a server and a browser of its own, and one waits while the other works.
    report.run(
        "tests in a browser", pytest("-q", "-m", "browser", "-n", "2", "--dist", "worksteal")
    )


def everything(report: Report) -> None:
    lint(report)
    types(report)
    on_every_database(report)
    in_browser(report)


WORDS: dict[str, Callable[[Report], None]] = {
    "lint": lint,
    "types": types,
    "quick": quick,
    "all": everything,
}


def main() -> int:
    word = sys.argv[1] if len(sys.argv) > 1 else "all"
    if word not in WORDS:
        sys.exit(f"Say one of: {', '.join(WORDS)}")
    report = Report()
    WORDS[word](report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
