"""The gallery in a real browser: accessible, quiet under the content security policy, no wider than
the screen."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import listen, overflow, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.govuk.gallery"),
    pytest.mark.django_db(transaction=True),
]
PAGES = ["/", "/form/", "/list/?page=3", "/sign-in/", "/totp/"]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    return listen(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("url", PAGES)
def test_page_is_accessible_and_quiet(
    live_server: Any, page: Page, complaints: list[str], url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{live_server.url}{url}")
    page.wait_for_selector("body.js-enabled")

    assert (violations(page), complaints, overflow(page)) == ([], [], 0)


@pytest.mark.parametrize("width", [375, 1280])
def test_form_in_error_is_accessible(
    live_server: Any, page: Page, complaints: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/form/")

    page.get_by_role("button", name="Plan the session").click()
    page.get_by_role("link", name="Select the needs").click()

    assert page.evaluate("document.activeElement.id") == "id_needs_0"
    assert (violations(page), complaints, overflow(page)) == ([], [], 0)


def test_filters_fold_on_a_phone(live_server: Any, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(f"{live_server.url}/list/")
    apply = page.get_by_role("button", name="Apply filters")
    apply.wait_for(state="hidden")

    page.get_by_role("button", name="Show filters").click()

    assert apply.is_visible()


def test_account_menu_closes_on_escape(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/list/")
    page.wait_for_selector("body.js-enabled")
    page.get_by_text("Hub leader, North and West").click()
    sign_out = page.get_by_role("button", name="Sign out")
    sign_out.wait_for(state="visible")

    page.keyboard.press("Escape")

    assert not sign_out.is_visible()


def test_a_picture_without_words_is_found(page: Page) -> None:
    page.set_content("<html lang='en-GB'><title>Control</title><img src='data:,'></html>")

    assert violations(page) == ["image-alt: ['img']"]
