"""What participants ask for: promised, taken back, declined, done; and corrected details."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Message, User
from accounts.roles import Role
from participants.actions import enrolments, people, requests
from participants.models import ChangeRequest, Enrolment
from participants.queries import details
from programmes.models import BankHoliday, ChangeReason
from tests.factories.accounts import NOW, make_hub, make_member, make_school
from tests.factories.participants import make_enrolment, make_participant, make_request

State = ChangeRequest.State


@pytest.fixture
def place(participant: User) -> Enrolment:
    return make_enrolment(participant=make_participant(user=participant))


def test_request_is_promised_an_answer_and_leaders_are_told(
    place: Enrolment, participant: User, leader: User
) -> None:
    make_member(Role.HUB_LEADER, hub=make_hub(name="South"))
    BankHoliday.objects.create(on=date(2026, 11, 25), name="A holiday")

    asked = requests.ask(enrolment=place, kind="defer", why="Cover.", at=NOW, by=participant)

    [letter] = Message.objects.all()
    assert (asked.state, asked.answer_by) == (State.OPEN, date(2026, 12, 1))
    assert (letter.kind, letter.to_email) == ("request_made", leader.email)
    assert "Cover." not in letter.body


def test_second_request_is_refused_until_the_first_is_closed(
    place: Enrolment, participant: User
) -> None:
    first = requests.ask(enrolment=place, kind="defer", why="Cover.", at=NOW, by=participant)

    with pytest.raises(ValidationError, match="You have asked already"):
        requests.ask(enrolment=place, kind="withdraw", why="Cover.", at=NOW, by=participant)
    requests.take_back(request=first, at=NOW, by=participant)
    requests.ask(enrolment=place, kind="withdraw", why="Cover.", at=NOW, by=participant)

    assert ChangeRequest.objects.count() == 2


def test_declined_request_sends_the_answer(place: Enrolment, leader: User) -> None:
    asked = make_request(enrolment=place)

    requests.decline(request=asked, answer="Stay until June.", at=NOW, by=leader)

    [letter] = Message.objects.all()
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (State.DECLINED, leader)
    assert (letter.to_email, "Stay until June." in letter.body) == (place.participant.email, True)


@pytest.mark.parametrize(("kind", "state"), [("defer", State.AGREED), ("withdraw", State.OPEN)])
def test_request_is_agreed_to_by_the_change_it_asks_for(
    place: Enrolment, leader: User, kind: str, state: str
) -> None:
    asked = make_request(enrolment=place, kind=kind)
    reason = ChangeReason.objects.filter(kind="deferral").first() or ChangeReason.objects.create(
        kind="deferral", code="other", label="Other", position=1
    )

    enrolments.defer(enrolment=place, reason=reason, on=date(2026, 11, 20), at=NOW, by=leader)

    asked.refresh_from_db()
    letters = Message.objects.filter(kind="request_answered").count()
    assert (asked.state, letters) == (state, int(state == State.AGREED))


def test_answered_request_is_answered_no_more(place: Enrolment, leader: User) -> None:
    asked = make_request(enrolment=place)
    requests.settle(request=asked, at=NOW, by=leader)

    with pytest.raises(ValidationError, match=f"agreed by {leader.full_name}"):
        requests.decline(request=asked, answer="No.", at=NOW, by=leader)


def test_own_correction_tells_the_leaders_what_and_not_how(
    place: Enrolment, participant: User, leader: User
) -> None:
    person, school = place.participant, make_school(name="Ash Academy")
    answers = {"full_name": "Amina Reed", "email": person.email, "school": school}

    people.correct_own(participant=person, **answers, at=NOW, by=participant)

    [letter] = Message.objects.all()
    person.refresh_from_db()
    assert (person.full_name, person.school, letter.to_email) == (
        *("Amina Reed", school, leader.email),
    )
    assert ("name, school" in letter.body, "Ash Academy" in letter.body) == (True, False)


def test_own_correction_keeps_a_verified_trn(place: Enrolment, participant: User) -> None:
    person = place.participant
    person.trn, person.trn_verified = "1234567", True
    person.save()
    answers = {"full_name": person.full_name, "email": person.email, "trn": "7654321"}

    with pytest.raises(ValidationError, match="The DfE has verified your TRN"):
        people.correct_own(participant=person, **answers, at=NOW, by=participant)


def test_second_of_two_who_change_details_is_told(place: Enrolment, leader: User) -> None:
    person, seen = place.participant, details.version_of(place.participant)
    other = make_member(Role.HUB_LEADER)
    answers = {"full_name": "Amina Reed", "email": person.email}
    people.change_details(participant=person, **answers, seen=seen, by=other)

    with pytest.raises(ValidationError, match=f"{other.full_name} changed.*Amina Reed"):
        people.change_details(
            participant=person, full_name="Amina Khan", email=person.email, seen=seen, by=leader
        )

    person.refresh_from_db()
    assert person.full_name == "Amina Reed"
