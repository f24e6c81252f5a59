"""Offers: answered behind the link of a letter without signing in, and on one's own pages."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Message
from accounts.roles import Role
from participants.actions import waiting as actions
from participants.models import Enrolment, WaitingPlace
from tests.factories.accounts import make_member
from tests.factories.participants import make_enrolment, make_participant, make_waiting
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db
FAR = datetime(2100, 1, 1, tzinfo=UTC)
TOKEN = "a-token-of-a-letter"
LINK = f"/offers/{TOKEN}/"


@pytest.fixture
def offer() -> WaitingPlace:
    """An open offer behind the link, of the only place there is."""
    cohort = make_cohort(name="Autumn Leaders", capacity=1)
    hashed = actions.hash_of(TOKEN)
    return make_waiting(cohort=cohort, state="offered", token_hash=hashed, offer_ends_at=FAR)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_link_says_what_is_offered_and_writes_nothing(client: Client, offer: WaitingPlace) -> None:
    page = text_of(client.get(LINK))

    assert "You are offered a place" in page
    assert "Autumn Leaders" in page
    assert "1 January 2100 at midnight" in page
    assert Enrolment.objects.count() == 0


def test_taking_gives_one_place_however_often_it_is_pressed(
    client: Client, offer: WaitingPlace
) -> None:
    answers = [client.post(LINK, {"answer": "take"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 200, 200]
    assert "This offer has been answered." in text_of(answers[2])
    assert Enrolment.objects.count() == 1


def test_taking_ends_on_a_page_that_says_what_happens_next(
    client: Client, offer: WaitingPlace
) -> None:
    page = client.post(LINK, {"answer": "take"}, follow=True)

    assert page.redirect_chain == [("/offers/taken/thank-you/", 302)]
    assert "The place is yours" in text_of(page)


def test_declining_offers_it_to_the_next(client: Client, offer: WaitingPlace) -> None:
    make_waiting(cohort=offer.cohort)

    client.post(LINK, {"answer": "decline"})

    states = WaitingPlace.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["declined", "offered"]
    assert Message.objects.get().kind == "place_offered"


@pytest.mark.parametrize("state", ["taken", "declined", "expired", "left"])
def test_dead_link_tells_nothing(client: Client, offer: WaitingPlace, state: str) -> None:
    WaitingPlace.objects.update(state=state)

    page = text_of(client.get(LINK))

    assert "The link does not work" in page
    assert "Autumn Leaders" not in page
    assert offer.participant.full_name not in page


def test_unknown_link_gets_a_clear_page(client: Client) -> None:
    assert "The link is not complete" in text_of(client.get("/offers/unknown/"))


def test_post_without_an_answer_asks_again(client: Client, offer: WaitingPlace) -> None:
    page = client.post(LINK)

    assert "You are offered a place" in text_of(page)
    assert Enrolment.objects.count() == 0


def test_somebody_with_another_place_is_refused_with_a_sentence(
    client: Client, offer: WaitingPlace
) -> None:
    elsewhere = make_cohort(programme=offer.cohort.programme)
    make_enrolment(participant=offer.participant, cohort=elsewhere)

    page = text_of(client.post(LINK, {"answer": "take"}))

    assert "This person has a place on the programme already." in page


def test_own_pages_say_where_one_stands_and_answer_the_offer(client: Client) -> None:
    user = make_member(Role.PARTICIPANT)
    person = make_participant(user=user)
    cohort = make_cohort()
    for _ in range(2):
        make_waiting(cohort=cohort)
    make_waiting(cohort=cohort, participant=person)
    offer = make_waiting(
        cohort=make_cohort(), participant=person, state="offered", offer_ends_at=FAR
    )
    client.force_login(user)

    page = text_of(client.get(reverse("participants:my_programme")))
    client.post(reverse("participants:my_offer", args=[offer.reference]), {"answer": "take"})

    assert "You are third on the waiting list for" in page
    assert "You are offered a place on" in page
    assert Enrolment.objects.get().participant == person
