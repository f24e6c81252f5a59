"""People registered, changed and invited."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Invitation, Message, School, User
from participants.actions import people
from participants.models import Participant
from tests.factories.accounts import NOW, make_school, make_user
from tests.factories.participants import make_participant


def test_register_keeps_cleaned_answers_and_the_texts_made_of_them(leader: User) -> None:
    school = make_school(urn="141862", name="Dale Primary School")

    person = people.register(
        full_name=" Zoe\u0301  O’Neill",
        email="Zoe@Example.org",
        trn="12/345",
        date_of_birth=date(1985, 3, 27),
        school=school,
        by=leader,
    )

    person.refresh_from_db()
    assert (person.full_name, person.email, person.trn) == (
        "Zoe\u0301 O’Neill",
        "zoe@example.org",
        "0012345",
    )
    assert person.sort_name == "o'neill zoe"
    assert person.search_text == ("zoe o'neill zoe@example.org 0012345 dale primary school 141862")


def test_register_says_who_did_it_and_what(leader: User) -> None:
    person = people.register(full_name="Amina Khan", email="amina@example.org", by=leader)

    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.subject_key) == (
        "participant.registered",
        leader,
        str(person.pk),
    )
    assert event.after["full_name"] == "Amina Khan"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"email": "AMINA@example.org"}, "email", people.EMAIL_TAKEN),
        ({"trn": "12 34567"}, "trn", people.TRN_TAKEN),
        ({"full_name": " "}, "full_name", "Enter the full name."),
        ({"trn": "0"}, "trn", "The TRN must have 5 to 7 digits, like 1234567."),
    ],
)
def test_register_refuses_with_a_sentence_at_the_field(
    leader: User, given: dict[str, str], field: str, sentence: str
) -> None:
    make_participant(email="amina@example.org", trn="1234567")
    asked = {"full_name": "Amina Khan", "email": "other@example.org"} | given

    with pytest.raises(ValidationError) as refusal:
        people.register(**asked, by=leader)

    assert refusal.value.message_dict == {field: [sentence]}
    assert Participant.objects.count() == 1


def test_change_details_keeps_search_true_and_tells_before_and_after(leader: User) -> None:
    person = make_participant(full_name="Amina Khan", email="amina@example.org")

    people.change_details(
        participant=person, full_name="Amina Reed", email="amina@example.org", by=leader
    )

    person.refresh_from_db()
    event = AuditEvent.objects.get()
    assert (person.sort_name, person.search_text) == ("reed amina", "amina reed amina@example.org")
    assert (event.before, event.after) == (
        {"full_name": "Amina Khan"},
        {"full_name": "Amina Reed"},
    )


def test_change_details_of_nothing_leaves_no_trace(leader: User) -> None:
    person = make_participant(full_name="Amina Khan", email="amina@example.org")

    people.change_details(
        participant=person, full_name="Amina Khan", email="amina@example.org", by=leader
    )

    assert AuditEvent.objects.count() == 0


def test_a_changed_trn_is_not_verified_any_more(leader: User) -> None:
    person = make_participant(full_name="Amina Khan", email="amina@example.org", trn="1234567")
    Participant.objects.update(trn_verified=True)

    people.change_details(
        participant=person,
        full_name="Amina Khan",
        email="amina@example.org",
        trn="7654321",
        by=leader,
    )

    person.refresh_from_db()
    assert (person.trn, person.trn_verified) == ("7654321", False)


def test_invite_gives_an_account_and_writes_a_letter_each(leader: User) -> None:
    crowd = [make_participant() for _ in range(3)]

    sent = people.invite(participants=crowd, at=NOW, by=leader)

    assert sent == 3
    assert Participant.objects.filter(user=None).count() == 0
    assert Invitation.objects.count() == Message.objects.count() == 3


def test_invite_passes_over_those_who_have_an_account(leader: User) -> None:
    ours = make_participant(user=make_user())
    new = make_participant()

    sent = people.invite(participants=[ours, new], at=NOW, by=leader)

    assert (sent, Message.objects.get().to_email) == (1, new.email)


def test_invite_leaves_an_account_with_the_person_who_has_it(leader: User) -> None:
    first = make_participant(user=make_user(email="amina@example.org"), email="new@example.org")
    second = make_participant(email="amina@example.org")

    sent = people.invite(participants=[first, second], at=NOW, by=leader)

    second.refresh_from_db()
    assert (sent, second.user) == (0, None)


def test_invite_refuses_when_nobody_is_left(leader: User) -> None:
    ours = make_participant(user=make_user())

    with pytest.raises(ValidationError, match="Everybody has an account"):
        people.invite(participants=[ours], at=NOW, by=leader)


@pytest.mark.parametrize("crowd", [1, 3])
def test_invite_costs_the_same_for_any_number(
    leader: User, crowd: int, django_assert_max_num_queries: object
) -> None:
    waiting = [make_participant() for _ in range(crowd)]

    with django_assert_max_num_queries(18):  # type: ignore[operator]
        people.invite(participants=waiting, at=NOW, by=leader)


def test_follow_schools_finds_people_by_a_schools_new_name(leader: User) -> None:
    school = make_school(name="Dale Primary School", urn="141862")
    person = people.register(
        full_name="Amina Khan", email="a@example.org", school=school, by=leader
    )
    School.objects.update(name="Dale Academy")

    counts = (people.follow_schools(), people.follow_schools())

    person.refresh_from_db()
    assert counts == (1, 0)
    assert person.search_text == "amina khan a@example.org dale academy 141862"
