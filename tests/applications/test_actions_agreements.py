"""Agreements asked for, reminded of, signed, declined and taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.invitations import hash_of
from accounts.models import AuditEvent, Message, User
from applications.actions import agreements as actions
from applications.actions import applications
from applications.models import Agreement
from applications.rules.agreements import IS_DEAD, IS_USED
from participants.actions import schools
from participants.models import Enrolment, Participant
from tests.factories.accounts import NOW, make_school
from tests.factories.agreements import make_agreement
from tests.factories.applications import make_application
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort

pytestmark = pytest.mark.django_db


def days(number: int) -> timedelta:
    return timedelta(days=number)


def token_of(letter: Message) -> str:
    return letter.link.rstrip("/").rpartition("/")[2]


def test_ask_keeps_only_a_hash_of_the_link(leader: User) -> None:
    place = make_enrolment(cohort=make_cohort(modules=2))

    asked = actions.ask(
        kind="sponsor",
        enrolment=place,
        signer_name="Morgan Ashby",
        signer_email="Head@example.org",
        at=NOW,
        by=leader,
    )

    letter = Message.objects.get()
    assert (letter.kind, letter.to_email) == ("agreement_sponsor", "head@example.org")
    assert len(token_of(letter)) == 43
    assert asked.token_hash == hash_of(token_of(letter))
    assert asked.link_ends_at == NOW + days(14)
    assert "about 3 hours in all" in asked.statement
    assert AuditEvent.objects.get().verb == "agreement.asked"


def test_ask_twice_is_refused_and_after_a_no_it_is_not(leader: User) -> None:
    place = make_enrolment()
    given = {"enrolment": place, "signer_name": "M A", "signer_email": "head@example.org"}
    first = actions.ask(kind="sponsor", **given, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="is asked for already"):
        actions.ask(kind="sponsor", **given, at=NOW, by=leader)
    actions.decline(agreement=first, because="No cover", at=NOW)
    actions.ask(kind="sponsor", **given, at=NOW, by=leader)

    assert Agreement.objects.count() == 2


def test_accepting_asks_for_both_and_keeps_what_was_asked_before(leader: User) -> None:
    row, cohort = make_application(), make_cohort()
    row.sponsor_name, row.sponsor_email = "Morgan Ashby", "head@example.org"
    row.save()
    early = {"signer_name": "Morgan Ashby", "signer_email": "head@example.org"}
    actions.ask(kind="sponsor", application=row, **early, at=NOW, by=leader)

    done = applications.accept(
        application=row, cohort=cohort, funded_place=False, at=NOW, by=leader
    )

    found = Agreement.objects.order_by("kind").values_list("kind", "enrolment")
    assert list(found) == [("commitment", done.enrolment.pk), ("sponsor", done.enrolment.pk)]


def test_accepting_without_a_sponsor_asks_the_participant_alone(leader: User) -> None:
    applications.accept(
        application=make_application(),
        cohort=make_cohort(),
        funded_place=False,
        at=NOW,
        by=leader,
    )

    assert Agreement.objects.get().kind == "commitment"


@pytest.mark.parametrize("people", [1, 3])
def test_cohort_is_asked_in_as_many_statements_as_one(
    leader: User, people: int, django_assert_num_queries: object
) -> None:
    cohort = make_cohort()
    for _ in range(people):
        make_enrolment(cohort=cohort)
    make_enrolment(cohort=cohort, status="withdrawn")

    with django_assert_num_queries(13):  # type: ignore[operator]
        asked = actions.ask_many(enrolments=Enrolment.objects.all(), at=NOW, by=leader)

    assert (asked.letters, len(asked.missing)) == (people, people)


def test_link_signs_once() -> None:
    row = make_agreement(enrolment=make_enrolment())

    signed = actions.sign(agreement=row, name=" Morgan Ashby ", at=NOW)

    assert (signed.signed_at, signed.signed_name) == (NOW, "Morgan Ashby")
    assert Message.objects.get().kind == "agreement_signed"
    for again in (
        lambda: actions.sign(agreement=row, name="M A", at=NOW),
        lambda: actions.decline(agreement=row, because="No", at=NOW),
    ):
        with pytest.raises(ValidationError, match=IS_USED):
            again()


def test_link_is_dead_after_fourteen_days_but_not_at_home() -> None:
    user = User.objects.create(email="amina@example.org", full_name="Amina Khan")
    place = make_enrolment(participant=make_participant(user=user))
    row = make_agreement(kind="commitment", enrolment=place)

    with pytest.raises(ValidationError, match=IS_DEAD):
        actions.sign(agreement=row, name="Amina Khan", at=NOW + days(14))
    signed = actions.sign(agreement=row, name="Amina Khan", at=NOW + days(14), by=user)

    assert signed.state == "signed"


def test_reminder_has_a_fresh_link_that_kills_the_old_one() -> None:
    row = make_agreement(enrolment=make_enrolment(), token="old")

    written = [actions.remind_due(at=NOW + days(number)) for number in (4, 5, 5, 9, 10)]

    row.refresh_from_db()
    newest = Message.objects.order_by("pk").last()
    assert written == [0, 1, 0, 0, 1]
    assert row.token_hash == hash_of(token_of(newest))
    assert (row.reminders, row.link_ends_at) == (2, NOW + days(24))


def test_late_reminder_is_written_once() -> None:
    make_agreement(enrolment=make_enrolment())

    assert [actions.remind_due(at=NOW + days(40)) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "facts", [{"signed_at": NOW, "signed_name": "M"}, {"declined_at": NOW}, {"withdrawn_at": NOW}]
)
def test_nobody_is_reminded_after_an_answer(facts: dict[str, object]) -> None:
    make_agreement(enrolment=make_enrolment())
    Agreement.objects.update(**facts)

    assert actions.remind_due(at=NOW + days(5)) == 0


@pytest.mark.parametrize("status", ["withdrawn", "completed", "transferred", "deferred"])
def test_nobody_is_reminded_of_a_place_that_is_not_active(status: str) -> None:
    make_agreement(enrolment=make_enrolment(status=status))

    assert actions.remind_due(at=NOW + days(5)) == 0


def test_nobody_is_reminded_of_a_merged_record() -> None:
    place = make_enrolment()
    make_agreement(enrolment=place)
    Participant.objects.filter(pk=place.participant_id).update(merged_into=make_participant())

    assert actions.remind_due(at=NOW + days(5)) == 0


def test_participant_is_reminded_at_the_address_of_today() -> None:
    place = make_enrolment()
    make_agreement(kind="commitment", enrolment=place)
    Participant.objects.update(email="new@example.org")

    actions.remind_due(at=NOW + days(5))

    assert Message.objects.get().to_email == "new@example.org"


def test_withdrawn_question_cannot_be_answered(leader: User) -> None:
    row = make_agreement(enrolment=make_enrolment())

    actions.withdraw(agreement=row, at=NOW, by=leader)

    with pytest.raises(ValidationError, match=IS_DEAD):
        actions.sign(agreement=row, name="M A", at=NOW)
    with pytest.raises(ValidationError, match="taken back"):
        actions.ask_again(agreement=row, at=NOW, by=leader)


def test_at_another_school_the_sponsor_is_asked_anew(leader: User) -> None:
    place = make_enrolment()
    signed, commitment = (
        make_agreement(kind=kind, enrolment=place) for kind in ("sponsor", "commitment")
    )
    actions.sign(agreement=signed, name="Morgan Ashby", at=NOW, by=leader)
    elsewhere = make_agreement(enrolment=make_enrolment())

    schools.change_school(
        participant=place.participant, school=make_school(), on=NOW.date(), at=NOW, by=leader
    )

    states = {row.pk: str(row.state) for row in Agreement.objects.all()}
    assert states == {signed.pk: "withdrawn", commitment.pk: "asked", elsewhere.pk: "asked"}
    assert AuditEvent.objects.get(verb="agreement.withdrawn").reason == actions.MOVED_SCHOOL
    again = actions.ask(
        kind="sponsor",
        enrolment=place,
        signer_name="Kit Marlow",
        signer_email="kit@example.org",
        at=NOW,
        by=leader,
    )
    assert again.state == "asked"
