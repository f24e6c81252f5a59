"""Every address that shows a page, in a browser at both widths, as somebody who may open it."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.browser import WIDTHS, keep_picture, listen, overflow, violations
from tests.house.matrix import Row
from tests.house.test_url_matrix import ROWS
from tests.house.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPACES = sorted({name.partition(":")[0] if ":" in name else "allauth" for name in ROWS})
# Their answers are files or JSON, not pages.
NOT_PAGES = ("live", "ready", "export", "_errors", "template")


def shown(space: str) -> list[str]:
    """Return the names of a namespace whose GET shows a page to somebody of the matrix."""
    return [
        name
        for name, row in ROWS.items()
        if (name.partition(":")[0] if ":" in name else "allauth") == space
        and (row.ok or row.open)
        and not row.post_only
        and not any(part in name for part in NOT_PAGES)
    ]


def address(world: World, name: str, row: Row) -> str:
    kwargs = {key: world.references.get(of, of) for key, of in row.parameters().items()}
    query = "&".join(f"{key}={value}" for key, value in row.query.items())
    return reverse(name, kwargs=kwargs) + (f"?{query}" if query else "")


def sign_in(context: BrowserContext, world: World, identity: str, url: str) -> None:
    context.clear_cookies()
    cookie = world.client(identity).cookies.get("npqhub_session")
    if cookie:
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.mark.parametrize("space", SPACES)
def test_pages_are_accessible_quiet_and_fit_the_screen(
    live_server: Any, page: Page, context: BrowserContext, settings: Any, space: str
) -> None:
    settings.DEMO = True  # the outbox is shown only there
    world = build()
    complaints = listen(page)
    wrong = []

    for name in shown(space):
        row = ROWS[name]
        identity = "anonymous" if row.open and not row.ok else sorted(row.ok)[0]
        sign_in(context, world, identity, live_server.url)
        answer = page.goto(live_server.url + address(world, name, row))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = [*violations(page), *complaints]
            if found or overflow(page) or answer.status != 200 or page.locator("h1").count() != 1:
                headings = page.locator("h1").count()
                wrong.append((name, width, answer.status, overflow(page), headings, found))
            keep_picture(page, f"{name.replace(':', '-')}-{width}")
        complaints.clear()

    assert wrong == []
