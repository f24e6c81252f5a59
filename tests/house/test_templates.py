"""Templates: components that say what they take and are used; nothing inline."""

import re
from pathlib import Path

import pytest

from tests.house.repository import APPS, ROOT, name_of, python_files, templates

pytestmark = pytest.mark.once

COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
INLINE = {
    "style attribute": re.compile(r"\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "javascript: address": re.compile(r"[\"']javascript:"),
    "script without source": re.compile(r"<script(?![^>]*\b(?:src|nonce)=)[^>]*>"),
}
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.S)
component = pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)


@component
def test_component_opens_with_its_parameters(path: Path) -> None:
    assert path.read_text().startswith(("{#", "{% comment"))


@component
def test_component_has_a_user(path: Path) -> None:
    name = f"components/{path.name}"
    users = [
        other
        for other in [*templates(), *python_files(*APPS)]
        if other != path and name in COMMENT.sub("", other.read_text())
    ]

    assert users != []


def test_nothing_is_inline() -> None:
    found = [
        f"{name_of(path)}: {what}"
        for path in templates()
        for what, pattern in INLINE.items()
        if pattern.search(COMMENT.sub("", path.read_text()))
    ]

    assert found == []


def test_every_page_has_the_one_layout() -> None:
    bases = {
        match.group(1)
        for path in templates()
        if "allauth" not in path.parts
        for match in re.finditer(r"\{% extends [\"'](.+?)[\"'] %\}", path.read_text())
    }

    assert bases <= {"layout.html"}
