"""Conversations kept, corrected and acted on; adjustments; what the trail says of them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from participants.actions import adjustments, contacts
from participants.models import Adjustment, Contact, Participant
from tests.factories.accounts import NOW, make_user
from tests.factories.participants import make_contact, make_enrolment, make_participant

SECRET = "Has migraines and needs a dark room"
SAID = {"way": "phone", "on": date(2026, 11, 22), "summary": SECRET, "at": NOW}


@pytest.fixture
def person(db: None) -> Participant:
    return make_enrolment(participant=make_participant()).participant


def everything_in_the_trail() -> str:
    rows = AuditEvent.objects.values_list("verb", "before", "after", "reason")
    return " ".join(str(row) for row in rows)


def test_conversation_keeps_who_does_what_by_when(person: Participant, leader: User) -> None:
    action = {"next_action": " Call again ", "owner": leader, "due_on": date(2026, 11, 30)}

    contact = contacts.write(participant=person, **SAID, **action, by=leader)

    assert (contact.next_action, contact.owner, contact.written_by) == (
        *("Call again", leader, leader),
    )


def test_conversation_without_an_action_has_no_owner(person: Participant, leader: User) -> None:
    contact = contacts.write(participant=person, **SAID, owner=leader, by=leader)

    assert (contact.owner, contact.due_on) == (None, None)


def test_action_without_a_day_is_refused(person: Participant, leader: User) -> None:
    with pytest.raises(ValidationError, match="Enter the day"):
        contacts.write(participant=person, **SAID, next_action="Call", owner=leader, by=leader)

    assert Contact.objects.count() == 0


def test_correction_stands_beside_what_was_written(person: Participant, leader: User) -> None:
    old = make_contact(participant=person, written_by=leader)

    new = contacts.correct(contact=old, **SAID, by=leader)

    old.refresh_from_db()
    assert (new.corrects, old.summary, old.done_at) == (
        *(old, "Missed two sessions for want of cover.", None),
    )


def test_entry_of_another_is_not_corrected(person: Participant, leader: User) -> None:
    old = make_contact(participant=person, written_by=make_user())

    with pytest.raises(ValidationError, match="Only who wrote"):
        contacts.correct(contact=old, **SAID, by=leader)


def test_action_is_done_once(person: Participant, leader: User) -> None:
    contact = contacts.finish(
        contact=make_contact(participant=person, written_by=leader), at=NOW, by=leader
    )

    assert contact.done_at == NOW
    with pytest.raises(ValidationError, match="done already"):
        contacts.finish(contact=contact, at=NOW, by=leader)


def test_changed_adjustment_keeps_the_old_words(person: Participant, leader: User) -> None:
    first = adjustments.add(
        participant=person, need=SECRET, starts_on=date(2026, 10, 5), at=NOW, by=leader
    )

    adjustments.change(
        adjustment=first, need="A dark room", on=date(2026, 11, 23), at=NOW, by=leader
    )

    rows = Adjustment.objects.order_by("pk").values_list("need", "starts_on", "ends_on")
    assert list(rows) == [
        (SECRET, date(2026, 10, 5), date(2026, 11, 23)),
        ("A dark room", date(2026, 11, 23), None),
    ]


def test_who_changes_an_adjustment_late_reads_what_stands_instead(
    person: Participant, leader: User
) -> None:
    first = adjustments.add(
        participant=person, need="Large print", starts_on=date(2026, 10, 5), at=NOW, by=leader
    )
    day = date(2026, 11, 23)
    adjustments.change(
        adjustment=first, need="A dark room.", arrangement="Room 2", on=day, at=NOW, by=leader
    )

    with pytest.raises(ValidationError) as refusal:
        adjustments.change(adjustment=first, need="A quiet room", on=day, at=NOW, by=leader)

    ended, told = refusal.value.messages
    assert ended == "This adjustment ended on 23 November 2026 already."
    assert f"{leader} wrote instead on" in told
    assert "“A dark room. Room 2”. Nothing of yours is saved." in told


def test_ended_adjustment_ends_once(person: Participant, leader: User) -> None:
    given = {"need": SECRET, "starts_on": date(2026, 10, 5), "at": NOW}
    adjustment = adjustments.add(participant=person, **given, by=leader)

    ended = adjustments.end(adjustment=adjustment, on=date(2026, 12, 1), by=leader)

    with pytest.raises(ValidationError, match="already"):
        adjustments.end(adjustment=ended, on=date(2026, 12, 2), by=leader)


def test_trail_names_no_word_of_a_conversation_or_a_need(person: Participant, leader: User) -> None:
    entry = contacts.write(participant=person, **SAID, by=leader)
    contacts.correct(contact=entry, **SAID, by=leader)
    need = adjustments.add(
        participant=person,
        need=SECRET,
        arrangement=SECRET,
        starts_on=date(2026, 10, 5),
        at=NOW,
        by=leader,
    )
    need = adjustments.change(adjustment=need, need=SECRET, on=date(2026, 11, 1), at=NOW, by=leader)
    adjustments.end(adjustment=need, on=date(2026, 12, 1), by=leader)

    assert AuditEvent.objects.count() == 5
    assert "migraines" not in everything_in_the_trail()
