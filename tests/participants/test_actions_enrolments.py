"""Places taken, deferred, given up, taken up again and completed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from participants.actions import enrolments
from participants.models import Enrolment, GroupMembership, Participant, StatusChange
from participants.rules.enrolments import HAS_A_PLACE, NOT_THE_SAME_PERSON, TRN_OF_ANOTHER, Entry
from programmes.models import ChangeReason
from tests.factories.accounts import NOW
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group

JOINED = date(2026, 10, 5)
LATER = date(2026, 11, 2)


@pytest.fixture
def sickness(db: None) -> ChangeReason:
    return ChangeReason.objects.create(kind="deferral", code="sick", label="Sickness", position=1)


@pytest.fixture
def moved(db: None) -> ChangeReason:
    return ChangeReason.objects.create(kind="withdrawal", code="moved", label="Moved", position=1)


def entry(name: str = "Amina Khan", email: str = "amina@example.org", trn: str = "") -> Entry:
    return Entry(full_name=name, email=email, trn=trn)


def test_enrol_gives_a_place_with_its_first_step_and_an_event(leader: User) -> None:
    cohort, person = make_cohort(), make_participant()

    place = enrolments.enrol(
        participant=person, cohort=cohort, joined_on=JOINED, is_funded=True, at=NOW, by=leader
    )

    step, event = StatusChange.objects.get(), AuditEvent.objects.get()
    assert (place.programme, place.status, place.is_funded) == (cohort.programme, "active", True)
    assert (step.enrolment, step.status, step.on, step.by) == (place, "active", JOINED, leader)
    assert (event.verb, event.by, event.after["cohort"]) == ("enrolment.made", leader, cohort.name)


@pytest.mark.parametrize(
    ("cohort", "sentence"),
    [
        ({"capacity": 1}, "The cohort is full: its only place is taken. Raise its capacity first."),
        ({"status": "finished"}, "The cohort is finished."),
        ({"ends_on": JOINED - timedelta(days=1), "starts_on": date(2026, 1, 5)}, None),
    ],
)
def test_enrol_refuses_a_full_or_closed_cohort(
    leader: User, cohort: dict[str, object], sentence: str | None
) -> None:
    wanted = make_cohort(**cohort)
    make_enrolment(cohort=wanted)

    with pytest.raises(ValidationError) as refusal:
        enrolments.enrol(
            participant=make_participant(), cohort=wanted, joined_on=JOINED, at=NOW, by=leader
        )

    assert refusal.value.messages == [sentence or "The cohort ends on 4 October 2026."]
    assert Enrolment.objects.count() == 1


def test_enrol_refuses_a_second_open_place_on_the_programme(leader: User) -> None:
    place = make_enrolment(status="deferred")
    other = make_cohort(programme=place.programme)

    with pytest.raises(ValidationError, match="has a place on the programme"):
        enrolments.enrol(
            participant=place.participant, cohort=other, joined_on=JOINED, at=NOW, by=leader
        )


def test_enrol_refuses_somebody_who_is_there(leader: User) -> None:
    place = make_enrolment(status="withdrawn")

    with pytest.raises(ValidationError, match="Already in the cohort, but withdrawn"):
        enrolments.enrol(
            participant=place.participant, cohort=place.cohort, joined_on=JOINED, at=NOW, by=leader
        )


def test_enrol_many_answers_each_entry_in_order(leader: User) -> None:
    cohort = make_cohort(capacity=4)
    known = make_participant(full_name="Tom Reed", email="tom@example.org", trn="1234567")
    make_enrolment(cohort=cohort, participant=make_participant(email="there@example.org"))
    busy = make_enrolment(
        cohort=make_cohort(programme=cohort.programme),
        participant=make_participant(full_name="Eve Stone", email="eve@example.org"),
    )

    answers = enrolments.enrol_many(
        cohort=cohort,
        entries=[
            entry(),
            entry("Amina Khan", "there@example.org"),
            entry("Tom Reed", "tom@example.org"),
            entry("Somebody Else", "tom@example.org", "7654321"),
            entry("Grace Bennett", "grace@example.org", "1234567"),
            entry(busy.participant.full_name, busy.participant.email),
            entry(),
            entry("Mei Chen", "mei@example.org"),
            entry("Sean Murphy", "sean@example.org"),
        ],
        joined_on=JOINED,
        at=NOW,
        by=leader,
    )

    full = "The cohort is full: all 4 places are taken. Raise its capacity first."
    assert [(answer.outcome, answer.sentence) for answer in answers] == [
        ("enrolled", ""),
        ("already-there", "Already in the cohort."),
        ("enrolled", ""),
        ("already-there", "Already in the cohort."),
        ("refused", TRN_OF_ANOTHER),
        ("refused", HAS_A_PLACE),
        ("already-there", "Already in the cohort."),
        ("enrolled", ""),
        ("refused", full),
    ]
    assert known.enrolments.count() == 1


def test_enrol_many_refuses_the_address_of_another_person(leader: User) -> None:
    make_participant(full_name="Tom Reed", email="tom@example.org")

    [answer] = enrolments.enrol_many(
        cohort=make_cohort(),
        entries=[entry("Amina Khan", "tom@example.org")],
        joined_on=JOINED,
        at=NOW,
        by=leader,
    )

    assert answer.sentence == NOT_THE_SAME_PERSON


def test_enrol_many_registers_nobody_who_gets_no_place(leader: User) -> None:
    enrolments.enrol_many(
        cohort=make_cohort(status="finished"), entries=[entry()], joined_on=JOINED, at=NOW, by=None
    )

    assert Participant.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_enrol_many_costs_the_same_for_any_number(
    db: None, rows: int, django_assert_num_queries: object
) -> None:
    cohort = make_cohort()
    entries = [entry("Amina Khan", f"amina{n}@example.org") for n in range(rows)]

    with django_assert_num_queries(11):  # type: ignore[operator]
        enrolments.enrol_many(cohort=cohort, entries=entries, joined_on=JOINED, at=NOW, by=None)


def test_admit_tells_what_is_wrong_at_the_field(leader: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        enrolments.admit(
            cohort=make_cohort(), full_name="", email="x", joined_on=JOINED, at=NOW, by=leader
        )

    assert sorted(refusal.value.message_dict) == ["email", "full_name"]


def test_defer_frees_the_place_and_leaves_the_group(leader: User, sickness: ChangeReason) -> None:
    cohort = make_cohort(capacity=1)
    place = make_enrolment(group=make_group(cohort=cohort))

    enrolments.defer(
        enrolment=place, reason=sickness, on=LATER, note="Until spring", at=NOW, by=leader
    )
    enrolments.enrol(
        participant=make_participant(), cohort=cohort, joined_on=LATER, at=NOW, by=leader
    )

    place.refresh_from_db()
    step = place.status_changes.order_by("-pk")[0]
    assert (place.status, place.left_on) == ("deferred", LATER)
    assert (step.status, step.on, step.reason, step.note) == (
        *("deferred", LATER, sickness, "Until spring"),
    )
    assert GroupMembership.objects.get().ends_on == LATER


def test_withdraw_writes_before_and_after(leader: User, moved: ChangeReason) -> None:
    place = make_enrolment()

    enrolments.withdraw(enrolment=place, reason=moved, on=LATER, at=NOW, by=leader)

    event = AuditEvent.objects.get()
    assert (event.verb, event.reason) == ("enrolment.withdrawn", "Moved")
    assert event.before == {"status": "active", "left_on": None}
    assert event.after == {"status": "withdrawn", "left_on": "2026-11-02"}


def test_withdraw_refuses_a_reason_of_the_other_kind(leader: User, sickness: ChangeReason) -> None:
    place = make_enrolment()

    with pytest.raises(ValidationError, match="Select the reason for the withdrawal"):
        enrolments.withdraw(enrolment=place, reason=sickness, on=LATER, at=NOW, by=leader)

    place.refresh_from_db()
    assert (place.status, AuditEvent.objects.count()) == ("active", 0)


def test_resume_needs_a_free_place(leader: User) -> None:
    cohort = make_cohort(capacity=1)
    place = make_enrolment(cohort=cohort, status="deferred")
    make_enrolment(cohort=cohort)

    with pytest.raises(ValidationError, match="The cohort is full"):
        enrolments.resume(enrolment=place, on=LATER, at=NOW, by=leader)


def test_resume_refuses_a_second_open_place(leader: User) -> None:
    place = make_enrolment(status="withdrawn")
    other = make_cohort(programme=place.programme)
    make_enrolment(cohort=other, participant=place.participant)

    with pytest.raises(ValidationError, match="has a place on the programme"):
        enrolments.resume(enrolment=place, on=LATER, at=NOW, by=leader)


def test_resume_makes_the_place_active(leader: User) -> None:
    place = make_enrolment(status="withdrawn")

    enrolments.resume(enrolment=place, on=LATER, at=NOW, by=leader)

    place.refresh_from_db()
    assert (place.status, place.left_on) == ("active", None)
    assert AuditEvent.objects.get().verb == "enrolment.resumed"


def test_complete_keeps_the_place_taken_for_good(leader: User) -> None:
    cohort = make_cohort(capacity=1)
    place = make_enrolment(cohort=cohort)

    enrolments.complete(enrolment=place, on=LATER, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="The cohort is full"):
        enrolments.enrol(
            participant=make_participant(), cohort=cohort, joined_on=LATER, at=NOW, by=leader
        )


def test_a_completed_place_does_not_open_again(leader: User) -> None:
    place = make_enrolment(status="completed")

    with pytest.raises(ValidationError, match="cannot become active"):
        enrolments.resume(enrolment=place, on=LATER, at=NOW, by=leader)
