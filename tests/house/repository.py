"""What the house tests read: the repository's own files."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = [
    "govuk",
    "accounts",
    "programmes",
    "participants",
    "facilitators",
    "applications",
    "quality",
    "npqhub",
]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> Iterator[Path]:
    """Name every Python file that people write: migrations are written by Django."""
    for folder in folders:
        found = sorted((ROOT / folder).rglob("*.py"))
        yield from (path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def lines_of(node: Function) -> int:
    """Count what a function does: its body, without the words in front of it."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
