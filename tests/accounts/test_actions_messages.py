"""The outbox: one recipient each, retries with growing delay, nothing of a change undone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from accounts import tasks
from accounts.actions import messages
from accounts.models import Message
from tests.factories.accounts import LONG_AGO, NOW
from tests.races import just_before_the_write


def write(**changes):
    given = {"kind": "invitation", "to_name": "Sam", "to_email": "sam@example.org"}
    given |= {"subject": "Hello", "body": "Open this:\n\n{link}\n", "at": NOW}
    return messages.write(**given | {"link": "http://testserver/join/secret/"} | changes)


class Broken:
    """A mail server that is down, or that chokes on a letter."""

    def __init__(self, fault):
        self.fault = fault

    def __call__(self, *args, **kwargs):
        raise self.fault


def test_letter_goes_to_exactly_one_recipient(db):
    for number in range(3):
        write(to_email=f"person{number}@example.org", at=LONG_AGO)

    tasks.send_waiting_messages()

    assert [m.to for m in mail.outbox] == [[f"person{n}@example.org"] for n in range(3)]
    assert [(m.cc, m.bcc) for m in mail.outbox] == [([], [])] * 3


def test_secret_link_is_sent_and_forgotten(db):
    letter = write()

    messages.send_next(at=NOW)

    letter.refresh_from_db()
    assert mail.outbox[0].body == "Open this:\n\nhttp://testserver/join/secret/\n"
    assert (letter.link, letter.sent_at) == ("", NOW)


def test_letter_is_kept_to_be_read_where_no_mail_is_sent(db, settings):
    settings.EMAIL_URL = ""
    letter = write()

    messages.send_next(at=NOW)

    letter.refresh_from_db()
    assert (mail.outbox, letter.link) == ([], "http://testserver/join/secret/")


@pytest.mark.parametrize("fault", [OSError("down"), ValueError("a header with a line break")])
def test_failed_letter_waits_longer_each_time_and_then_rests(db, monkeypatch, fault):
    monkeypatch.setattr(messages, "send_mail", Broken(fault))
    letter, at, waits = write(), NOW, []

    while messages.send_next(at=at):
        letter.refresh_from_db()
        waits.append((letter.not_before - at) // timedelta(minutes=1))
        at = letter.not_before

    assert waits == [5, 15, 45, 135, 405, 1215, 3645, 10935]
    assert (letter.attempts, letter.failed_at is None, letter.error) == (
        8,
        False,
        type(fault).__name__,
    )


def test_letter_that_cannot_be_sent_does_not_hold_up_the_next(db, monkeypatch):
    sent = []

    def send(subject, body, sender, recipients):
        if subject == "Bad":
            raise ValueError(subject)
        sent.append(subject)

    monkeypatch.setattr(messages, "send_mail", send)
    write(subject="Bad", at=LONG_AGO)
    write(subject="Good", at=LONG_AGO)

    tasks.send_waiting_messages()

    assert sent == ["Good"]


def test_letter_of_a_dead_worker_is_sent_later(db):
    letter = write()
    Message.objects.filter(pk=letter.pk).update(attempts=1, not_before=NOW + timedelta(minutes=5))

    assert messages.send_next(at=NOW) is False
    assert messages.send_next(at=NOW + timedelta(minutes=5)) is True


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_for_a_change_undone():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    tasks.send_waiting_messages()

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_mail_server_is_asked(monkeypatch):
    open_blocks = []
    monkeypatch.setattr(
        messages,
        "send_mail",
        lambda *_: open_blocks.append(transaction.get_connection().in_atomic_block),
    )
    write()

    messages.send_next(at=NOW)

    assert open_blocks == [False]


def test_letter_that_another_worker_takes_meanwhile_is_sent_once(db):
    letter = write()

    with just_before_the_write(lambda: messages.send_next(at=NOW)):
        assert messages.send_next(at=NOW) is False

    letter.refresh_from_db()
    assert (len(mail.outbox), letter.attempts, letter.sent_at) == (1, 1, NOW)
