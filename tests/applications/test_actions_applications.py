"""Accepting, rejecting, funding and waiting: what changes, who is told, and what is refused."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Message, User
from applications.actions import applications, selections
from applications.actions.selections import Choice
from applications.models import Application
from applications.queries.changes import version_of
from applications.queries.decisions import rivals_of
from applications.rules.applications import ACCEPTED_ELSEWHERE, TRN_ACCEPTED_ELSEWHERE
from participants.actions import enrolments, waiting
from participants.actions.changes import CHANGED_MEANWHILE
from participants.models import DfeIdentity, Enrolment, Participant
from participants.rules.identities import TWO_PEOPLE
from programmes.models import Cohort, Intake
from tests.factories.accounts import NOW, make_hub
from tests.factories.applications import make_application, make_funded_places, make_reason
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_intake

Accept = Callable[..., Application]
DFE = UUID("12345678-0000-4000-8000-000000000001")
PERSON = UUID("12345678-0000-4000-8000-000000000002")


@pytest.fixture
def accept(leader: User) -> Accept:
    def do(application: Application, cohort: Cohort, funded_place: bool | None = False, **given):
        return applications.accept(
            application=application,
            cohort=cohort,
            funded_place=funded_place,
            at=NOW,
            by=leader,
            **given,
        )

    return do


def test_accepting_gives_a_place_with_the_dfes_numbers(accept: Accept) -> None:
    cohort = make_cohort()
    make_funded_places(1)
    application = make_application(
        trn="1234567", trn_verified=True, dfe_id=DFE, dfe_participant_id=PERSON
    )

    done = accept(application, cohort, True)

    place = Enrolment.objects.get()
    person = place.participant
    assert (done.status, done.enrolment, done.funded_place) == ("accepted", place, True)
    assert done.schedule.identifier == "npq-leadership-autumn"
    assert (place.cohort, place.is_funded, place.schedule) == (cohort, True, done.schedule)
    assert place.dfe_application_id == DFE
    assert (person.dfe_id, person.trn, person.trn_verified) == (PERSON, "1234567", True)
    assert DfeIdentity.objects.get().participant == person


def test_accepting_is_audited_and_told_to_the_applicant(accept: Accept) -> None:
    cohort, application = make_cohort(), make_application(email="amina@example.org")

    accept(application, cohort)

    verbs = AuditEvent.objects.filter(subject_type="applications.application")
    assert list(verbs.values_list("verb", flat=True)) == ["application.accepted"]
    letter = Message.objects.exclude(kind="agreement_commitment").get()
    assert (letter.to_email, letter.subject) == (
        "amina@example.org",
        "You have a place on Senior Leadership",
    )
    assert "starts on 5 October 2026" in letter.body


def test_the_other_applications_of_the_person_are_rejected(accept: Accept) -> None:
    cohort = make_cohort()
    first, second = [make_application(email="amina@example.org") for _ in range(2)]
    another = make_application(email="tom@example.org")

    accept(first, cohort)

    second.refresh_from_db()
    another.refresh_from_db()
    code = "other_application_in_this_cohort_accepted"
    assert (second.status, second.rejected_because.code) == ("rejected", code)
    assert another.status == "pending"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"email": "amina@example.org"}, ACCEPTED_ELSEWHERE),
        ({"trn": "1234567", "trn_verified": True}, TRN_ACCEPTED_ELSEWHERE),
    ],
)
def test_one_accepted_application_forbids_another(
    accept: Accept, other: dict[str, object], sentence: str
) -> None:
    cohort = make_cohort()
    accept(make_application(**other), cohort)
    second = make_application(**({"trn": "1234567", "trn_verified": True} | other))

    with pytest.raises(ValidationError) as refusal:
        accept(second, make_cohort())

    assert refusal.value.messages == [sentence]


def test_a_withdrawn_place_forbids_no_other_application(accept: Accept, leader: User) -> None:
    same = {"email": "amina@example.org"}
    first = accept(make_application(**same), make_cohort())
    applications.reject(application=first, reason=make_reason(), at=NOW, by=leader)

    second = accept(make_application(**same), make_cohort())

    assert second.status == "accepted"


@pytest.mark.parametrize("then", ["withdrawn", "active"])
def test_a_place_that_ended_after_a_transfer_forbids_no_other_application(
    accept: Accept, leader: User, then: str
) -> None:
    same = {"email": "amina@example.org"}
    first = accept(make_application(**same), make_cohort())
    on = first.enrolment.joined_on
    given = {"on": on, "at": NOW, "by": leader}
    moved = enrolments.transfer(enrolment=first.enrolment, cohort=make_cohort(), **given)
    if then == "withdrawn":
        reason = make_reason("other", kind="withdrawal")
        enrolments.withdraw(enrolment=moved, reason=reason, **given)

    rivals = rivals_of([second := make_application(**same)])

    assert bool(rivals[second.pk]) == (then == "active")


def test_somebody_known_keeps_their_record(accept: Accept) -> None:
    person = make_participant(full_name="Amina Khan", email="amina@example.org")
    application = make_application(email="amina@example.org", dfe_participant_id=PERSON)

    accept(application, make_cohort())

    person.refresh_from_db()
    assert Participant.objects.count() == 1
    assert person.dfe_id == PERSON


def test_two_records_for_one_applicant_refuse(accept: Accept) -> None:
    make_participant(email="amina@example.org")
    make_participant(trn="1234567")
    application = make_application(email="amina@example.org", trn="1234567", trn_verified=True)

    with pytest.raises(ValidationError) as refusal:
        accept(application, make_cohort())

    assert refusal.value.messages == [TWO_PEOPLE]
    assert Application.objects.get().status == "pending"


def test_a_capped_intake_funds_no_more_than_its_places(accept: Accept) -> None:
    cohort, other = make_cohort(), make_cohort()
    make_funded_places(1)
    accept(make_application(), cohort, True)

    with pytest.raises(ValidationError, match="The one funded place of North and West"):
        accept(make_application(), other, True)


def test_a_fully_funded_intake_keeps_no_answer(accept: Accept) -> None:
    intake = make_intake()
    Intake.objects.update(funding="full")
    intake.refresh_from_db()

    done = accept(make_application(intake=intake), make_cohort(intake=intake), True)

    assert (done.funded_place, done.enrolment.is_funded) == (None, True)


def test_a_full_cohort_refuses_and_leaves_nobody_behind(accept: Accept) -> None:
    cohort = make_cohort(capacity=1)
    make_enrolment(cohort=cohort)

    with pytest.raises(ValidationError, match="The cohort is full"):
        accept(make_application(), cohort)

    assert Participant.objects.count() == 1


def test_accepting_many_says_of_each_what_became_of_it(leader: User) -> None:
    cohort = make_cohort(capacity=2)
    rows = [make_application(full_name=name) for name in ("Ann Lee", "Ben Poe", "Cat Roe")]

    outcomes = selections.accept(
        choices=[Choice(row, cohort, False) for row in rows], at=NOW, by=leader
    )

    assert [outcome.is_decided for outcome in outcomes] == [True, True, False]
    assert outcomes[2].sentence.startswith("The cohort is full")


def test_rejecting_many_leaves_what_was_accepted_meanwhile(accept: Accept, leader: User) -> None:
    row = make_application()
    done = accept(row, make_cohort())

    [outcome] = selections.reject(selected=[row], reason=make_reason(), at=NOW, by=leader)

    assert outcome.sentence.startswith(f"{leader.full_name} accepted this application")
    done.refresh_from_db()
    assert (done.status, done.enrolment.status) == ("accepted", "active")


@pytest.mark.parametrize(
    ("change", "given"),
    [
        (applications.reject, lambda: {"reason": make_reason(), "at": NOW}),
        (applications.change_funded_place, lambda: {"funded_place": True}),
        (applications.give_to_hub, lambda: {"hub": make_hub(name="South Coast")}),
    ],
)
def test_nobody_overrules_a_decision_that_they_have_not_seen(
    accept: Accept, leader: User, change: Callable, given: Callable[[], dict[str, object]]
) -> None:
    row = make_application()
    seen = version_of(row)
    accept(row, make_cohort())

    with pytest.raises(ValidationError) as refusal:
        change(application=row, seen=seen, by=leader, **given())

    assert refusal.value.code == CHANGED_MEANWHILE
    assert refusal.value.messages[0].startswith(f"{leader.full_name} changed this while your form")
    row.refresh_from_db()
    assert (row.status, row.funded_place) == ("accepted", False)


def test_rejecting_tells_the_applicant(leader: User) -> None:
    application = make_application()

    done = applications.reject(
        application=application, reason=make_reason(), note="Too late", at=NOW, by=leader
    )

    assert (done.status, done.rejected_because.code) == ("rejected", "rejected_by_provider")
    assert (done.decided_by, done.decided_at, done.note) == (leader, NOW, "Too late")
    assert Message.objects.get().subject == "Your application for Senior Leadership"


def test_rejecting_an_accepted_one_ends_the_place(accept: Accept, leader: User) -> None:
    done = accept(make_application(), make_cohort())

    applications.reject(application=done, reason=make_reason(), at=NOW, by=leader)

    place = Enrolment.objects.get()
    last = place.status_changes.order_by("-pk").first()
    assert (place.status, place.left_on) == ("withdrawn", NOW.date())
    assert last.reason.code == "started-in-error"
    assert Application.objects.get().funded_place is None


def test_a_place_that_has_not_begun_ends_on_its_first_day(accept: Accept, leader: User) -> None:
    first_day = NOW.date().replace(year=2027)
    cohort = make_cohort(starts_on=first_day)
    done = accept(make_application(), cohort)

    applications.reject(application=done, reason=make_reason(), at=NOW, by=leader)

    assert Enrolment.objects.get().left_on == first_day


def test_a_rejected_application_never_changes_again(accept: Accept, leader: User) -> None:
    application = make_application()
    applications.reject(application=application, reason=make_reason(), at=NOW, by=leader)

    with pytest.raises(ValidationError, match="rejected this application"):
        accept(application, make_cohort())
    with pytest.raises(ValidationError, match="rejected this application"):
        applications.reject(application=application, reason=make_reason(), at=NOW, by=leader)


def test_changing_the_funded_place_changes_the_enrolment(accept: Accept, leader: User) -> None:
    make_funded_places(1)
    done = accept(make_application(), make_cohort(), False)

    applications.change_funded_place(application=done, funded_place=True, by=leader)

    assert Enrolment.objects.get().is_funded is True
    with pytest.raises(ValidationError, match="funded already"):
        applications.change_funded_place(application=done, funded_place=True, by=leader)


def test_after_a_transfer_the_place_of_now_is_funded(accept: Accept, leader: User) -> None:
    done = accept(make_application(), make_cohort())
    given = {"on": done.enrolment.joined_on, "at": NOW, "by": leader}
    moved = enrolments.transfer(enrolment=done.enrolment, cohort=make_cohort(), **given)

    applications.change_funded_place(application=done, funded_place=True, by=leader)

    moved.refresh_from_db()
    done.enrolment.refresh_from_db()
    assert (moved.is_funded, done.enrolment.is_funded) == (True, False)


def test_giving_to_a_hub_of_another_provider_is_refused(leader: User) -> None:
    application = make_application(no_hub=True)
    hub = make_hub(name="South Coast")

    applications.give_to_hub(application=application, hub=hub, by=leader)

    assert Application.objects.get().hub == hub


def test_who_takes_the_place_that_they_waited_for_is_accepted(leader: User) -> None:
    cohort = make_cohort(capacity=1)
    held = make_enrolment(cohort=cohort)
    application = applications.put_on_waiting_list(
        application=make_application(), cohort=cohort, funded_place=False, at=NOW, by=leader
    )
    assert application.status == "pending"
    Enrolment.objects.filter(pk=held.pk).update(status="withdrawn", left_on=held.joined_on)

    waiting.offer_free_places(cohort=cohort, at=NOW)
    waiting.take(waiting=application.waiting_place, at=NOW)

    application.refresh_from_db()
    assert (application.status, application.enrolment.cohort) == ("accepted", cohort)


def test_rejecting_takes_off_the_waiting_list(leader: User) -> None:
    cohort = make_cohort(capacity=1)
    make_enrolment(cohort=cohort)
    application = applications.put_on_waiting_list(
        application=make_application(), cohort=cohort, funded_place=False, at=NOW, by=leader
    )

    applications.reject(application=application, reason=make_reason(), at=NOW, by=leader)

    application.waiting_place.refresh_from_db()
    assert application.waiting_place.state == "left"
