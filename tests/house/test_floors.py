"""The floors and storeys of the house: imports go down, never up or sideways."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = [
    {"govuk"},
    {"accounts"},
    {"programmes"},
    {"participants", "facilitators"},
    {"applications"},
    {"quality"},
    {"npqhub"},
]
LEVEL = {app: level for level, apps in enumerate(FLOORS) for app in apps}


def imported_by(path: Path) -> Iterator[str]:
    """Name every module that a file imports, inside its functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def climbs() -> Iterator[str]:
    for app in LEVEL:
        for path in (ROOT / app).rglob("*.py"):
            for module in imported_by(path):
                other = module.split(".")[0]
                if other in LEVEL and other != app and LEVEL[other] >= LEVEL[app]:
                    yield f"{path.relative_to(ROOT)} imports {module}"


def test_nothing_imports_from_above_or_beside() -> None:
    assert list(climbs()) == []


def test_product_imports_neither_tests_nor_tools() -> None:
    foreign = [
        f"{path.relative_to(ROOT)} imports {module}"
        for app in LEVEL
        for path in (ROOT / app).rglob("*.py")
        for module in imported_by(path)
        if module.split(".")[0] in ("tests", "tools")
    ]

    assert foreign == []


@pytest.mark.slow
def test_storeys_inside_every_app_hold() -> None:
    linter = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    answer = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout
