"""Radio buttons in a row: one is chosen at most, and nothing gets out of its quotation marks."""

import re

import pytest
from django.template import Context, Template

from govuk.radios import touching_radios

MARKS = [("present", "Present"), ("left-early", "Left early")]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("present", ["present"]), ("left-early", ["left-early"]), ("", []), ("else", [])],
)
def test_one_is_checked_at_most(chosen: str, expected: list[str]) -> None:
    row = touching_radios("mark", "ab3", MARKS, chosen)

    assert re.findall(r'value="([\w-]+)" checked', row) == expected


def test_each_row_has_its_own_names_and_labels() -> None:
    rows = [touching_radios("mark", key, MARKS, "present") for key in ("ab3", "cd4")]

    assert [set(re.findall(r' name="([^"]+)"', row)) for row in rows] == [
        {"mark-ab3"},
        {"mark-cd4"},
    ]
    assert re.findall(r' id="([^"]+)"', rows[1]) == ["present-cd4", "left-early-cd4"]
    assert re.findall(r' for="([^"]+)">([^<]+)<', rows[1]) == [
        ("present-cd4", "Present"),
        ("left-early-cd4", "Left early"),
    ]


def test_everything_is_escaped() -> None:
    evil = '"><script>alert(1)</script><key>'
    tag = Template("{% load govuk %}{% touching_radios name key choices chosen %}")

    row = tag.render(
        Context(dict.fromkeys(("name", "key", "chosen"), evil) | {"choices": [(evil, evil)]})
    )

    assert "<script" not in row
    assert "<key>" not in row
    assert row.count("checked") == 1
