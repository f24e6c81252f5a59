"""Invented people and schools: names drawn in a fixed order, addresses at example.org."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

NAMES = {
    kind: words.split()
    for kind, words in tomllib.loads(
        Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
    ).items()
}
KINDS = (
    ("Primary School", "Primary", "28"),
    ("Church of England Primary School", "Primary", "28"),
    ("Academy", "Secondary", "28"),
    ("High School", "Secondary", "34"),
    ("School", "Special", "36"),
    ("Nursery School", "Nursery", "15"),
)


@dataclass(frozen=True)
class Person:
    full_name: str
    email: str
    trn: str


@dataclass(frozen=True)
class InventedSchool:
    urn: str
    name: str
    phase: str
    type_code: str
    town: str
    region: str


def invent_people(random: Random) -> Iterator[Person]:
    """Yield people without end, no two with one name and address; TRNs are from an unused range."""
    seen: set[tuple[str, str]] = set()
    for number in count(1):
        while (pair := (random.choice(NAMES["given"]), random.choice(NAMES["family"]))) in seen:
            pass
        seen.add(pair)
        if len(seen) > len(NAMES["given"]) * len(NAMES["family"]) * 0.9:
            seen.clear()
        given, family = pair
        yield Person(
            full_name=f"{given} {family}",
            email=f"{_address(given)}.{_address(family)}{number}@example.org",
            trn=f"{9_100_000 + number % 890_000:07d}",
        )


def invent_schools(
    random: Random, *, town: str, region: str, first_urn: int
) -> list[InventedSchool]:
    """Return schools of one region; their URNs are from a range that the DfE does not use."""
    places = random.sample(NAMES["places"], 44)
    schools = []
    for number, place in enumerate(places):
        kind, phase, type_code = random.choices(KINDS, weights=(40, 15, 25, 12, 5, 3))[0]
        schools.append(
            InventedSchool(
                urn=str(first_urn + number),
                name=f"{place} {kind}",
                phase=phase,
                type_code=type_code,
                town=town,
                region=region,
            )
        )
    return schools


def _address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())
