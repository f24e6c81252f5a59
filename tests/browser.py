"""What browser tests ask of every page: accessible by axe, quiet, no wider than the screen."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What passes is not told in full, which would take a third of the time.
ASKED = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
WIDTHS = [375, 1280]
AXE = Axe().axe_script


def violations(page: Page) -> list[str]:
    """Return axe's violations of WCAG 2.2 A and AA on the page as it stands, once it is there."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("asked => axe.run(asked)", ASKED)
    return [f"{v['id']}: {v['nodes'][0]['target']}" for v in found["violations"]]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def listen(page: Page) -> list[str]:
    """Return the list into which warnings and errors of the page's console go."""
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("warning", "error") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def keep_picture(page: Page, name: str) -> None:
    """Save a screenshot where SCREENSHOTS names a folder, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
