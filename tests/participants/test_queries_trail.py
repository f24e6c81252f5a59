"""What the trail adds to a timeline: who did what later, waiting lists, marks changed in registers.

And what it keeps from those who only read: words said in confidence.
"""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.actions import adjustments, contacts, deferrals, enrolments, registers, waiting
from participants.models import Enrolment
from participants.queries.timeline import Kind, Moment, timeline_of
from programmes.models import ChangeReason, Session
from tests.factories.accounts import NOW, make_member
from tests.factories.participants import (
    make_adjustment,
    make_contact,
    make_enrolment,
    make_participant,
    make_request,
    make_waiting,
)
from tests.factories.programmes import make_cohort, make_group, make_session

EVENING = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECRET = "Asked on 20 November 2026: my mother is ill."


@pytest.fixture
def place(participant: User) -> Enrolment:
    return make_enrolment(participant=make_participant(user=participant), group=make_group())


def told(place: Enrolment, reader: User, words: str) -> Moment:
    """Return the one moment whose title begins with the words."""
    own = [place] if reader.pk == place.participant.user_id else None
    moments = timeline_of(place.participant, reader, places=own)
    [moment] = [moment for moment in moments if moment.title.startswith(words)]
    return moment


def defer(place: Enrolment, leader: User) -> None:
    reason = ChangeReason.objects.create(
        kind="deferral", code="other", label="Another reason", position=1
    )
    enrolments.defer(
        enrolment=place,
        reason=reason,
        on=date(2026, 11, 20),
        note=SECRET,
        returns_on=date(2027, 6, 1),
        evidence="Fit note",
        at=NOW,
        by=leader,
    )


def amend(
    session: Session, marks: dict[str, str], by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take a register on its day, everybody late, and change it on the next."""
    late = dict.fromkeys(marks, "late")
    for at, version, given in ((EVENING, 0, late), (EVENING.replace(day=26), 1, marks)):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        registers.take(
            session=session, marks=given, version=version, at=at, by=by, reason="Letter came late"
        )


def test_conversation_names_who_owns_the_next_action_and_who_did_it(
    place: Enrolment, leader: User
) -> None:
    entry = make_contact(participant=place.participant, written_by=leader)
    colleague = make_member(Role.NATIONAL_LEADER)
    contacts.finish(contact=entry, at=NOW, by=colleague)

    assert told(place, leader, "Phone call").parts == (
        f"Next: Send the recording. {leader}, due 30 November 2026",
    )
    assert told(place, leader, "Done: Send the recording").by == colleague.full_name


def test_end_of_an_adjustment_names_who_ended_it(place: Enrolment, leader: User) -> None:
    need = make_adjustment(participant=place.participant, written_by=leader)
    colleague = make_member(Role.NATIONAL_LEADER)
    adjustments.end(adjustment=need, on=date(2026, 11, 20), by=colleague)

    assert told(place, leader, "End of the adjustment: Large print").by == colleague.full_name


def test_request_names_the_person_who_asked(place: Enrolment, leader: User) -> None:
    make_request(enrolment=place)

    assert told(place, leader, "Asked to defer").by == place.participant.full_name


def test_changed_mark_is_told_with_who_why_before_and_after(
    place: Enrolment, leader: User, participant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [membership] = place.group_memberships.all()
    session = make_session(group=membership.group, title="Seminar 3")
    amend(session, {place.reference: "apologies"}, leader, monkeypatch)

    for reader in (leader, participant):
        moment = told(place, reader, "Register changed: Seminar 3, 25 November 2026")
        [change] = moment.changes

        assert (moment.kind, moment.by, moment.because) == (
            *(Kind.SESSIONS, leader.full_name, "Letter came late"),
        )
        assert (change.before, change.after) == ("late", "apologies")


def test_reason_for_several_marks_is_not_told_to_one_of_them(
    place: Enrolment, leader: User, participant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [membership] = place.group_memberships.all()
    other = make_enrolment(group=membership.group)
    session = make_session(group=membership.group)
    marks = {place.reference: "absent", other.reference: "present"}
    amend(session, marks, leader, monkeypatch)

    mine = told(place, participant, "Register changed")

    assert (mine.because, [change.after for change in mine.changes]) == ("", ["absent"])
    assert told(place, leader, "Register changed").because == "Letter came late"


def test_waiting_is_told_with_who_and_why_but_not_why_to_the_person(
    leader: User, participant: User
) -> None:
    person = make_participant(user=participant)
    cohort = make_cohort(capacity=1)
    place = make_enrolment(cohort=cohort)
    row = waiting.join(cohort=cohort, participant=person, at=NOW, by=leader)
    waiting.leave(waiting=row, because="The head asked us to", at=NOW, by=leader)

    seen = {m.title: (m.by, m.because) for m in timeline_of(person, leader)}
    own = {m.title: (m.by, m.because) for m in timeline_of(person, participant, places=[])}

    off = f"Taken off the waiting list: {place.cohort.name}"
    assert seen[f"Put on the waiting list: {place.cohort.name}"] == (leader.full_name, "")
    assert (seen[off], own[off]) == (
        *((leader.full_name, "The head asked us to"), (leader.full_name, "")),
    )


def test_inspector_is_told_of_waiting_without_the_trail(place: Enrolment) -> None:
    make_waiting(cohort=make_cohort(), participant=place.participant)

    moment = told(place, make_member(Role.INSPECTOR), "Joined the waiting list")

    assert (moment.by, moment.changes) == ("", ())


def test_deferral_tells_the_planned_return_as_it_was(place: Enrolment, leader: User) -> None:
    defer(place, leader)
    later = date(2027, 7, 1)
    deferrals.change_return(
        enrolment=place, returns_on=later, evidence="Fit note", at=NOW, by=leader
    )

    began, changed = told(place, leader, "Deferred"), told(place, leader, "Planned return changed")

    assert began.changes[-1].after == "1 June 2027"
    assert [(c.label, c.before, c.after) for c in changed.changes] == [
        ("Planned return", "1 June 2027", "1 July 2027")
    ]


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.HUB_LEADER, True),
        (Role.NATIONAL_LEADER, True),
        (Role.QUALITY_ASSURER, False),
        (Role.INSPECTOR, False),
    ],
)
def test_note_and_evidence_are_told_to_those_who_act_on_them(
    place: Enrolment, leader: User, role: Role, reads: bool
) -> None:
    defer(place, leader)
    deferrals.change_return(
        enrolment=place, returns_on=None, evidence="Doctor’s letter", at=NOW, by=leader
    )

    everything = str(timeline_of(place.participant, make_member(role)))

    assert (SECRET in everything, "Doctor’s letter" in everything) == (reads, reads)


def test_person_reads_the_note_about_them(
    place: Enrolment, leader: User, participant: User
) -> None:
    defer(place, leader)

    assert told(place, participant, "Deferred").detail == SECRET
