"""Applications as they come: kept, brought up to date, never doubled, never decided anew."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from accounts.models import AuditEvent, User
from applications.actions.receiving import receive_many
from applications.models import Application
from applications.rules.receiving import Received
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_school
from tests.factories.programmes import make_intake, make_programme

FIRST, SECOND = (UUID(int=number, version=4) for number in (1, 2))
Receive = Callable[..., list[tuple[str, str]]]


def entry(**given: Any) -> Received:
    asked = {
        "full_name": "Amina Khan",
        "email": "Amina@Example.org",
        "course_identifier": "npq-senior-leadership",
        "cohort": "2026b",
        "id": FIRST,
    }
    return Received(**asked | given)


@pytest.fixture
def receive(leader: User) -> Receive:
    make_programme()
    make_intake()

    def do(*entries: Received) -> list[tuple[str, str]]:
        answers = receive_many(
            entries=entries, lead_provider=make_lead_provider(), at=NOW, by=leader
        )
        return [(answer.outcome, answer.sentence) for answer in answers]

    return do


def test_an_application_is_kept_with_everything_that_came(receive: Receive) -> None:
    school = make_school(urn="141862")
    hub = make_hub()

    answers = receive(
        entry(
            school_urn="141862",
            hub=hub,
            rest={"teacher_catchment": "england"},
            participant_id=SECOND,
        )
    )

    row = Application.objects.get()
    assert answers == [("received", "")]
    assert (row.dfe_id, row.dfe_participant_id) == (FIRST, SECOND)
    assert (row.email, row.school, row.hub) == ("amina@example.org", school, hub)
    assert row.as_received == {"teacher_catchment": "england"}
    assert (row.status, row.applied_at) == ("pending", NOW)


def test_the_same_again_changes_nothing(receive: Receive) -> None:
    receive(entry())
    events = AuditEvent.objects.count()

    answers = receive(entry(), entry())

    assert answers == [("already-there", "Already there, nothing changed.")] * 2
    assert (Application.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_a_pending_one_is_brought_up_to_date(receive: Receive) -> None:
    receive(entry())

    answers = receive(entry(eligible_for_funding=True, email="new@example.org"))

    row = Application.objects.get()
    event = AuditEvent.objects.get(verb="application.changed")
    assert answers == [("changed", "Brought up to date.")]
    assert (row.eligible_for_funding, row.email) == (True, "new@example.org")
    assert event.after == {"eligible_for_funding": True, "email": "new@example.org"}


def test_a_decided_one_is_left_as_it_is(receive: Receive) -> None:
    receive(entry())
    Application.objects.update(status="rejected", decided_at=NOW)

    answers = receive(entry(eligible_for_funding=True))

    sentence = "Already rejected here, so its details were left as they are."
    assert answers == [("already-there", sentence)]
    assert Application.objects.get().eligible_for_funding is None


def test_without_the_dfes_number_address_and_course_tell(receive: Receive) -> None:
    receive(entry(id=None))

    answers = receive(entry(), entry(id=SECOND), entry(id=None))

    assert [outcome for outcome, _ in answers] == ["changed", "received", "already-there"]
    numbers = Application.objects.order_by("pk").values_list("dfe_id", flat=True)
    assert list(numbers) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"full_name": " "}, "Enter the full name."),
        (
            {"course_identifier": "npq-magic"},
            "The course “npq-magic” is not one of this lead provider’s.",
        ),
        ({"cohort": "1999"}, "There is no intake “1999”."),
        ({"school_urn": "999999"}, "No school of the register has the URN “999999”."),
        (
            {"funding_choice": "uncle"},
            "“uncle” is not a funding choice. Use one of: school, trust, self, another, employer.",
        ),
        ({"employment_role": "x" * 161}, "The job title must be 160 characters or fewer."),
        (
            {"teacher_reference_number": "12"},
            "The TRN must have 5 to 7 digits, like 1234567.",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    receive: Receive, given: dict[str, Any], sentence: str
) -> None:
    answers = receive(entry(id=SECOND), entry(**given))

    assert answers[1] == ("refused", sentence)
    assert Application.objects.count() == 1


def test_a_hub_of_another_provider_is_refused(receive: Receive) -> None:
    hub = make_hub(name="Elsewhere", lead_provider=make_lead_provider(name="Harris"))

    assert receive(entry(hub=hub)) == [("refused", "The hub belongs to another lead provider.")]


def test_a_bare_year_names_its_only_intake(receive: Receive) -> None:
    assert receive(entry(cohort="2026")) == [("received", "")]


@pytest.mark.parametrize("rows", [1, 3])
def test_receiving_costs_the_same_for_any_number(
    receive: Receive, rows: int, django_assert_num_queries: Callable
) -> None:
    entries = [entry(id=UUID(int=n, version=4), email=f"a{n}@example.org") for n in range(rows)]
    lead_provider = make_lead_provider()

    with django_assert_num_queries(7):
        receive_many(entries=entries, lead_provider=lead_provider, at=NOW, by=None)
