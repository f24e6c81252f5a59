"""The daily jobs in a browser whose JavaScript is off, and by the keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.tasks import run_waiting_jobs
from npqhub import celery_app
from participants.models import Attendance, Enrolment
from programmes.models import Session
from quality.demo import plan
from tests.journeys.test_three_short_ways import LIST, fill_date, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 120


@pytest.fixture
def plain(new_context: Any, demo_world: Any) -> Page:
    """Give a phone's browser that runs no script, at the sign-in page."""
    size = {"width": 375, "height": 800}
    page = new_context(java_script_enabled=False, viewport=size).new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{demo_world.url}/")
    return page


def enter(page: Page, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(plan.PASSWORD)
    press(page, "Sign in")


def lead_of_today() -> tuple[str, Session]:
    """Open the account of whoever leads a session on the world's day."""
    session = Session.objects.filter(starts_at__date="2026-11-26").order_by("pk").first()
    user = session.leads.select_related("user").order_by("pk").first().user
    user.set_password(plan.PASSWORD)
    user.is_active = True
    user.save()
    return user.email, session


def test_leader_filters_defers_and_imports_without_a_script(plain: Page, demo_world: Any) -> None:
    enter(plain, "hub.leader@example.org")
    plain.goto(f"{demo_world.url}/participants/")
    plain.get_by_label("Status").select_option(label="Active")
    press(plain, "Apply filters")
    expect(plain).to_have_url(re.compile("status=active"))
    plain.get_by_label(re.compile("^Name, ")).fill("ridgew")
    press(plain, "Search")
    follow(plain, "Paula Ridgeway")
    follow(plain, re.compile("^Defer"))
    press(plain, "Defer")
    expect(plain.get_by_role("alert")).to_contain_text("Select the reason")
    plain.get_by_label("Career break").check()
    press(plain, "Defer")

    expect(plain.get_by_role("alert")).to_contain_text("Deferred: Paula Ridgeway")
    cohort = Enrolment.objects.filter(status="active", cohort__hub__name=plan.NORTH_WEST).first()
    before = Enrolment.objects.count()
    plain.goto(f"{demo_world.url}/cohorts/{cohort.cohort.reference}/participants/import/")
    plain.locator("input[type=file]").set_input_files(
        files=[{"name": "starters.csv", "mimeType": "text/csv", "buffer": LIST.encode()}]
    )
    fill_date(plain, "Date they join", 11, 1, 2027)
    press(plain, "Upload the list")
    press(plain, "Start the import")
    expect(plain.get_by_role("heading", name="Importing participants")).to_be_visible()
    celery_app.loader.import_default_modules()
    run_waiting_jobs()
    # The page loads itself again every three seconds.
    expect(plain.get_by_role("heading", name="Import finished")).to_be_visible()
    assert Enrolment.objects.count() == before + 3


def test_facilitator_takes_the_register_without_a_script(plain: Page) -> None:
    email, session = lead_of_today()
    enter(plain, email)
    follow(plain, re.compile("^Take register"))

    plain.get_by_role("radio", name="Late", exact=True).first.check()
    press(plain, "Save the register")

    expect(plain.get_by_role("alert")).to_contain_text("Register saved")
    assert Attendance.objects.filter(session=session, mark="late").count() == 1


def tab_to(page: Page, wanted: str) -> None:
    """Press the tabulator until the element in focus is the one that is wanted."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(wanted).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"{wanted} is out of the keyboard's reach")


def test_facilitator_takes_the_register_by_keyboard_alone(
    visitor: Page, demo_world: Any, request: Any
) -> None:
    email, session = lead_of_today()
    visitor.goto(f"{demo_world.url}/")
    tab_to(visitor, "input[name=login]")
    visitor.keyboard.type(email)
    tab_to(visitor, "input[name=password]")
    visitor.keyboard.type(plan.PASSWORD)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", name="My sessions")).to_be_visible()
    tab_to(visitor, "a[href$='/register/']")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", name=re.compile("^Register: "))).to_be_visible()
    tab_to(visitor, "input[type=radio]")
    visitor.keyboard.press("ArrowRight")
    tab_to(visitor, "main button[type=submit]")
    visitor.keyboard.press("Enter")

    # The words that say so have the focus, so that a screen reader reads them.
    expect(visitor.locator(":focus")).to_contain_text("Register saved")
    assert Attendance.objects.filter(session=session, mark="late").count() == 1
