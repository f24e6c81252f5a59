"""The three short ways through the demo world: leader, facilitator, participant."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.tasks import run_waiting_jobs
from npqhub import celery_app
from participants.models import ActivityProgress, Attendance, Enrolment
from programmes.models import Cohort, Session
from tests.journeys.conftest import Look, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "\n".join(
    [
        "full name,email,TRN,school URN",
        "Rosalind Ainsley,rosalind.ainsley@example.org,9300001,990001",
        "Tobias Merrow,tobias.merrow@example.org,9300002,990002",
        "Winifred Oduya,winifred.oduya@example.org,9300003,990003",
        "Ulric Fenn,not an address,9300004,990004",
    ]
)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def follow(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Click a link of the page's own part; some links are drawn, and announced, as buttons."""
    main = page.get_by_role("main")
    link = main.get_by_role("link", name=name, exact=exact)
    link.or_(main.get_by_role("button", name=name, exact=exact)).first.click()


def fill_date(page: Page, legend: str, day: int, month: int, year: int) -> None:
    group = page.get_by_role("group", name=legend)
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part, exact=True).fill(str(value))


def create_cohort(page: Page, url: str) -> None:
    page.goto(f"{url}/cohorts/")
    follow(page, "Create a cohort")
    programme = page.get_by_label("Programme and intake")
    option = programme.locator(
        "optgroup[label*='Autumn 2026'] option", has_text="Senior Leadership"
    )
    programme.select_option(value=option.first.get_attribute("value"))
    press(page, "Continue")
    page.get_by_label("Name", exact=True).fill("Senior Leadership, January 2027")
    fill_date(page, "Start date", 11, 1, 2027)
    fill_date(page, "End date", 30, 6, 2028)
    page.get_by_label("Capacity").fill("30")
    press(page, "Create the cohort")


def import_list(page: Page) -> None:
    follow(page, "Participants", exact=True)
    follow(page, "Import a list")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "starters.csv", "mimeType": "text/csv", "buffer": LIST.encode()}]
    )
    fill_date(page, "Date they join", 11, 1, 2027)
    press(page, "Upload the list")
    press(page, "Start the import")
    expect(page.get_by_role("heading", name="Importing participants")).to_be_visible()
    celery_app.loader.import_default_modules()  # as a worker does when it starts
    run_waiting_jobs()
    expect(page.get_by_role("heading", name="Import finished")).to_be_visible()


def make_groups_and_timetable(page: Page, url: str, cohort: Cohort) -> None:
    page.goto(f"{url}/cohorts/{cohort.reference}/groups/")
    follow(page, "Make groups")
    page.get_by_label("How many groups").fill("1")
    press(page, "Continue")
    press(page, "Add the groups")
    page.goto(f"{url}/cohorts/{cohort.reference}/timetable/")
    follow(page, "Make a timetable")
    page.get_by_role("group", name="Which groups?").get_by_role("checkbox").first.check()
    page.get_by_label("Day of the week").select_option(label="Tuesday")
    page.get_by_label("Start time").fill("4pm")
    fill_date(page, "First day", 12, 1, 2027)
    press(page, "See the timetable")


def test_leader_brings_a_cohort_to_its_timetable(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look
) -> None:
    sign_in("hub.leader@example.org")
    look("home")
    create_cohort(visitor, demo_world.url)
    look("cohort")
    cohort = Cohort.objects.get(name="Senior Leadership, January 2027")
    import_list(visitor)
    look("import")
    expect(visitor.get_by_text("Ulric Fenn")).to_be_visible()
    make_groups_and_timetable(visitor, demo_world.url, cohort)
    look("preview")

    press(visitor, "Make this timetable")

    look("timetable")
    names = Enrolment.objects.filter(cohort=cohort).values_list("participant__full_name", flat=True)
    assert sorted(names) == ["Rosalind Ainsley", "Tobias Merrow", "Winifred Oduya"]
    assert Session.objects.filter(cohort=cohort).count() == 18


def test_leader_finds_a_person_and_sees_how_far_the_cohort_is(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look
) -> None:
    sign_in("hub.leader@example.org")
    visitor.goto(f"{demo_world.url}/participants/")
    visitor.get_by_label(re.compile("^Name, ")).fill("ridgew")
    press(visitor, "Search")
    look("search")
    follow(visitor, "Paula Ridgeway")
    look("person")
    cohort = Cohort.objects.get(enrolments__participant__full_name="Paula Ridgeway")

    visitor.goto(f"{demo_world.url}/cohorts/{cohort.reference}/progress/")

    look("progress")
    rows = visitor.get_by_role("main").locator("tbody tr")
    assert rows.count() == cohort.enrolments.exclude(status="withdrawn").count()


def test_facilitator_takes_the_register_in_two_taps_and_one_for_each_exception(
    visitor: Page, sign_in: SignIn, look: Look
) -> None:
    session = Session.objects.filter(starts_at__date="2026-11-26").order_by("pk").first()
    lead = session.leads.select_related("user").first().user
    lead.set_password("explore the demo world")
    lead.is_active = True
    lead.save()
    sign_in(lead.email)
    look("my-sessions")
    follow(visitor, re.compile("^Take (the )?register"))
    look("register")

    visitor.get_by_role("radio", name="Late", exact=True).first.check()
    press(visitor, "Save the register")

    look("saved")
    marks = list(Attendance.objects.filter(session=session).values_list("mark", flat=True))
    assert marks.count("late") == 1
    assert set(marks) == {"present", "late"}


def test_participant_marks_an_activity_as_done_in_two_taps(
    visitor: Page, sign_in: SignIn, look: Look
) -> None:
    place = Enrolment.objects.get(participant__email="participant@example.org")
    before = ActivityProgress.objects.filter(enrolment=place).count()
    sign_in("participant@example.org")
    look("home")
    follow(visitor, re.compile(r"^8\. Implementation"))
    look("module")

    press(visitor, "Mark as done")

    look("done")
    assert ActivityProgress.objects.filter(enrolment=place).count() == before + 1
