"""Two records made one, parted again byte for byte, or told apart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from participants.actions import duplicates, enrolments, people
from participants.models import (
    ActivityProgress,
    Attendance,
    Contact,
    DfeIdentity,
    DifferentPeople,
    Enrolment,
    Merge,
    Participant,
)
from participants.queries import details
from participants.queries.duplicates import participant_by_dfe_id
from participants.rules.duplicates import LOOKS_ALIKE
from participants.rules.enrolments import Entry
from programmes.models import Cohort
from tests.factories.accounts import NOW, make_school, make_user
from tests.factories.participants import make_enrolment, make_participant, make_waiting
from tests.factories.programmes import (
    make_cohort,
    make_group,
    make_programme,
    make_qualification,
    make_session,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
OLD, NEW = UUID(int=1), UUID(int=2)
# What a merge and its undoing leave behind on purpose.
KEPT_FOR_GOOD = {"participants.merge", "accounts.auditevent"}


def everything() -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {
        model._meta.label_lower: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in KEPT_FOR_GOOD
    }


def two_of_one(**kept: Any) -> tuple[Participant, Participant]:
    return (
        make_participant(full_name="Amina Khan", email="amina@example.org", **kept),
        make_participant(full_name="KHAN Amina", email="amina.khan@example.org", trn="1234567"),
    )


def account_in_use(email: str) -> User:
    user = make_user(email=email)
    User.objects.filter(pk=user.pk).update(last_login=NOW)
    return user


def cohort_of(code: str) -> Cohort:
    programme = make_programme(qualification=make_qualification(code=code, title=f"Leading {code}"))
    return make_cohort(programme=programme, modules=1)


def with_a_past(person: Participant, leader: User, *, on: str = "NPQLT") -> Enrolment:
    """Give somebody a place in a group, a register, progress, a contact and a turn to wait."""
    place = make_enrolment(participant=person, group=make_group(cohort=cohort_of(on)))
    session = make_session(group=place.group_memberships.get().group)
    Attendance.objects.create(session=session, enrolment=place, mark="present")
    activity = place.cohort.curriculum.modules.first()
    assert activity is not None
    done = {"activity": activity.activities.first(), "done_on": date(2026, 10, 9), "minutes": 30}
    ActivityProgress.objects.create(enrolment=place, **done)
    said = {"way": "phone", "on": date(2026, 10, 9), "summary": "Well", "written_at": NOW}
    Contact.objects.create(participant=person, written_by=leader, **said)
    make_waiting(cohort=cohort_of(f"{on}W"), participant=person)
    return place


def test_merge_moves_every_row_and_leads_to_the_record_that_stays(leader: User) -> None:
    kept, gone = two_of_one()
    place = with_a_past(gone, leader)

    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    gone.refresh_from_db()
    place.refresh_from_db()
    assert (gone.merged_into, place.participant) == (kept, kept)
    assert (kept.contacts.count(), kept.waiting_places.count()) == (1, 1)
    assert (gone.contacts.count(), gone.waiting_places.count(), gone.enrolments.count()) == (0,) * 3
    assert merged.moved["told"] == "1 place, 1 turn on a waiting list, 1 contact"


def test_merge_takes_what_the_record_that_stays_lacks(leader: User) -> None:
    kept, gone = two_of_one(school=make_school())

    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.full_name, kept.email, kept.trn) == ("Amina Khan", "amina@example.org", "1234567")
    assert (gone.full_name, gone.email, gone.trn) == ("KHAN Amina", "amina.khan@example.org", "")
    assert (kept.search_text.split()[:2], "1234567" in kept.search_text) == (
        ["amina", "khan"],
        True,
    )


def test_merge_takes_the_chosen_details_and_loses_no_address(leader: User) -> None:
    kept, gone = two_of_one()

    duplicates.merge(kept=kept, gone=gone, full_name="gone", email="gone", at=NOW, by=leader)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.full_name, kept.email) == ("KHAN Amina", "amina.khan@example.org")
    assert gone.email == "amina@example.org"


def test_both_numbers_of_the_dfe_find_the_record_that_stays(leader: User) -> None:
    kept, gone = two_of_one()
    Participant.objects.filter(pk=kept.pk).update(dfe_id=NEW)
    Participant.objects.filter(pk=gone.pk).update(dfe_id=OLD)

    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    kept.refresh_from_db()
    assert kept.dfe_id == NEW
    assert [participant_by_dfe_id(number) for number in (OLD, NEW, UUID(int=3))] == [
        *(kept, kept, None)
    ]
    assert set(kept.dfe_identities.values_list("dfe_id", flat=True)) == {OLD, NEW}


def test_audit_tells_of_both_records(leader: User) -> None:
    kept, gone = two_of_one()

    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    told = AuditEvent.objects.order_by("pk").values_list("verb", "subject_key", "after")
    assert list(told) == [
        (
            "participant.merged",
            str(kept.pk),
            {"trn": "1234567", "merged": "KHAN Amina", "brought": ""},
        ),
        ("participant.merged_away", str(gone.pk), {"trn": "", "merged_into": "Amina Khan"}),
    ]


@pytest.mark.parametrize("values", ["kept", "gone"])
def test_undo_restores_every_table_byte_for_byte(leader: User, values: str) -> None:
    kept, gone = two_of_one(user=make_user(email="a@example.org"), school=make_school())
    with_a_past(gone, leader)
    with_a_past(kept, leader, on="NPQSL")
    used = account_in_use("b@example.org")
    Participant.objects.filter(pk=gone.pk).update(dfe_id=OLD, user=used, trn_verified=True)
    Participant.objects.filter(pk=kept.pk).update(dfe_id=NEW)
    earlier = make_participant(full_name="A. Khan")
    duplicates.merge(kept=gone, gone=earlier, at=NOW, by=leader)
    before = everything()

    fields = dict.fromkeys(duplicates.CHOSEN, values)
    merged = duplicates.merge(kept=kept, gone=gone, **fields, at=NOW, by=leader)
    assert everything() != before
    duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    assert everything() == before
    merged.refresh_from_db()
    assert (merged.undone_at, merged.undone_by) == (LATER, leader)


def test_records_merged_earlier_follow_to_the_one_that_stays(leader: User) -> None:
    first, second, third = (make_participant() for _ in range(3))

    duplicates.merge(kept=second, gone=third, at=NOW, by=leader)
    duplicates.merge(kept=first, gone=second, at=NOW, by=leader)

    third.refresh_from_db()
    assert third.merged_into == first


def test_somebody_enrolled_by_the_old_address_gets_the_record_that_stays(leader: User) -> None:
    kept, gone = two_of_one()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    place = enrolments.admit(
        cohort=make_cohort(),
        full_name="Khan Amina",
        email="amina.khan@example.org",
        joined_on=date(2026, 10, 5),
        at=NOW,
        by=leader,
    )

    assert place.participant == kept


def test_a_merged_record_gets_no_place(leader: User) -> None:
    kept, gone = two_of_one()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="merged this record into another"):
        enrolments.enrol(
            participant=gone, cohort=make_cohort(), joined_on=date(2026, 10, 5), at=NOW, by=leader
        )


def test_the_account_that_is_used_stays_and_the_other_is_disabled(leader: User) -> None:
    kept, gone = two_of_one(user=make_user(email="a@example.org"))
    used = account_in_use("b@example.org")
    Participant.objects.filter(pk=gone.pk).update(user=used)

    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    kept.refresh_from_db()
    assert kept.user == used
    assert User.objects.get(email="a@example.org").disabled_at == NOW


def test_two_accounts_in_use_are_refused(leader: User) -> None:
    kept, gone = two_of_one(user=account_in_use("a@example.org"))
    used = account_in_use("b@example.org")
    Participant.objects.filter(pk=gone.pk).update(user=used)

    with pytest.raises(ValidationError, match="Both have an account they sign in with"):
        duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)


def test_a_left_place_in_the_same_cohort_stays_with_its_record(leader: User) -> None:
    kept, gone = two_of_one()
    place = make_enrolment(participant=kept)
    left = make_enrolment(participant=gone, cohort=place.cohort, status="withdrawn")

    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    left.refresh_from_db()
    assert (left.participant, merged.moved["participants.enrolment"]) == (gone, [])


def test_a_merge_is_refused_where_the_form_is_out_of_date(leader: User) -> None:
    kept, gone = two_of_one()
    seen = f"{details.version_of(kept)},{details.version_of(gone)}"
    people.change_details(
        participant=gone, full_name="Amina Begum", email=gone.email, trn="1234567", by=leader
    )

    with pytest.raises(ValidationError, match="“Full name” is now Amina Begum"):
        duplicates.merge(kept=kept, gone=gone, seen=seen, at=NOW, by=leader)


def test_undo_is_refused_once_a_register_was_taken(leader: User) -> None:
    kept, gone = two_of_one()
    place = make_enrolment(participant=gone, group=make_group())
    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    session = make_session(group=place.group_memberships.get().group)
    Attendance.objects.create(session=session, enrolment=place, mark="present")

    with pytest.raises(ValidationError) as refusal:
        duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    assert refusal.value.messages == [
        f"A register was taken or changed since in {place.cohort.name}."
    ]


def test_undo_is_refused_once_there_is_another_place(leader: User) -> None:
    kept, gone = two_of_one()
    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    make_enrolment(participant=kept)

    with pytest.raises(ValidationError) as refusal:
        duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    assert refusal.value.messages == ["The record has another place since."]


def test_undo_is_refused_once_the_account_was_used(leader: User) -> None:
    kept, gone = two_of_one()
    user = account_in_use("b@example.org")
    Participant.objects.filter(pk=gone.pk).update(user=user)
    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    User.objects.filter(pk=user.pk).update(last_login=LATER)

    with pytest.raises(ValidationError) as refusal:
        duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    assert refusal.value.messages == ["They have signed in with b@example.org since."]


def test_an_invitation_since_is_kept_when_a_merge_is_undone(leader: User) -> None:
    kept, gone = two_of_one()
    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    people.invite(participants=[kept], at=LATER, by=leader)

    duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    kept.refresh_from_db()
    assert kept.user is not None


def test_merges_are_undone_in_the_opposite_order(leader: User) -> None:
    kept, first, second = (make_participant(full_name=name) for name in ("A B", "C D", "E F"))
    earlier = duplicates.merge(kept=kept, gone=first, at=NOW, by=leader)
    later = duplicates.merge(kept=kept, gone=second, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="E F was merged into A B later"):
        duplicates.undo_merge(merge=earlier, at=LATER, by=leader)
    duplicates.undo_merge(merge=later, at=LATER, by=leader)
    duplicates.undo_merge(merge=earlier, at=LATER, by=leader)

    assert Merge.objects.filter(undone_at=None).count() == 0


def test_an_undone_merge_is_not_undone_twice_and_can_be_made_again(leader: User) -> None:
    kept, gone = two_of_one()
    merged = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    duplicates.undo_merge(merge=merged, at=LATER, by=leader)

    with pytest.raises(ValidationError, match="undone already"):
        duplicates.undo_merge(merge=merged, at=LATER, by=leader)
    duplicates.merge(kept=kept, gone=gone, at=LATER, by=leader)

    assert Merge.objects.count() == 2


def test_people_told_apart_are_not_merged_until_somebody_looks_again(leader: User) -> None:
    first, second = two_of_one()
    duplicates.tell_apart(first=second, second=first, at=NOW, by=leader)
    duplicates.tell_apart(first=first, second=second, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="different people"):
        duplicates.merge(kept=first, gone=second, at=NOW, by=leader)
    duplicates.look_again(first=first, second=second, by=leader)
    duplicates.merge(kept=first, gone=second, at=NOW, by=leader)

    assert DifferentPeople.objects.count() == 0
    verbs = AuditEvent.objects.filter(subject_key=str(first.pk)).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "participant.told_apart",
        "participant.not_told_apart",
        "participant.merged",
    ]


def test_two_addresses_of_one_person_in_a_list_are_one_place(leader: User) -> None:
    kept, gone = two_of_one()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    cohort = make_cohort()
    entries = [Entry(person.full_name, person.email) for person in (kept, gone)]

    answers = enrolments.enrol_many(
        cohort=cohort, entries=entries, joined_on=NOW.date(), at=NOW, by=leader
    )

    assert [answer.outcome for answer in answers] == ["enrolled", "already-there"]
    assert list(Enrolment.objects.values_list("participant", flat=True)) == [kept.pk]


def test_two_of_one_name_and_birth_date_in_a_list_are_told(leader: User) -> None:
    born = date(1985, 3, 27)
    entries = [
        Entry("Zo\u00e9 Reed", "zoe@example.org", date_of_birth=born),
        Entry("REED, Zoe\u0301", "z.reed@example.org", date_of_birth=born),
        Entry("Zoe Reed", "other@example.org", date_of_birth=date(1986, 3, 27)),
    ]

    answers = enrolments.enrol_many(
        cohort=make_cohort(), entries=entries, joined_on=NOW.date(), at=NOW, by=leader
    )

    assert [answer.outcome for answer in answers] == ["enrolled"] * 3
    assert [answer.sentence for answer in answers] == [LOOKS_ALIKE, LOOKS_ALIKE, ""]


def test_one_record_is_not_merged_with_itself(leader: User) -> None:
    person = make_participant()

    with pytest.raises(ValidationError, match="one record"):
        duplicates.merge(kept=person, gone=person, at=NOW, by=leader)


def test_merged_records_are_not_told_apart(leader: User) -> None:
    kept, gone = two_of_one()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    with pytest.raises(ValidationError, match="merged meanwhile"):
        duplicates.tell_apart(
            first=kept, second=gone, at=datetime(2026, 11, 1, tzinfo=UTC), by=leader
        )
    assert DfeIdentity.objects.count() == 0
