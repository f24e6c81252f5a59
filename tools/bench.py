"""Measure the pages against their budgets, on SQLite and on PostgreSQL, beside a bare floor.

python tools/bench.py [--participants 100000] [--requests 40] [--database sqlite|postgresql]
                      [--only WORDS]

Ends with 0 whatever is met, since it measures; and otherwise when a page does not answer, or does
not show what its floor shows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import services, surroundings  # noqa: E402  (the line above makes it importable)
from tools.measure import databases, heavy, pages, report, servers  # noqa: E402
from tools.measure.visitor import Unexpected, Visitor, sign_in  # noqa: E402

ROLES = ("hub_leader", "national_leader", "facilitator", "participant")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--participants", type=int, default=100_000, metavar="N")
    parser.add_argument("--requests", type=int, default=40, metavar="N", help="to each page")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="only what has this in its name"
    )
    return parser.parse_args()


def chosen(asked: argparse.Namespace) -> list[AbstractContextManager[databases.Database]]:
    """Name the databases to measure on; say which this machine does not have."""
    folder, programs = surroundings.var(), services.find_postgres()
    found: list[AbstractContextManager[databases.Database]] = []
    if asked.database != "postgresql":
        found.append(databases.sqlite(folder, asked.participants))
    if asked.database != "sqlite":
        if programs:
            found.append(databases.postgres(folder, asked.participants, programs))
        else:
            print("PostgreSQL is not measured: its programs are not on this machine.")
    return found


def run_module(name: str, url: str) -> Any:
    """Run one of our modules in a process of its own, for it needs Django; return what it says."""
    environment = os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", f"tools.measure.{name}"]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(said.stdout)


def show(lines: list[str]) -> None:
    print(*lines, "", sep="\n", flush=True)


def measure(database: databases.Database, asked: argparse.Namespace) -> None:
    """Measure everything on one database, and print it as it comes."""
    print(f"\n=== {database.name}, {asked.participants:,} participants\n", flush=True)
    known = run_module("landmarks", database.url)
    assert isinstance(known, dict)
    with ExitStack() as stack:
        child, port = stack.enter_context(servers.product(database.url))
        _, floor_port = stack.enter_context(servers.floor(database.url))
        people = {role: sign_in(port, known[role], known["password"]) for role in ROLES}
        floors = {role: visitor.elsewhere(floor_port) for role, visitor in people.items()}
        rows = [
            pages.measure(page, people[page.who], floors[page.who], asked.requests)
            for page in pages.pages(known, asked.participants)
            if asked.only in page.name
        ]
        if asked.only in "register of 25, save":
            who = people["facilitator"], floors["facilitator"]
            rows.append(pages.measure_save(known, *who, asked.requests))
        show(report.pages_table(rows))
        facts = []
        if asked.only in "CSV downloads":
            facts += heavy.measure_downloads(known, child, people, floors)
        if asked.only in "import":
            facts += measure_import(known, database.url, people, asked)
        show(report.facts_table(facts))
        if asked.only in "queries":
            show(report.queries_lines(run_module("crawl", database.url)))


def measure_import(
    known: pages.Landmarks, url: str, people: dict[str, Visitor], asked: argparse.Namespace
) -> list[heavy.Fact]:
    leader, other = people["hub_leader"], people["national_leader"]
    return heavy.measure_import(known, url, leader, other, asked.requests)


def main() -> int:
    asked = arguments()
    os.environ |= servers.SETTINGS
    os.environ["NPQHUB_VAR"] = str(surroundings.var() / "bench")
    surroundings.complete(os.environ)
    began = time.monotonic()
    with surroundings.only_one():
        servers.collect_static_files()
        print(f"{date.today():%-d %B %Y}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},")
        print(f"Python {platform.python_version()}, gunicorn with 2 workers of 4 threads.")
        try:
            for database in chosen(asked):
                with database as filled:
                    measure(filled, asked)
        except Unexpected as fault:
            print(f"\nNothing more is measured: {fault}.", file=sys.stderr)
            return 1
    print(f"Load {os.getloadavg()[0]:.1f} at the end, after {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
