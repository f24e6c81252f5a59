"""Everybody asks for everything that is not theirs, by reference and by row number (S2)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db.models import Q
from django.urls import reverse

from tests.house.matrix import IDENTITIES
from tests.house.test_url_matrix import NAMES, ROWS, body, noting_writes, undone, verdict
from tests.security.neighbours import Neighbour, Street

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    # Scopes are conditions of one ORM; what PostgreSQL makes of them the URL matrix asks there.
    pytest.mark.once,
    pytest.mark.usefixtures("quiet"),
]
# What is the same for everybody who may look at it at all.
COMMON = {"programme", "curriculum", "module", "hub", "lead_provider"}
CLOSED = ("not found", "refused", "sign in", "wrong method")
# A page that names a record; the others list or ask.
NAMED = [
    name
    for name in NAMES
    if set(ROWS[name].parameters().values())
    & {
        "cohort",
        "group",
        "session",
        "participant",
        "enrolment",
        "import",
        "job",
        "invitation",
        "membership",
        "facilitator",
        "user",
    }
]
PLAIN = [name for name in NAMES if not ROWS[name].parameters()]
IN_COHORTS = [name for name in NAMES if ROWS[name].of == "cohort"]


@dataclass
class Walk:
    """What an identity was told or let do that it should not have been."""

    street: Street
    asked: int = 0
    status: int = 0  # of the last answer

    def faults(self, identity: str, method: str, path: str, *, closed: bool) -> Iterator[str]:
        self.asked += 1
        client = self.street.world.client(identity)
        with undone(), noting_writes() as writes:
            answer = getattr(client, method.lower())(path)
            text = body(answer)
        said, self.status = verdict(answer), answer.status_code
        if said.startswith("broken") or (closed and said not in CLOSED):
            yield f"{method} {path} as {identity}: {said}"
        if closed and writes:
            yield f"{method} {path} as {identity} writes: {writes[:1]}"
        if told := self.street.told(identity, text):
            yield f"{method} {path} as {identity} reads {told}"


def address(name: str, given: dict[str, str], street: Street) -> str:
    known = street.world.references | given
    return reverse(name, kwargs={k: known.get(of, of) for k, of in ROWS[name].parameters().items()})


def walk_named(street: Street, names: list[str], identities: list[str]) -> tuple[Walk, list[str]]:
    """Ask for each neighbour's records by reference, and for a row of each by its number.

    Whom the page's row refuses outright is refused whatever the address names: for them one
    neighbour stands for all.
    """
    walk, found = Walk(street), []
    for name in names:
        for identity in identities:
            if identity == "administrator":
                continue
            foreign = street.foreign_to(identity)
            if identity not in ROWS[name].ok | ROWS[name].not_found:
                foreign = foreign[:1]
            for each in foreign:
                by_reference = address(name, each.references, street)
                found += walk.faults(identity, "GET", by_reference, closed=True)
                found += walk.faults(identity, "POST", by_reference, closed=True)
            # A number is taken for a reference nobody has, one's own row's too.
            for each in [*street.neighbours.values()][:1] + foreign[-1:]:
                by_key = address(name, each.keys, street)
                found += walk.faults(identity, "GET", by_key, closed=True)
    return walk, found


def test_nobody_opens_what_is_a_neighbours(street: Street) -> None:
    walk, found = walk_named(street, NAMED, IDENTITIES)

    assert "\n".join(found) == ""
    assert walk.asked > 2_000


def test_the_walk_finds_leaks_when_scopes_are_off(street: Street, monkeypatch) -> None:
    for app in ("accounts", "programmes", "participants", "facilitators", "applications"):
        monkeypatch.setattr(f"{app}.access.in_scope", lambda user, **paths: Q())
    names = ["participants:participant", "participants:cohort_participants", "programmes:session"]

    _, found = walk_named(street, names, ["hub_leader"])

    told = [fault for fault in found if "reads" in fault]
    assert len(told) >= len(names) * len(street.foreign_to("hub_leader"))


def queries_for(each: Neighbour) -> list[str]:
    """Return query strings that ask lists for a neighbour; no canary stands in them whole."""
    known = each.references
    word = each.canaries[0][:-1]
    kinds = ("hub", "cohort", "programme", "group", "session")
    filters = [f"{kind}={known[kind]}" for kind in kinds]
    filters += [f"organisation=hub:{known['hub']}", f"offering={known['programme']}.2026b"]
    return [f"q={word}&view=modules", "&".join(filters)]


def test_no_list_or_download_names_a_neighbour(street: Street) -> None:
    walk, found = Walk(street), []
    for identity in IDENTITIES:
        own = [n for n in street.neighbours.values() if n not in street.foreign_to(identity)]
        paths = [address(name, {}, street) for name in PLAIN]
        if identity != "administrator":
            paths += [address(n, each.references, street) for n in IN_COHORTS for each in own]
        for path in paths:
            before = len(found)
            found += walk.faults(identity, "GET", path, closed=False)
            if len(found) > before or walk.status != 200:
                continue
            for each in street.foreign_to(identity):
                for query in queries_for(each):
                    found += walk.faults(identity, "GET", f"{path}?{query}", closed=False)

    assert "\n".join(found) == ""
    assert walk.asked > 500
