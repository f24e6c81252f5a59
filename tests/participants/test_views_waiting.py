"""A cohort's waiting list as leaders see and change it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from participants.models import Participant, WaitingPlace
from programmes.models import Cohort
from tests.factories.accounts import make_hub, make_lead_provider
from tests.factories.participants import make_enrolment, make_participant, make_waiting
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db
FAR = datetime(2100, 1, 1, tzinfo=UTC)
ANN = {"full_name": "Ann Lee", "email": "ann@example.org"}


def page_of(row: Cohort | WaitingPlace, name: str = "waiting_list") -> str:
    return reverse(f"participants:{name}", args=[row.reference])


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def cohort() -> Cohort:
    """A cohort with one place, which is taken."""
    cohort = make_cohort(capacity=1)
    make_enrolment(cohort=cohort)
    return cohort


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        make_waiting(cohort=cohort)

    with django_assert_num_queries(8):
        leader_client.get(page_of(cohort))


def test_list_numbers_who_waits_after_the_offers(leader_client: Client, cohort: Cohort) -> None:
    for state in ("taken", "waiting", "offered", "waiting"):
        make_waiting(cohort=cohort, state=state)

    rows = leader_client.get(page_of(cohort)).context["rows"]

    assert [(row.state, number) for row, _, number in rows] == [
        ("offered", 0),
        ("waiting", 1),
        ("waiting", 2),
    ]


def test_list_says_what_came_of_those_who_left(leader_client: Client, cohort: Cohort) -> None:
    for state in ("waiting", "declined", "expired"):
        make_waiting(cohort=cohort, state=state)

    rows = leader_client.get(page_of(cohort), {"show": "past"}).context["rows"]

    assert sorted(row.state for row, _, _ in rows) == ["declined", "expired"]


def test_empty_list_says_what_to_do(leader_client: Client, cohort: Cohort) -> None:
    assert "When the cohort is full, people can be put on the list" in text_of(
        leader_client.get(page_of(cohort))
    )


def test_full_cohort_offers_its_list_and_keeps_what_was_typed(
    leader_client: Client, cohort: Cohort
) -> None:
    page = leader_client.post(page_of(cohort, "add_participant"), ANN | {"joined_on_day": "x"})
    refused = leader_client.post(page_of(cohort, "join_waiting_list"), ANN | {"trn": "12"})
    leader_client.post(page_of(cohort, "join_waiting_list"), ANN | {"joined_on_day": "5"})

    assert f'formaction="{page_of(cohort, "join_waiting_list")}"' in text_of(page)
    assert 'value="ann@example.org"' in text_of(refused)
    assert WaitingPlace.objects.get().participant.email == "ann@example.org"


def test_search_finds_people_of_ones_scope_who_are_not_there_yet(
    leader_client: Client, cohort: Cohort
) -> None:
    far = make_cohort(hub=make_hub(name="Far", lead_provider=make_lead_provider(name="Other")))
    near = make_cohort(hub=cohort.hub)
    for name, place in {"Here": cohort, "Near": near, "Far": far}.items():
        make_enrolment(participant=make_participant(full_name=f"{name} Quill"), cohort=place)

    page = leader_client.get(page_of(cohort, "join_waiting_list"), {"q": "quill"})

    assert [person.full_name for person in page.context["known"]] == ["Near Quill"]


def test_known_person_goes_on_the_list(leader_client: Client, cohort: Cohort) -> None:
    place = make_enrolment(cohort=make_cohort(hub=cohort.hub), status="completed")
    given = [cohort.reference, place.participant.reference]

    answer = leader_client.post(reverse("participants:join_waiting_list_as", args=given))

    assert answer.headers["Location"] == page_of(cohort)
    assert WaitingPlace.objects.get().participant == place.participant


def test_somebody_who_waits_is_refused_with_a_sentence(
    leader_client: Client, cohort: Cohort
) -> None:
    row = make_waiting(cohort=cohort)
    answers = {"full_name": "Amina Khan", "email": row.participant.email}

    page = leader_client.post(page_of(cohort, "join_waiting_list"), answers)

    assert "This person is on the waiting list already." in text_of(page)
    assert (Participant.objects.count(), WaitingPlace.objects.count()) == (2, 1)


def test_move_asks_for_a_reason(leader_client: Client, cohort: Cohort) -> None:
    make_waiting(cohort=cohort)
    row = make_waiting(cohort=cohort)

    page = leader_client.post(page_of(row, "move_waiting"), {"position": "1"})
    leader_client.post(
        page_of(row, "move_waiting"), {"position": "1", "because": "New head", "seen": "2"}
    )

    assert page.context["form"].errors == {"because": ["Enter the reason"]}
    assert AuditEvent.objects.get().reason == "New head"
    row.refresh_from_db()
    assert row.position == 1


def test_take_off_asks_for_a_reason_and_leads_back(leader_client: Client, cohort: Cohort) -> None:
    row = make_waiting(cohort=cohort)

    answer = leader_client.post(page_of(row, "leave_waiting_list"), {"because": "Moved away"})

    assert answer.headers["Location"] == page_of(cohort)
    row.refresh_from_db()
    assert row.state == "left"


@pytest.mark.parametrize(("answer", "state"), [("take", "taken"), ("decline", "declined")])
def test_leader_answers_for_somebody(leader_client: Client, answer: str, state: str) -> None:
    row = make_waiting(cohort=make_cohort(), state="offered", offer_ends_at=FAR)

    leader_client.post(page_of(row, "answer_offer"), {"answer": answer})

    row.refresh_from_db()
    assert row.state == state


def test_free_place_is_offered_by_a_button(leader_client: Client) -> None:
    cohort = make_cohort(capacity=1)
    row = make_waiting(cohort=cohort)

    leader_client.post(page_of(cohort, "offer_places"))
    again = leader_client.post(page_of(cohort, "offer_places"), follow=True)

    row.refresh_from_db()
    assert row.state == "offered"
    assert "No place is free" in text_of(again)


def test_cohort_page_counts_offers_as_taken(leader_client: Client) -> None:
    cohort = make_cohort(capacity=1)
    make_waiting(cohort=cohort, state="offered")

    page = leader_client.get(reverse("participants:cohort_participants", args=[cohort.reference]))

    assert page.context["taken"] == 1
    assert "The cohort is full" in page.context["obstacles"][0]


def test_page_of_somebody_who_only_waits_opens(leader_client: Client, cohort: Cohort) -> None:
    row = make_waiting(cohort=cohort)

    page = leader_client.get(reverse("participants:participant", args=[row.participant.reference]))

    assert page.status_code == 200
