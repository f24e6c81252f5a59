"""Two leaders at one pair, or a merge against a place: one wins, the other gets a sentence."""

from datetime import date
from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from participants.actions import duplicates, enrolments, places
from participants.models import DifferentPeople, Enrolment, Merge, Participant
from participants.rules.merging import MERGED_MEANWHILE
from programmes.models import Cohort
from tests.factories.accounts import NOW, make_member
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort
from tests.races import at_once

DAY = date(2026, 11, 20)
ROUNDS = 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def merge(kept: Participant, gone: Participant, by: User) -> str:
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=by)
    return "merged"


def tell_apart(first: Participant, second: Participant, by: User) -> str:
    duplicates.tell_apart(first=first, second=second, at=NOW, by=by)
    return "told apart"


def enrol(person: Participant, cohort: Cohort) -> str:
    enrolments.enrol(participant=person, cohort=cohort, joined_on=DAY, at=NOW, by=None)
    return "enrolled"


def transfer(place: Enrolment, cohort: Cohort) -> str:
    enrolments.transfer(enrolment=place, cohort=cohort, on=DAY, at=NOW, by=None)
    return "transferred"


def test_one_pair_merged_by_many_in_both_directions_is_merged_once() -> None:
    leader = make_member(Role.HUB_LEADER)

    for _ in range(ROUNDS):
        first, second = make_participant(), make_participant()
        pairs = [(first, second), (second, first)] * 2
        outcome = at_once([partial(merge, *pair, leader) for pair in pairs])

        assert outcome == {"merged": 1, MERGED_MEANWHILE: 3}
    assert Merge.objects.count() == ROUNDS
    assert Participant.objects.exclude(merged_into=None).count() == ROUNDS


def test_a_merge_against_an_enrolment_leaves_no_place_on_the_record_that_goes() -> None:
    leader = make_member(Role.HUB_LEADER)

    for _ in range(ROUNDS):
        kept, gone, cohort = make_participant(), make_participant(), make_cohort()
        outcome = at_once([partial(merge, kept, gone, leader), partial(enrol, gone, cohort)])

        assert outcome["merged"] == 1
        assert gone.enrolments.count() == 0
        assert kept.enrolments.count() == outcome["enrolled"] == 1 - outcome[MERGED_MEANWHILE]


def test_a_merge_against_a_transfer_keeps_one_open_place() -> None:
    leader = make_member(Role.HUB_LEADER)

    for _ in range(ROUNDS):
        kept, place, cohort = make_participant(), make_enrolment(), make_cohort()
        gone = place.participant
        outcome = at_once([partial(merge, kept, gone, leader), partial(transfer, place, cohort)])

        assert outcome["merged"] == 1
        assert gone.enrolments.count() == 0
        assert kept.enrolments.filter(status__in=Enrolment.OPEN).count() == 1
        assert kept.enrolments.count() == 1 + outcome["transferred"]


def test_a_pair_is_merged_or_told_apart_but_never_both() -> None:
    leader = make_member(Role.HUB_LEADER)

    for _ in range(ROUNDS):
        first, second = make_participant(), make_participant()
        outcome = at_once(
            [
                partial(merge, first, second, leader),
                partial(tell_apart, first, second, leader),
            ]
        )

        assert outcome["merged"] + outcome["told apart"] == 1
    assert Merge.objects.count() + DifferentPeople.objects.count() == ROUNDS


def test_one_merge_undone_by_many_is_undone_once() -> None:
    leader = make_member(Role.HUB_LEADER)
    kept, place = make_participant(), make_enrolment()
    merged = duplicates.merge(kept=kept, gone=place.participant, at=NOW, by=leader)

    def undo() -> str:
        duplicates.undo_merge(merge=merged, at=NOW, by=leader)
        return "undone"

    outcome = at_once([undo] * 4)

    assert outcome == {"undone": 1, "This merge has been undone already.": 3}


@pytest.mark.postgres
def test_without_the_lock_a_merged_record_gets_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "lock_people", lambda people: None)
    leader = make_member(Role.HUB_LEADER)

    for _ in range(50):
        kept, gone, cohort = make_participant(), make_participant(), make_cohort()
        at_once([partial(merge, kept, gone, leader), partial(enrol, gone, cohort)])
        if gone.enrolments.exists():
            return

    pytest.fail("the control never lost a place, so these tests prove nothing")
