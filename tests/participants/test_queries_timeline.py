"""One timeline of a person: what is told, in which order, and to whom."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Message, User
from accounts.roles import Role
from participants.actions import contacts, enrolments, people
from participants.models import Attendance, Enrolment, Participant
from participants.queries import tellings, timeline
from participants.queries.timeline import Asked, Kind, Moment, timeline_of
from programmes.models import ChangeReason
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member
from tests.factories.participants import (
    make_adjustment,
    make_contact,
    make_enrolment,
    make_participant,
    make_request,
)
from tests.factories.programmes import make_cohort, make_session

READERS = {
    Role.NATIONAL_LEADER: {"contacts", "adjustments", "requests", "letters", "details"},
    Role.HUB_LEADER: {"contacts", "adjustments", "requests", "letters", "details"},
    Role.QUALITY_ASSURER: {"letters", "details"},
    Role.INSPECTOR: set(),
}


@pytest.fixture
def place(participant: User, leader: User) -> Enrolment:
    """Make a place with one moment of each kind."""
    person = make_participant(user=participant)
    place = make_enrolment(participant=person, cohort=make_cohort())
    people.change_details(participant=person, full_name="Amina Reed", email=person.email, by=leader)
    make_contact(participant=person, written_by=leader)
    make_adjustment(participant=person, written_by=leader)
    make_request(enrolment=place)
    Message.objects.create(
        kind="k", to_name="A", to_email=person.email, subject="Hello", body="B", not_before=NOW
    )
    return place


def kinds(person: Participant, reader: User) -> set[str]:
    return {str(moment.kind) for moment in timeline_of(person, reader)}


@pytest.mark.parametrize(("role", "seen"), READERS.items())
def test_each_role_is_told_what_it_may_see(place: Enrolment, role: Role, seen: set[str]) -> None:
    assert kinds(place.participant, make_member(role)) == seen | {"places"}


def test_delivery_partner_is_told_of_places_alone(place: Enrolment) -> None:
    reader = make_member(Role.DELIVERY_PARTNER)
    partner = reader.acting.delivery_partner
    type(place.cohort).objects.update(delivery_partner=partner)

    assert kinds(place.participant, reader) == {"places"}


def test_person_is_told_of_themselves_but_of_no_conversation(
    place: Enrolment, participant: User
) -> None:
    moments = timeline_of(place.participant, participant, places=[place])

    told = {str(moment.kind) for moment in moments}
    assert told == {"adjustments", "details", "letters", "places", "requests"}


def test_leader_of_another_provider_is_told_of_no_conversation(place: Enrolment) -> None:
    harris = make_lead_provider(name="Harris")
    reader = make_member(Role.HUB_LEADER, hub=make_hub(name="Wandle", lead_provider=harris))
    theirs = make_cohort(hub=reader.acting.hub)
    make_enrolment(participant=place.participant, cohort=theirs)

    assert kinds(place.participant, reader) == {"places", "details"}


def test_step_of_a_place_names_who_in_which_role_and_why(place: Enrolment, leader: User) -> None:
    reason = ChangeReason.objects.create(
        kind="withdrawal", code="x", label="Changed career", position=99
    )
    enrolments.withdraw(
        enrolment=place, reason=reason, on=date(2026, 11, 20), note="By letter", at=NOW, by=leader
    )

    [moment] = [m for m in timeline_of(place.participant, leader) if "Withdrawn" in m.title]

    assert (moment.by, moment.acting_as, moment.because, moment.detail) == (
        *(leader.full_name, leader.acting.label, "Changed career", "By letter"),
    )
    assert [(c.before, c.after) for c in moment.changes] == [
        ("active", "withdrawn"),
        ("nothing", "20 November 2026"),
    ]


def test_sessions_of_a_month_are_one_moment(place: Enrolment, leader: User) -> None:
    for mark in ("present", "absent"):
        session = make_session(cohort=place.cohort)
        Attendance.objects.create(session=session, enrolment=place, mark=mark)

    [moment] = [m for m in timeline_of(place.participant, leader) if m.kind == Kind.SESSIONS]

    assert moment.title.startswith("Attended 1 of 2 sessions in")
    assert len(moment.parts) == 2


def test_done_action_is_a_moment_of_its_own(place: Enrolment, leader: User) -> None:
    contacts.finish(contact=place.participant.contacts.get(), at=NOW, by=leader)

    titles = [m.title for m in timeline_of(place.participant, leader) if m.kind == Kind.CONTACTS]

    assert sorted(titles) == ["Done: Send the recording", "Phone call"]


def test_newest_is_told_first(place: Enrolment, leader: User) -> None:
    moments = [moment.at for moment in timeline_of(place.participant, leader)]

    assert moments == sorted(moments, reverse=True)


def test_floors_above_tell_their_own(
    place: Enrolment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signed(asked: Asked) -> Iterator[Moment]:
        yield Moment(at=NOW, title=f"{asked.person} signed", kind=Kind.AGREEMENTS)

    monkeypatch.setattr(timeline, "SOURCES", [])
    timeline.told_by(signed)
    timeline.told_by(signed)

    told = [moment.title for moment in timeline_of(place.participant, leader)]

    assert told == [f"{place.participant} signed"]


def test_past_is_told_in_two_statements(place: Enrolment, leader: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        list(tellings.past(Asked(place.participant, [place], leader)))

    assert len(asked) == 2
