"""Enrolment through the demo world: applications decided, a place offered, changes, a list."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Hub, Message
from accounts.tasks import run_waiting_jobs
from applications.models import Application
from npqhub import celery_app
from participants.models import Enrolment, WaitingPlace
from participants.queries.enrolments import places_taken
from programmes.models import Cohort
from quality.demo import waiting as full_cohort
from tests.journeys.conftest import Look, SignIn
from tests.journeys.test_three_short_ways import LIST, fill_date, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADER = "hub.leader@example.org"
State, Status = WaitingPlace.State, Enrolment.Status


class Presses:
    """Counts what a person activates: links, buttons and choices, not what they type."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def link(self, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        self.count += 1
        follow(self.page, name, exact=exact)

    def button(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def file(self, name: str, content: str) -> None:
        self.count += 1
        chosen = self.page.locator("input[type=file]")
        chosen.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})

    def radio(self, name: str | re.Pattern[str]) -> None:
        self.count += 1
        self.page.get_by_role("radio", name=name).first.check()


@pytest.fixture
def presses(visitor: Page) -> Presses:
    return Presses(visitor)


def ordinary() -> Application:
    """Return the first to decide that is like no other and is eligible."""
    emails = Application.objects.filter(status="pending").values_list("email", flat=True)
    plain = [row for row in queue() if list(emails).count(row.email) == 1]
    return plain[0]


def queue() -> list[Application]:
    found = Application.objects.filter(
        status="pending", hub__name=full_cohort.FULL.hub, eligible_for_funding=True
    )
    return list(found.exclude(trn="").order_by("applied_at", "pk"))


def full() -> Cohort:
    return Cohort.objects.get(waiting_places__state=State.OFFERED)


def open_person(page: Page, url: str, place: Enrolment) -> None:
    page.goto(f"{url}/participants/{place.participant.reference}/")


def test_leader_accepts_an_ordinary_application_by_one_press(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look, presses: Presses
) -> None:
    sign_in(LEADER)
    visitor.goto(f"{demo_world.url}/applications/")
    look("queue")
    row = ordinary()
    visitor.goto(f"{demo_world.url}/applications/{row.reference}/")
    look("application")

    presses.button("Accept")

    expect(visitor.get_by_text(f"Accepted: {row.full_name}")).to_be_visible()
    look("accepted")
    row.refresh_from_db()
    assert row.status == "accepted"
    assert Enrolment.objects.get(application=row).status == Status.ACTIVE
    assert presses.count == 1


def test_leader_accepts_many_after_one_confirmation_and_rejects_one(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look
) -> None:
    sign_in(LEADER)
    visitor.goto(f"{demo_world.url}/applications/")
    before = Application.objects.filter(status="accepted").count()
    for row in queue()[:4]:
        visitor.locator(f"#pick-{row.reference}").check()
    press(visitor, "Accept those ticked")
    look("confirm")
    assert Application.objects.filter(status="accepted").count() == before
    heading = visitor.get_by_role("heading", level=1).inner_text()

    press(visitor, re.sub(r"^(Accept \d+).*", r"\1", heading))

    expect(visitor.get_by_role("heading", level=1)).not_to_have_text(heading)
    look("accepted")
    accepted = Application.objects.filter(status="accepted").count() - before
    assert heading.startswith(f"Accept {accepted} application")

    row = queue()[0]
    visitor.goto(f"{demo_world.url}/applications/{row.reference}/reject/")
    visitor.get_by_role("radio").first.check()
    look("reject")
    press(visitor, "Reject")
    expect(visitor.get_by_text(f"Rejected: {row.full_name}")).to_be_visible()
    row.refresh_from_db()
    assert row.status == "rejected"


def test_a_place_that_frees_goes_to_the_next_who_takes_it_by_the_letter_s_link(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look
) -> None:
    cohort = full()
    sign_in(LEADER)
    visitor.goto(f"{demo_world.url}/cohorts/{cohort.reference}/waiting-list/")
    look("waiting")
    following = cohort.waiting_places.filter(state=State.WAITING).order_by("position")[0]
    leaver = cohort.enrolments.filter(status=Status.ACTIVE).order_by("pk")[0]
    visitor.goto(f"{demo_world.url}/places/{leaver.reference}/withdraw/")
    visitor.get_by_role("radio").first.check()

    press(visitor, "Withdraw")

    expect(visitor.get_by_role("main").get_by_text("Withdrawn").first).to_be_visible()
    look("freed")
    letter = Message.objects.get(to_email=following.participant.email, kind="place_offered")
    path = letter.link[letter.link.index("/offers/") :]
    visitor.context.clear_cookies()
    visitor.goto(demo_world.url + path)
    look("offer")
    press(visitor, "Take the place")
    expect(visitor.get_by_role("heading", name="The place is yours")).to_be_visible()
    look("taken")
    following.refresh_from_db()
    assert following.state == State.TAKEN
    assert places_taken(cohort) == cohort.capacity


