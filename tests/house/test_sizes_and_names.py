"""Things stay small and are called what they are."""

import re

import pytest

from tests.house.repository import (
    APPS,
    ROOT,
    functions_of,
    lines_of,
    name_of,
    python_files,
    templates,
)

pytestmark = pytest.mark.once

FILE, FUNCTION, VIEW, TEMPLATE = 400, 40, 25, 120
SAYING_NOTHING = {"common", "core", "utils", "util", "helpers", "misc", "base", "services"}
# Django's middleware is asked by that name; nothing of ours is.
OF_DJANGO = "process_view"
MANAGER = re.compile(rf"\b\w+(Service|Manager)\b|\bdef (?!{OF_DJANGO}\b)(handle|process|do)_\w+")


def test_files_are_short() -> None:
    long = {
        name_of(path): count
        for path in python_files(*APPS, "tests", "tools", "deploy")
        if (count := len(path.read_text().splitlines())) > FILE
    }

    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}: {function.name}": lines_of(function)
        for path in python_files(*APPS, "tests", "tools", "deploy")
        for function in functions_of(path)
        if lines_of(function) > FUNCTION
    }

    assert long == {}


def test_views_are_shorter() -> None:
    long = {
        f"{name_of(path)}: {function.name}": lines_of(function)
        for path in python_files(*APPS)
        if "views" in (path.stem, path.parent.name)
        for function in functions_of(path)
        if lines_of(function) > VIEW
    }

    assert long == {}


def test_templates_are_short() -> None:
    long = {
        name_of(path): count
        for path in templates()
        if (count := len(path.read_text().splitlines())) > TEMPLATE
    }

    assert long == {}


def test_modules_are_named_for_a_subject() -> None:
    nameless = [
        name_of(path)
        for path in python_files(*APPS)
        if SAYING_NOTHING & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]

    assert nameless == []


def test_nothing_is_called_a_service_or_a_manager() -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in python_files(*APPS)
        for match in re.finditer(r"^\s*(?:class|def) (\w+)", path.read_text(), re.M)
        if MANAGER.search(match.group())
    ]

    assert found == []
