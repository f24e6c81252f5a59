"""Two leaders in the same moment: one verified TRN, or the last funded place, given out once."""

import pytest

from accounts.models import Hub
from applications.actions import applications
from applications.models import Application
from applications.queries import funding
from participants.models import Enrolment
from programmes.models import Cohort, FundedPlaces, Intake
from tests.factories.accounts import NOW
from tests.factories.applications import make_application, make_funded_places
from tests.factories.programmes import make_cohort
from tests.participants.test_races_enrolments import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 5


def accept(application: Application, cohort: Cohort, funded_place: bool = False) -> str:
    applications.accept(
        application=application, cohort=cohort, funded_place=funded_place, at=NOW, by=None
    )
    return "accepted"


def of_one_trn(trn: str) -> list[Application]:
    return [make_application(trn=trn, trn_verified=True) for _ in range(2)]


def test_one_verified_trn_is_accepted_once() -> None:
    cohorts = [make_cohort(), make_cohort()]

    for number in range(ROUNDS):
        rows = of_one_trn(f"12345{number:02}")
        doors = [
            lambda row=row, cohort=cohort: accept(row, cohort)
            for row, cohort in zip(rows, cohorts, strict=True)
        ]
        outcome = at_once(doors)

        assert outcome["accepted"] == 1
    assert Enrolment.objects.count() == Application.objects.filter(status="accepted").count() == 5


def test_the_last_funded_places_are_given_once() -> None:
    make_funded_places(3)
    cohorts = [make_cohort() for _ in range(8)]
    rows = [make_application() for _ in cohorts]

    outcome = at_once(
        [
            lambda row=row, cohort=cohort: accept(row, cohort, True)
            for row, cohort in zip(rows, cohorts, strict=True)
        ]
    )

    assert outcome["accepted"] == 3
    assert Enrolment.objects.filter(is_funded=True).count() == 3


@pytest.mark.postgres
def test_without_the_lock_funded_places_are_oversold(monkeypatch: pytest.MonkeyPatch) -> None:
    def count(hub: Hub, intake: Intake) -> object:
        return funding.funded_by_place([hub.pk], [intake.pk])[hub.pk, intake.pk]

    monkeypatch.setattr(applications, "lock_and_count", count)
    places = make_funded_places(1)
    for number in range(1, 9):
        FundedPlaces.objects.filter(pk=places.pk).update(places=number)
        before = Enrolment.objects.count()
        cohorts = [make_cohort() for _ in range(8)]
        rows = [make_application() for _ in cohorts]
        at_once(
            [
                lambda row=row, cohort=cohort: accept(row, cohort, True)
                for row, cohort in zip(rows, cohorts, strict=True)
            ]
        )
        if Enrolment.objects.count() > number:
            return
        assert Enrolment.objects.count() >= before

    pytest.fail("the control never oversold, so these tests prove nothing")
