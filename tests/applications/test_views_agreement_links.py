"""The pages behind the links of agreements, open without signing in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Message
from applications.actions import agreements as actions
from applications.models import Agreement
from tests.factories.accounts import NOW
from tests.factories.agreements import TOKEN, make_agreement
from tests.factories.participants import make_enrolment, make_participant

pytestmark = pytest.mark.django_db
FAR = datetime(2100, 1, 1, tzinfo=UTC)
LINK = f"/agree/{TOKEN}/"


@pytest.fixture
def asked() -> Agreement:
    """A sponsor agreement behind the link, about Amina Khan."""
    place = make_enrolment(participant=make_participant(full_name="Amina Khan"))
    return make_agreement(enrolment=place, token=TOKEN, link_ends_at=FAR)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_link_says_what_is_asked_of_whom_and_writes_nothing(
    client: Client, asked: Agreement
) -> None:
    page = client.get(LINK)

    said = ("Agree release time for Amina Khan", "Morgan Ashby", "I arrange cover.")
    assert [words in text_of(page) for words in said] == [True, True, True]
    assert "no-store" in page["Cache-Control"]
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_signing_works_once_however_often_it_is_pressed(client: Client, asked: Agreement) -> None:
    answers = [client.post(LINK, {"answer": "agree", "name": "Morgan Ashby"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 200, 200]
    assert answers[0]["Location"] == "/agree/signed/thank-you/"
    assert "This link has been used." in text_of(answers[2])
    assert Message.objects.get().kind == "agreement_signed"


def test_name_is_asked_for(client: Client, asked: Agreement) -> None:
    page = text_of(client.post(LINK, {"answer": "agree", "name": " "}))

    assert "Enter your full name" in page
    assert Agreement.objects.get().state == "asked"


def test_declining_keeps_the_reason(client: Client, asked: Agreement) -> None:
    without = text_of(client.post(LINK, {"answer": "decline", "because": ""}))
    done = client.post(LINK, {"answer": "decline", "because": "No cover"}, follow=True)

    assert "Enter why you cannot agree" in without
    assert "Thank you for telling us" in text_of(done)
    assert Agreement.objects.get().declined_because == "No cover"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"signed_at": NOW, "signed_name": "M"}, "This link has been used."),
        ({"declined_at": NOW}, "This link has been used."),
        ({"withdrawn_at": NOW}, "This link no longer works."),
        ({"link_ends_at": NOW - timedelta(days=999)}, "This link no longer works."),
        ({"token_hash": "0" * 64}, "We do not know this link"),
    ],
)
def test_dead_link_tells_nothing_of_anybody(
    client: Client, asked: Agreement, facts: dict[str, object], words: str
) -> None:
    Agreement.objects.update(**facts)

    page = text_of(client.get(LINK))

    assert words in page
    assert ["Amina" in page, "Morgan" in page, "Senior" in page] == [False] * 3


def test_reminder_kills_the_link_before(client: Client, asked: Agreement) -> None:
    actions.remind_due(at=NOW + timedelta(days=5))

    assert "We do not know this link" in text_of(client.get(LINK))


def test_link_works_for_somebody_signed_in(leader_client: Client, asked: Agreement) -> None:
    assert "Agree release time" in text_of(leader_client.get(LINK))


def test_answer_without_its_token_of_the_form_is_refused(asked: Agreement) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(LINK, {"answer": "agree", "name": "M"}).status_code == 403
    assert Agreement.objects.get().state == "asked"


def test_thank_you_page_of_another_answer_does_not_exist(client: Client) -> None:
    assert client.get("/agree/perhaps/thank-you/").status_code == 404
