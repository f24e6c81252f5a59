"""Agreements as leaders see, ask, remind and take them back."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Message, User
from accounts.roles import Role
from applications.actions import agreements as actions
from applications.actions import applications
from applications.models import Agreement
from participants.models import Enrolment
from programmes.models import Cohort, PlaceRule
from tests.factories.accounts import NOW, make_member
from tests.factories.agreements import make_agreement
from tests.factories.applications import make_application
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def url(cohort: Cohort, path: str = "") -> str:
    return f"/cohorts/{cohort.reference}/agreements/{path}"


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def place(cohort: Cohort, name: str, status: str = "active") -> Enrolment:
    person = make_participant(full_name=name)
    return make_enrolment(cohort=cohort, participant=person, status=status)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        there = make_enrolment(cohort=cohort)
        make_agreement(enrolment=there)
        make_agreement(kind="commitment", enrolment=there)

    with django_assert_num_queries(9):
        leader_client.get(url(cohort))
    with django_assert_num_queries(8):
        leader_client.get("/agreements/")


@pytest.mark.parametrize("rows", [1, 3])
def test_asking_page_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        make_enrolment(cohort=cohort)

    with django_assert_num_queries(6):
        leader_client.get(url(cohort, "ask/"))


def test_declined_stands_first_and_states_are_counted(leader_client: Client) -> None:
    cohort = make_cohort()
    signed, asked, declined, _ = (place(cohort, f"{n} Khan") for n in ("Al", "Bo", "Cy", "Di"))
    place(cohort, "Ed Khan", status="withdrawn")
    for there in (signed, asked, declined):
        make_agreement(enrolment=there)
    actions.sign(agreement=signed.agreements.get(), name="M", at=NOW)
    actions.decline(agreement=declined.agreements.get(), because="No", at=NOW)

    page = leader_client.get(url(cohort))

    names = [line.place.participant.full_name for line in page.context["lines"]]
    assert names == ["Cy Khan", "Al Khan", "Bo Khan", "Di Khan"]
    sponsor = {"declined": 1, "not-asked": 1, "asked": 1, "signed": 1, "withdrawn": 0}
    assert page.context["counts"][0] == ("Sponsor agreement", sponsor)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?kind=sponsor&state=asked", ["Al Khan"]),
        ("?kind=commitment&state=asked", []),
        ("?state=not-asked", ["Al Khan", "Bo Reed"]),
        ("?q=reed", ["Bo Reed"]),
        ("?q=Rééd", ["Bo Reed"]),
        ("?q=BÓ%20re\u0301ed", ["Bo Reed"]),
        ("?state=nonsense", ["Al Khan", "Bo Reed"]),
    ],
)
def test_list_is_narrowed(leader_client: Client, query: str, names: list[str]) -> None:
    cohort = make_cohort()
    make_agreement(enrolment=place(cohort, "Al Khan"))
    person = make_participant(full_name="Bo Reed")
    person.search_text = "bo reed"
    person.save()
    make_enrolment(cohort=cohort, participant=person)

    page = leader_client.get(url(cohort) + query)

    assert [line.place.participant.full_name for line in page.context["lines"]] == names


def test_who_started_long_ago_and_was_never_asked_is_listed_when_asked_for(
    leader_client: Client,
) -> None:
    today, cohort = timezone.localdate(), make_cohort(starts_on=date(2024, 10, 5))
    for name, days in (("Al Khan", 57), ("Bo Khan", 56), ("Cy Khan", -5)):
        person = make_participant(full_name=name)
        joined_on = today - timedelta(days)
        make_enrolment(cohort=cohort, participant=person, joined_on=joined_on)
    make_agreement(enrolment=place(make_cohort(starts_on=date(2024, 10, 5)), "Di Khan"))
    Enrolment.objects.filter(participant__full_name="Di Khan").update(joined_on=date(2024, 10, 5))

    def names(query: str) -> list[str]:
        lines = leader_client.get(f"/agreements/{query}").context["lines"]
        return [line.place.participant.full_name for line in lines]

    assert names("") == ["Bo Khan", "Cy Khan", "Di Khan"]
    assert names("?who=everybody") == ["Al Khan", "Bo Khan", "Cy Khan", "Di Khan"]


def test_list_goes_out_as_it_is_narrowed(leader_client: Client) -> None:
    cohort = make_cohort()
    make_agreement(enrolment=place(cohort, "Al Khan"))
    place(cohort, "Bo Reed")

    def rows(address: str) -> list[list[str]]:
        text = leader_client.get(address).getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
        return [[row[0], *row[-2:]] for row in csv.reader(io.StringIO(text))]

    head = ["Full name", "Sponsor agreement", "Expected commitment"]
    asked, not_asked = ["Al Khan", "Asked", "Not asked"], ["Bo Reed", "Not asked", "Not asked"]
    assert rows(url(cohort, "export/")) == [head, asked, not_asked]
    assert rows(url(cohort, "export/?kind=sponsor&state=asked")) == [head, asked]
    assert rows("/agreements/export/?who=everybody&q=reed") == [head, not_asked]


def test_asking_names_the_letters_and_sends_them_once(leader_client: Client) -> None:
    cohort = make_cohort()
    place(cohort, "Al Khan")

    asked = text_of(leader_client.get(url(cohort, "ask/")))
    for _ in range(2):
        leader_client.post(url(cohort, "ask/"))

    assert "Send 1 letter?" in asked
    assert "name and email address is known for 1 participant." in asked
    assert Message.objects.get().kind == "agreement_commitment"


def test_selection_alone_is_asked(leader_client: Client) -> None:
    cohort = make_cohort()
    chosen = place(cohort, "Al Khan")
    place(cohort, "Bo Khan")

    leader_client.post(url(cohort, f"ask/?place={chosen.reference}"))

    assert Agreement.objects.get().enrolment == chosen


def test_sponsor_is_asked_by_name_and_address(leader_client: Client) -> None:
    there = place(make_cohort(), "Al Khan")
    path = f"/enrolments/{there.reference}/agree/sponsor/"

    wrong = leader_client.post(path, {"signer_name": "", "signer_email": "nobody"})
    right = {"signer_name": "Morgan Ashby", "signer_email": "head@example.org"}
    done = leader_client.post(path, right)

    assert "Enter the name" in text_of(wrong)
    assert done.status_code == 302
    assert Agreement.objects.get().signer_email == "head@example.org"


def test_sponsor_can_be_asked_before_the_decision(leader_client: Client) -> None:
    make_cohort()
    row = make_application()
    page = f"/applications/{row.reference}/"
    ask = f"{page}agree/sponsor/"
    before = text_of(leader_client.get(page))

    leader_client.post(ask, {"signer_name": "Jo Lane", "signer_email": "jo@example.org"})

    asked = Agreement.objects.get()
    after = text_of(leader_client.get(page))
    assert (ask in before, ask in after) == (True, False)
    assert f"/agreements/{asked.reference}/" in after


def test_application_says_that_no_sponsor_is_known(leader_client: Client, leader: User) -> None:
    row = applications.accept(
        application=make_application(),
        cohort=make_cohort(),
        funded_place=False,
        at=timezone.now(),
        by=leader,
    )

    page = text_of(leader_client.get(f"/applications/{row.reference}/"))

    assert "Nobody could be asked" in page
    assert f"/applications/{row.reference}/agree/sponsor/" in page


def test_unknown_kind_does_not_exist(leader_client: Client) -> None:
    there = place(make_cohort(), "Al Khan")

    assert leader_client.get(f"/enrolments/{there.reference}/agree/other/").status_code == 404


def test_reminding_and_taking_back(leader_client: Client) -> None:
    row = make_agreement(enrolment=place(make_cohort(), "Al Khan"))
    path = f"/agreements/{row.reference}/"

    leader_client.post(f"{path}remind/")
    leader_client.post(f"{path}withdraw/")
    late = leader_client.post(f"{path}remind/", follow=True)

    row.refresh_from_db()
    assert (row.reminders, row.state) == (1, "withdrawn")
    assert Message.objects.get().kind == "agreement_reminder"
    assert "No letter was written" in text_of(late)


def test_page_says_when_the_next_reminder_goes_and_what_was_done(leader_client: Client) -> None:
    there = place(make_cohort(), "Al Khan")
    row = make_agreement(enrolment=there)
    page = f"/agreements/{row.reference}/"
    leader_client.post(f"{page}remind/")

    shown = leader_client.get(page)
    Enrolment.objects.update(status="deferred")
    paused = leader_client.get(page)

    row.refresh_from_db()
    days = PlaceRule.objects.in_force(there.cohort.hub.lead_provider, NOW.date())
    every = timezone.timedelta(days=days.agreement_reminder_days)
    assert shown.context["next_reminder_at"] == row.reminded_at + every
    assert "Reminded of an agreement" in text_of(shown)
    assert paused.context["next_reminder_at"] is None


def test_start_without_commitment_is_red(leader_client: Client) -> None:
    cohort = make_cohort(starts_on=timezone.localdate() + timezone.timedelta(days=3))
    place(cohort, "Al Khan")

    assert "3 days left to sign" in text_of(leader_client.get(url(cohort)))


def test_timeline_tells_of_agreements(leader_client: Client) -> None:
    there = place(make_cohort(), "Al Khan")
    actions.sign(agreement=make_agreement(enrolment=there), name="Morgan Ashby", at=NOW)

    page = text_of(leader_client.get(f"/participants/{there.participant.reference}/timeline/"))

    assert "Sponsor agreement asked for" in page
    assert "Sponsor agreement signed" in page


def test_participant_signs_at_home_without_the_letter(client_of: SignIn) -> None:
    user = make_member(Role.PARTICIPANT)
    there = make_enrolment(participant=make_participant(user=user))
    row = make_agreement(kind="commitment", enrolment=there)
    make_agreement(enrolment=there)
    client = client_of(user)

    home = text_of(client.get("/my-programme/"))
    client.post(f"/my-agreements/{row.reference}/", {"answer": "agree", "name": "Amina Khan"})
    after = text_of(client.get("/my-programme/"))

    assert home.count("Sign your commitment to") == 1
    assert Agreement.objects.get(signed_name="Amina Khan") == row
    assert "Sign your commitment to" not in after
