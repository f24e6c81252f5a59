"""The vendored files hold nothing that belongs to GOV.UK alone, and nothing that is missing."""

import re
from pathlib import Path

import pytest

VENDOR = Path(__file__).parent.parent.parent / "static" / "vendor"
MARKS = ["GDS Transport", "crest", "crown", "logotype", "sourceMappingURL"]
TEXTS = sorted([*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "mark", ["GDS Transport", "crest", "crown", "logotype", "sourceMappingURL"]
)
def test_vendored_file_has_no_mark_of_govuk(path: Path, mark: str) -> None:
    assert path.read_text().count(mark) == 0


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name)
def test_vendored_css_finds_its_pictures(path: Path) -> None:
    asked = re.findall(r"url\(([^):]+)\)", path.read_text())

    assert [name for name in asked if not (path.parent / name).exists()] == []
