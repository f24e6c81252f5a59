"""What is heavy: the import of 10,000 rows while others work, and the downloads."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

from tools import run
from tools.measure import servers
from tools.measure.pages import WARMING, Landmarks, Times
from tools.measure.visitor import Answer, Unexpected, Visitor

IMPORT_ROWS, WRONG_EACH = 10_000, 100
MEGABYTE = 1024 * 1024
IMPORT_SECONDS = {"PostgreSQL": 5, "SQLite": 10}
IMPORT_MEGABYTES, GROWTH_MEGABYTES = 300, 20
FIRST_BYTE = 0.1
PATIENCE = 240  # seconds for an import on a busy machine
TURNS = 5


@dataclass(frozen=True)
class Fact:
    """One number with its budget."""

    name: str
    value: float
    unit: str
    budget: float
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.value <= self.budget


def list_of_participants(rows: int, turn: int) -> bytes:
    """Write a list to import; one row in a hundred has a fault, nobody is on two lists."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Full name", "Email", "TRN", "Date of birth", "School URN", "Funded place"])
    for number in range(rows):
        email = "nobody" if number % WRONG_EACH == 0 else f"imported{turn}.{number}@example.org"
        school, funded = str(990001 + number % 40), ("Yes", "No")[number % 2]
        trn, born = str(8_000_000 + 100_000 * turn + number), f"{20 + turn}/03/1985"
        writer.writerow([f"Imported Person{number}", email, trn, born, school, funded])
    return text.getvalue().encode()


def measure_import(
    known: Landmarks, url: str, leader: Visitor, other: Visitor, requests: int
) -> list[Fact]:
    """Have a worker take in 10,000 rows alone, and 10,000 more while somebody opens pages."""
    with servers.worker(url) as worker:
        before = [other.get("/participants/").seconds for _ in range(WARMING + requests)]
        servers.peak(worker, afresh=True)
        _until_done(leader, _begin(known, leader, turn=1), None)
        alone = _seconds_of_the_last(url)
        meanwhile = _until_done(leader, _begin(known, leader, turn=2), other)
        held = servers.peak(worker) / MEGABYTE
    beside = f"{_seconds_of_the_last(url):.1f} s while somebody opens pages without a pause"
    quiet, busy = Times(before[WARMING:]), Times(meanwhile)
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    note = f"{quiet.p95 * 1000:.0f} ms, meanwhile {busy.p95 * 1000:.0f} ms"
    return [
        Fact("import of 10,000, work", alone, "s", IMPORT_SECONDS[kind], beside),
        Fact("import of 10,000, worker's memory", held, "MB", IMPORT_MEGABYTES),
        Fact("other pages' p95 meanwhile", busy.p95 / quiet.p95, "x", 2, note),
    ]


def _begin(known: Landmarks, leader: Visitor, *, turn: int) -> str:
    """Upload a list and confirm it, as a leader does; return the address of its progress."""
    page = f"/cohorts/{known['import']}/participants/import/"
    answers = {
        "csrfmiddlewaretoken": leader.get(page).token,
        **{"joined_on_day": "1", "joined_on_month": "12", "joined_on_year": "2026"},
    }
    uploaded = leader.upload(page, answers, "file", list_of_participants(IMPORT_ROWS, turn))
    check = uploaded.headers["Location"]
    confirm = {"csrfmiddlewaretoken": leader.get(check).token}
    return leader.post(check, confirm).headers["Location"]


def _until_done(leader: Visitor, watched: str, other: Visitor | None) -> list[float]:
    """Wait until the import is over, and let another person, if there is one, open pages; return
    their times once the worker has begun."""
    seconds: list[float] = []
    deadline, next_look = time.monotonic() + PATIENCE, 0.0
    while time.monotonic() < deadline:
        if time.monotonic() >= next_look:
            page = leader.get(watched).text
            if "Import finished" in page:
                return seconds
            if "The import stopped" in page:
                raise Unexpected("import: the worker gave up")
            next_look = time.monotonic() + 1
        if other is None:
            time.sleep(0.1)
            continue
        took = other.get("/participants/").seconds
        if "starts within a few seconds" not in page:
            seconds.append(took)
    raise Unexpected(f"import: not done after {PATIENCE} seconds")


def _seconds_of_the_last(url: str) -> float:
    """Return how long the last import's job ran; refuse one that did not take in what it should."""
    seconds, done, refused = _last_import(url)
    if (done, refused) != (IMPORT_ROWS, IMPORT_ROWS // WRONG_EACH):
        raise Unexpected(f"import: {done} rows were read and {refused} refused")
    return seconds


def _last_import(url: str) -> tuple[float, int, int]:
    command = [sys.executable, "-m", "tools.measure.landmarks", "import"]
    environment = os.environ | {"DATABASE_URL": url}
    said = subprocess.run(command, cwd=run.ROOT, env=environment, check=True, capture_output=True)
    seconds, done, refused = json.loads(said.stdout)
    return seconds, done, refused


def measure_downloads(
    known: Landmarks, product: run.Child, leaders: dict[str, Visitor], floors: dict[str, Visitor]
) -> list[Fact]:
    """Download a cohort's progress and the whole list, here and from the floor."""
    whole = known["whole"]
    return [
        *_download(
            "CSV of progress, 22,700 states",
            product,
            (leaders["hub_leader"], f"/cohorts/{whole['reference']}/progress/export/"),
            (floors["hub_leader"], f"/progress.csv?cohort={whole['pk']}"),
        ),
        *_download(
            "CSV of the whole list",
            product,
            (leaders["national_leader"], "/participants/export/"),
            (floors["national_leader"], f"/people.csv?provider={known['provider']}"),
        ),
    ]


def _download(
    name: str, product: run.Child, ours: tuple[Visitor, str], floor: tuple[Visitor, str]
) -> list[Fact]:
    first = [who.get(path) for who, path in (ours, floor)]
    lines = [len(answer.body.splitlines()) for answer in first]
    if lines[0] != lines[1]:
        raise Unexpected(f"{name}: {lines[0]} lines, {lines[1]} from the floor")
    held = servers.peak(product, afresh=True)
    mine: list[Answer] = []
    beneath: list[Answer] = []
    for _ in range(TURNS):
        mine.append(ours[0].get(ours[1]))
        beneath.append(floor[0].get(floor[1]))
    grown = (servers.peak(product) - held) / MEGABYTE
    took, floor_took = (median(a.seconds for a in answers) for answers in (mine, beneath))
    note = f"{took * 1000:.0f} ms, floor {floor_took * 1000:.0f} ms, {lines[0]:,} lines"
    first_byte = median(answer.first_byte for answer in mine)
    return [
        Fact(name, took / floor_took, "x", 3, note),
        Fact(f"{name}: first byte", first_byte * 1000, "ms", FIRST_BYTE * 1000),
        Fact(f"{name}: memory grown", grown, "MB", GROWTH_MEGABYTES),
    ]