def active_place() -> Enrolment:
    cohort = Cohort.objects.get(enrolments__participant__email="participant@example.org")
    return (
        cohort.enrolments.filter(status=Status.ACTIVE, deferrals=None)
        .exclude(participant__email="participant@example.org")
        .order_by("pk")[10]
    )


def test_leader_defers_with_a_return_date_in_three_presses_and_resumes_in_two(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look, presses: Presses
) -> None:
    place = active_place()
    sign_in(LEADER)
    open_person(visitor, demo_world.url, place)
    look("person")
    presses.link(re.compile("^Defer"))
    presses.radio(re.compile("arental"))
    fill_date(visitor, "Planned return (optional)", 5, 4, 2027)
    look("defer")
    presses.button("Defer")
    expect(visitor.get_by_text("5 April 2027").first).to_be_visible()
    look("deferred")
    deferring, presses.count = presses.count, 0

    presses.link(re.compile("^Resume"))
    presses.button("Resume")

    expect(visitor.get_by_text(re.compile("Resumed")).first).to_be_visible()
    look("resumed")
    place.refresh_from_db()
    assert place.status == Status.ACTIVE
    assert (deferring, presses.count) == (3, 2)


def at_another_hub(place: Enrolment) -> Cohort:
    """Return a running cohort of the same programme at a neighbour of the hub, with room."""
    here = place.cohort
    hub = Hub.objects.filter(lead_provider=here.hub.lead_provider).exclude(pk=here.hub_id)[0]
    return Cohort.objects.create(
        name="Senior Leadership, the neighbours",
        hub=hub,
        programme=here.programme,
        curriculum=here.curriculum,
        intake=here.intake,
        capacity=30,
        status=Cohort.Status.RUNNING,
        starts_on=here.starts_on,
        ends_on=here.ends_on,
    )


def test_leader_changes_the_group_and_transfers_to_another_hub_in_three_presses(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look, presses: Presses
) -> None:
    place = active_place()
    to = at_another_hub(place)
    sign_in(LEADER)
    open_person(visitor, demo_world.url, place)
    presses.link(re.compile(r"^Change the group"))
    presses.radio(re.compile("Group"))
    look("group")
    presses.button("Change the group")
    expect(visitor.get_by_text(f"{place.participant.full_name} is in Group")).to_be_visible()
    look("group-changed")
    grouping, presses.count = presses.count, 0
    open_person(visitor, demo_world.url, place)

    presses.link(re.compile("^Transfer"))
    look("choose")
    presses.link(to.name, exact=True)
    look("transfer")
    presses.button("Transfer")

    expect(visitor.get_by_text(re.compile("Transferred")).first).to_be_visible()
    look("transferred")
    place.refresh_from_db()
    assert place.status == Status.TRANSFERRED
    assert place.continued_by.get().cohort == to
    assert (grouping, presses.count) == (3, 3)


def test_leader_imports_a_list_in_four_presses_and_gets_bad_rows_back_in_a_file(
    visitor: Page, demo_world: Any, sign_in: SignIn, look: Look, presses: Presses
) -> None:
    cohort = Cohort.objects.filter(status=Cohort.Status.OPEN, capacity=30).order_by("pk")[0]
    sign_in(LEADER)
    visitor.goto(f"{demo_world.url}/cohorts/{cohort.reference}/participants/")
    presses.link("Import a list")
    presses.file("starters.csv", LIST)
    fill_date(visitor, "Date they join", 4, 2, 2027)
    presses.button("Upload the list")
    expect(visitor.get_by_text("What each column is taken for")).to_be_visible()
    look("preview")

    presses.button("Start the import")

    expect(visitor.get_by_role("heading", name="Importing participants")).to_be_visible()
    look("progress")
    celery_app.loader.import_default_modules()  # as a worker does when it starts
    run_waiting_jobs()
    expect(visitor.get_by_role("heading", name="Import finished")).to_be_visible()
    look("finished")
    with visitor.expect_download() as coming:
        follow(visitor, re.compile("^CSV"))
    told = coming.value.path().read_text(encoding="utf-8-sig")
    assert "Ulric Fenn" in told
    assert "Rosalind Ainsley" not in told
    names = cohort.enrolments.filter(participant__email__in=("rosalind.ainsley@example.org",))
    assert (names.count(), presses.count) == (1, 4)
