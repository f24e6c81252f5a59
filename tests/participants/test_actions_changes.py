"""What a participant is written of a step of their place: once, and only by one letter."""

from datetime import date
from typing import Any

import pytest

from accounts.models import LeadProvider, Message, User
from participants.actions import enrolments
from participants.models import Enrolment
from programmes.models import ChangeReason
from tests.factories.accounts import NOW, make_lead_provider
from tests.factories.participants import make_enrolment, make_request

DAY = date(2026, 11, 2)


def reason(kind: str, code: str = "other") -> ChangeReason:
    return ChangeReason.objects.create(kind=kind, code=code, label="Another reason", position=1)


def harris() -> LeadProvider:
    return make_lead_provider(name="Harris Federation")


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "to_email"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "status", "more", "kind", "subject"),
    [
        ("defer", "active", lambda: {"reason": reason("deferral")}, "place_deferred", "You pause"),
        (
            *("withdraw", "active", lambda: {"reason": reason("withdrawal")}),
            *("place_withdrawn", "Your place on Senior Leadership ended on 2 November 2026"),
        ),
        ("resume", "deferred", dict, "place_resumed", "You go on with Senior Leadership"),
        (
            *("hand_over", "active", lambda: {"provider": harris()}),
            *("place_handed_over", "You go on with Senior Leadership elsewhere"),
        ),
    ],
)
def test_a_step_is_told_to_the_participant(
    leader: User, verb: str, status: str, more: Any, kind: str, subject: str
) -> None:
    place = make_enrolment(status=status)

    getattr(enrolments, verb)(enrolment=place, on=DAY, at=NOW, by=leader, **more())

    letter = Message.objects.get()
    assert (letter.kind, letter.to_email) == (kind, place.participant.email)
    assert letter.subject.startswith(subject)
    assert f"/my-programme/{place.reference}/" in letter.body


@pytest.mark.django_db
def test_who_asked_for_it_gets_the_answer_alone(leader: User) -> None:
    place = make_enrolment()
    make_request(enrolment=place)

    enrolments.defer(enrolment=place, reason=reason("deferral"), on=DAY, at=NOW, by=leader)

    assert letters() == [("request_answered", place.participant.email)]


@pytest.mark.django_db
def test_a_place_started_in_error_is_written_of_elsewhere(leader: User) -> None:
    place = make_enrolment()
    why = reason("withdrawal", "started-in-error")

    enrolments.withdraw(enrolment=place, reason=why, on=DAY, at=NOW, by=leader)

    assert letters() == []
    assert Enrolment.objects.get().status == "withdrawn"
