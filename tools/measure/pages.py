"""The pages with a budget: who opens which, and what the floor does in its place."""

from __future__ import annotations

import gzip
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from tools.measure.visitor import Answer, Unexpected, Visitor

WARMING = 10  # requests that nobody counts: each thread opens its connection to the database
LONGEST = 25.0  # seconds for one page; then what was measured must do
PER_PAGE = 50
LIMIT_KB = 60  # what a page may weigh, compressed
PEOPLE = r'href="/participants/([a-z0-9]{10})/"'
COUNT = r"Showing (all [\d,]+|[\d,]+ to [\d,]+ of [\d,]+)"

Landmarks = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page, its floor, how many times as long it may take, and what both must show alike."""

    name: str
    who: str
    path: str
    floor: str
    budget: float
    same: str


@dataclass
class Times:
    """How long one thing took, again and again, in seconds."""

    seconds: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20, method="inclusive")[-1]


@dataclass
class Measured:
    """A page beside its floor."""

    name: str
    budget: float
    ours: Times
    floor: Times
    kilobytes: float

    @property
    def ratio(self) -> float:
        return self.ours.p50 / self.floor.p50

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.budget and self.kilobytes <= LIMIT_KB


def pages(known: Landmarks, participants: int) -> Iterator[Page]:
    """Name every page with a budget (docs/benchmarks.md)."""
    middle, late = participants // (2 * PER_PAGE), participants // PER_PAGE
    for size, cohort, budget in (("1,135 x 20", "whole", 1.5), ("25 x 20", "few", 3)):
        key, reference = known[cohort]["pk"], known[cohort]["reference"]
        yield Page(
            f"progress matrix {size}",
            "hub_leader",
            f"/cohorts/{reference}/progress/",
            f"/matrix/?cohort={key}",
            budget,
            rf'{PEOPLE}|<td class="(app-\w+)">',
        )
    narrowed = {"hub": known["hub_reference"], "status": "withdrawn"}
    narrowed_floor = {"hub": known["hub"], "status": "withdrawn"}
    for name, asked, floor, budget in (
        ("first page", {}, {}, 1.6),
        ("by hub and status", narrowed, narrowed_floor, 1.6),
        (f"page {middle:,}", {"page": middle}, {"page": middle}, 2),
        (f"page {late:,}", {"page": late}, {"page": late}, 2),
    ):
        yield _list(known, f"participants, {name}", asked, floor, budget)
    for name, words in known["words"].items():
        yield _list(known, f"search by {name}", {"q": words}, {"q": words}, 2)
    # The modules in their list; the step to do next, which leads to one, is not there every day.
    listed = r'(?:<li><a|task-list__link") href="/my-programme/\w+/modules/(\w+)/"'
    yield Page("participant's home", "participant", "/my-programme/", "/home/", 4, listed)
    session = known["session"]["reference"]
    yield Page(
        "register of 25, page",
        "facilitator",
        f"/sessions/{session}/register/",
        f"/register/{session}/",
        1.7,
        r'name="mark-(\w+)" value="([\w-]+)"( checked)?',
    )


def _list(
    known: Landmarks, name: str, asked: dict[str, Any], floor: dict[str, Any], budget: float
) -> Page:
    floor = {"provider": known["provider"], **floor}
    query = f"?{urlencode(asked)}" if asked else ""
    address, beneath = f"/participants/{query}", f"/people/?{urlencode(floor)}"
    return Page(name, "national_leader", address, beneath, budget, rf"{PEOPLE}|{COUNT}")


def measure(page: Page, product: Visitor, floor: Visitor, requests: int) -> Measured:
    """Open a page and its floor in turn, so that both see the same noise."""
    ours, beneath = Times(), Times()
    compare(page, product.get(page.path), floor.get(page.floor))
    for _ in range(WARMING):
        first, _ = product.get(page.path), floor.get(page.floor)
    until = time.monotonic() + LONGEST
    while len(ours.seconds) < requests and (time.monotonic() < until or len(ours.seconds) < 5):
        ours.seconds.append(product.get(page.path).seconds)
        beneath.seconds.append(floor.get(page.floor).seconds)
    weight = len(gzip.compress(first.body, compresslevel=6)) / 1024
    return Measured(page.name, page.budget, ours, beneath, weight)


def compare(page: Page, ours: Answer, floor: Answer) -> None:
    """Refuse to measure a page that does not show what its floor shows."""
    seen, wanted = (Counter(re.findall(page.same, answer.text)) for answer in (ours, floor))
    if seen != wanted or not seen:
        raise Unexpected(
            f"{page.name}: the page and its floor differ: {seen.total()} and {wanted.total()}"
            f" things, only on the page {list(seen - wanted)[:3]},"
            f" only on the floor {list(wanted - seen)[:3]}"
        )


def measure_save(known: Landmarks, product: Visitor, floor: Visitor, requests: int) -> Measured:
    """Save a register of 25 again and again, every mark changed each time, here and there."""
    session = known["session"]["reference"]
    address, beneath = f"/sessions/{session}/register/", f"/register/{session}/"
    page = product.get(address)
    people = dict.fromkeys(re.findall(r'name="mark-(\w+)"', page.text))
    version = int(re.findall(r'name="version" value="(\d+)"', page.text)[0])
    ours, times = Times(), Times()
    for number in range(WARMING + requests):
        for visitor, path, seconds, mark in (
            (product, address, ours.seconds, "late"),
            (floor, beneath, times.seconds, "apologies"),
        ):
            answers = {f"mark-{person}": mark for person in people}
            answers |= {"version": str(version), "reason": "Marks were mixed up"}
            answers["csrfmiddlewaretoken"] = page.token
            saved = visitor.post(path, answers)
            version += 1
            if number >= WARMING:
                seconds.append(saved.seconds)
        # Shows the message, which would otherwise wait and grow.
        shown = product.get(address)
        if shown.text.count('value="apologies" checked') != len(people):
            raise Unexpected("register of 25, save: what was saved does not stand on the page")
    return Measured("register of 25, save", 2, ours, times, 0)
