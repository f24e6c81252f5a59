"""Taking and amending registers: one effect a save, nothing overwritten unseen, all on record."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEvent, User
from accounts.roles import Role
from participants.actions import registers
from participants.models import Attendance, GroupMembership, Register
from programmes.models import Session
from tests.factories.accounts import make_member, make_user
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_group, make_session

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 17, 20, tzinfo=UTC)
NEXT_DAY = AT + timedelta(days=1)


@pytest.fixture
def lead() -> User:
    return make_member(Role.FACILITATOR, user=make_user(full_name="Daniel Osei"))


@pytest.fixture
def session(lead) -> Session:
    session = make_session(group=make_group(), led_by=lead)
    for name in ("Amina Khan", "Tom Reed"):
        make_enrolment(participant=make_participant(full_name=name), group=session.group)
    return session


def marks_of(session: Session, *marks: str) -> dict[str, str]:
    people = GroupMembership.objects.filter(group=session.group).order_by("pk")
    references = people.values_list("enrolment__reference", flat=True)
    return dict(zip(references, marks, strict=True))


def saved(session: Session) -> list[str]:
    rows = Attendance.objects.filter(session=session).order_by("enrolment")
    return list(rows.values_list("mark", flat=True))


def take(session: Session, by: User, *marks: str, version: int = 0, **more: object) -> Register:
    given = {"at": AT, **more}
    return registers.take(
        session=session, marks=marks_of(session, *marks), version=version, by=by, **given
    )


def test_taking_marks_everybody_and_holds_the_session(session, lead):
    register = take(session, lead, "present", "absent")

    session.refresh_from_db()
    assert saved(session) == ["present", "absent"]
    assert session.status == Session.Status.HELD
    assert (register.taken_at, register.taken_by, register.version) == (AT, lead, 1)


def test_taking_is_one_event_with_every_mark(session, lead):
    register = take(session, lead, "present", "absent")

    event = AuditEvent.objects.get(subject_type="participants.register")
    assert (event.verb, event.by, event.subject_key) == ("register.taken", lead, str(register.pk))
    assert (event.before, event.after) == ({}, marks_of(session, "present", "absent"))


def test_amending_keeps_before_and_after_and_the_reason(session, lead):
    register = take(session, lead, "present", "absent")

    take(session, lead, "present", "late", version=1, at=NEXT_DAY, reason="Joined by telephone")

    event = AuditEvent.objects.get(verb="register.amended")
    tom = list(marks_of(session, "", ""))[1]
    assert (event.before, event.after) == ({tom: "absent"}, {tom: "late"})
    assert event.reason == "Joined by telephone"
    register.refresh_from_db()
    assert (saved(session), register.version, register.taken_at) == (["present", "late"], 2, AT)


def test_amending_after_the_day_needs_a_reason(session, lead):
    take(session, lead, "present", "absent")

    with pytest.raises(ValidationError) as refusal:
        take(session, lead, "present", "late", version=1, at=NEXT_DAY)

    assert refusal.value.message_dict == {"reason": ["Enter why you are changing the register"]}
    assert saved(session) == ["present", "absent"]


def test_saving_twice_has_one_effect(session, lead):
    first = take(session, lead, "present", "absent")
    second = take(session, lead, "present", "absent")

    assert (first.pk, second.version) == (second.pk, 1)
    assert AuditEvent.objects.filter(subject_type="participants.register").count() == 1


@pytest.mark.parametrize("version", [0, 2])
def test_a_save_upon_another_version_is_refused(session, lead, version):
    take(session, lead, "present", "absent")

    with pytest.raises(ValidationError, match="Daniel Osei saved this register") as refusal:
        take(session, make_member(Role.HUB_LEADER), "late", "late", version=version)

    assert [error.code for error in refusal.value.error_list] == ["conflict"]
    assert saved(session) == ["present", "absent"]


def test_a_version_of_a_register_never_taken_is_refused(session, lead):
    with pytest.raises(ValidationError, match="has changed since you opened it"):
        take(session, lead, "present", "absent", version=3)

    session.refresh_from_db()
    assert (saved(session), session.status) == ([], Session.Status.PLANNED)


def test_a_missing_mark_writes_nothing(session, lead):
    with pytest.raises(ValidationError) as refusal:
        take(session, lead, "present", "")

    session.refresh_from_db()
    assert refusal.value.messages == ["Select a mark for Tom Reed"]
    assert (saved(session), session.status) == ([], Session.Status.PLANNED)


def test_a_stranger_on_the_register_is_refused(session, lead):
    stranger = make_enrolment(cohort=session.cohort, participant=make_participant())
    marks = marks_of(session, "present", "present") | {stranger.reference: "present"}

    with pytest.raises(ValidationError, match="The register has changed"):
        registers.take(session=session, marks=marks, version=0, at=AT, by=lead)

    assert Register.objects.count() == 0


def test_the_register_waits_for_its_day(session, lead):
    with pytest.raises(ValidationError, match="You can take this register on 25 November 2026"):
        take(session, lead, "present", "present", at=AT - timedelta(days=1))


def test_a_cancelled_session_has_no_register(session, lead):
    session.status = Session.Status.CANCELLED
    session.save()

    with pytest.raises(ValidationError, match="cancelled, so it has no register"):
        take(session, lead, "present", "present")


def test_a_session_cancelled_meanwhile_has_no_register(session, lead):
    Session.objects.update(status=Session.Status.CANCELLED)

    with pytest.raises(ValidationError, match="cancelled"):
        take(session, lead, "present", "present")


def test_a_session_moved_meanwhile_waits_for_its_new_day(session, lead):
    Session.objects.update(starts_at=NEXT_DAY, ends_at=NEXT_DAY + timedelta(hours=1))

    with pytest.raises(ValidationError, match="26 November 2026"):
        take(session, lead, "present", "present")

    assert Register.objects.count() == 0


def test_a_later_move_leaves_the_register_of_the_day(session, lead):
    take(session, lead, "present", "absent")
    GroupMembership.objects.filter(group=session.group).update(ends_on=date(2026, 11, 20))

    take(session, lead, "late", "absent", version=1)

    assert saved(session) == ["late", "absent"]


@pytest.mark.parametrize("people", [2, 28])
def test_taking_costs_the_same_for_any_number(session, lead, people, django_assert_num_queries):
    for _ in range(people - 2):
        make_enrolment(group=session.group)
    marks = marks_of(session, *["present"] * people)

    with django_assert_num_queries(12):
        registers.take(session=session, marks=marks, version=0, at=AT, by=lead)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_stands(session, lead):
    choices = [marks_of(session, "late", "late"), marks_of(session, "absent", "absent")]
    start = threading.Barrier(2)

    def save(marks: dict[str, str]) -> str:
        start.wait()
        try:
            registers.take(session=session, marks=marks, version=0, at=AT, by=lead)
        except ValidationError as refusal:
            return refusal.error_list[0].code
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(save, choices))

    assert sorted(outcomes) == ["conflict", "saved"]
    assert saved(session) == list(choices[outcomes.index("saved")].values())
    assert AuditEvent.objects.filter(verb="register.taken").count() == 1
