"""The clock of deferrals: begun, moved, ended, and reminded of exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Message, User
from participants.actions import deferrals, enrolments
from participants.models import Deferral, DeferralNotice, Enrolment
from participants.queries.changes import UNCHANGED
from participants.tasks import remind_of_deferrals
from programmes.models import ChangeReason, PlaceRule
from tests.factories.accounts import NOW
from tests.factories.participants import make_enrolment

ON, RETURN, LIMIT = date(2026, 11, 2), date(2027, 6, 1), date(2027, 11, 2)


@pytest.fixture
def pause(leader: User) -> Deferral:
    place = make_enrolment(status="deferred")
    return Deferral.objects.create(
        enrolment=place, deferred_on=ON, returns_on=RETURN, limit_on=LIMIT
    )


def remind(pause: Deferral, day: date) -> list[str]:
    """Let the worker look on a day; return the letters that it wrote, by kind."""
    before = set(Message.objects.values_list("pk", flat=True))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    deferrals.remind(hub=pause.enrolment.cohort.hub, at=noon)
    written = Message.objects.exclude(pk__in=before).order_by("pk")
    return list(written.values_list("kind", flat=True))


def defer(place: Enrolment, leader: User, **given: object) -> Deferral:
    reason = ChangeReason.objects.create(kind="deferral", code="x", label="Leave", position=1)
    enrolments.defer(enrolment=place, reason=reason, on=ON, at=NOW, by=leader, **given)
    return Deferral.objects.get()


def test_deferral_keeps_its_return_and_evidence(leader: User) -> None:
    found = defer(make_enrolment(), leader, returns_on=RETURN, evidence="Letter, 30 October")

    assert (found.deferred_on, found.returns_on, found.limit_on) == (ON, RETURN, None)
    assert found.evidence == "Letter, 30 October"


def test_limit_is_that_of_the_rule_in_force(leader: User) -> None:
    PlaceRule.objects.create(in_force_from=date(2026, 1, 1), deferral_limit_months=12)

    assert defer(make_enrolment(), leader).limit_on == LIMIT


def test_return_before_the_deferral_is_refused_and_nothing_written(leader: User) -> None:
    place = make_enrolment()

    with pytest.raises(ValidationError, match="must be after the day of the deferral"):
        defer(place, leader, returns_on=ON)

    place.refresh_from_db()
    assert (place.status, Deferral.objects.count()) == ("active", 0)


@pytest.mark.parametrize("verb", ["resume", "withdraw"])
def test_resuming_and_withdrawing_end_the_deferral(
    pause: Deferral, leader: User, verb: str
) -> None:
    given = {"enrolment": pause.enrolment, "on": date(2026, 11, 16), "at": NOW, "by": leader}
    if verb == "withdraw":
        given["reason"] = ChangeReason.objects.create(
            kind="withdrawal", code="x", label="Left", position=1
        )

    getattr(enrolments, verb)(**given)

    pause.refresh_from_db()
    assert pause.ended_on == date(2026, 11, 16)
    assert remind(pause, date(2027, 12, 1)) == []


def test_changed_return_is_audited_before_and_after(pause: Deferral, leader: User) -> None:
    later = RETURN + timedelta(days=30)

    deferrals.change_return(
        enrolment=pause.enrolment, returns_on=later, evidence="Call", at=NOW, by=leader
    )

    event = AuditEvent.objects.get(verb="deferral.return_changed")
    assert event.before == {"returns_on": "2027-06-01", "evidence": ""}
    assert event.after == {"returns_on": "2027-07-01", "evidence": "Call"}


def test_second_leader_of_a_return_is_told_of_the_first(pause: Deferral, leader: User) -> None:
    given = {"enrolment": pause.enrolment, "seen": UNCHANGED, "at": NOW, "by": leader}
    deferrals.change_return(returns_on=None, **given)

    with pytest.raises(ValidationError, match="changed this while your form was open"):
        deferrals.change_return(returns_on=RETURN, **given)


def test_return_of_a_place_that_goes_on_is_not_planned(leader: User) -> None:
    with pytest.raises(ValidationError, match="not deferred any more"):
        deferrals.change_return(enrolment=make_enrolment(), returns_on=RETURN, at=NOW, by=leader)


def test_every_reminder_goes_out_once_on_its_day(pause: Deferral) -> None:
    day, written = ON, {}
    while day < LIMIT + timedelta(days=60):
        if letters := remind(pause, day) + remind(pause, day):
            written[day] = letters
        day += timedelta(days=1)

    assert written == {
        date(2027, 4, 20): ["deferral_return", "deferrals_due"],
        date(2027, 5, 18): ["deferral_return", "deferrals_due"],
        date(2027, 10, 3): ["deferral_last_call", "deferrals_due"],
        date(2027, 11, 3): ["deferral_past_limit", "deferrals_due"],
    }
    assert DeferralNotice.objects.count() == 4


def test_after_an_outage_what_was_missed_is_told_once(pause: Deferral) -> None:
    first, again = remind(pause, date(2027, 5, 25)), remind(pause, date(2027, 5, 26))

    assert (first, again) == (["deferral_return", "deferrals_due"], [])
    assert DeferralNotice.objects.count() == 2


def test_a_moved_return_is_reminded_of_again(pause: Deferral, leader: User) -> None:
    remind(pause, date(2027, 5, 18))
    deferrals.change_return(
        enrolment=pause.enrolment, returns_on=RETURN + timedelta(days=28), at=NOW, by=leader
    )

    assert remind(pause, date(2027, 5, 18)) == ["deferral_return", "deferrals_due"]
    assert remind(pause, date(2027, 6, 15)) == ["deferral_return", "deferrals_due"]


def test_leaders_get_one_letter_with_the_list(pause: Deferral) -> None:
    cohort = pause.enrolment.cohort
    other = make_enrolment(cohort=cohort, status="deferred")
    Deferral.objects.create(enrolment=other, deferred_on=ON, limit_on=date(2027, 5, 1))

    remind(pause, date(2027, 5, 18))

    letter = Message.objects.get(kind="deferrals_due")
    lines = [line for line in letter.body.splitlines() if line.startswith("* ")]
    assert letter.subject == f"2 deferrals to look at, {cohort.hub}"
    assert lines == [
        f"* Amina Khan, {cohort}: past the limit of 1 May 2027",
        f"* Amina Khan, {cohort}: plans to return on 1 June 2027",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_reminding_costs_the_same_for_any_number(
    leader: User, rows: int, django_assert_num_queries: object
) -> None:
    first = make_enrolment(status="deferred")
    for place in [first] + [
        make_enrolment(cohort=first.cohort, status="deferred") for _ in range(rows - 1)
    ]:
        Deferral.objects.create(enrolment=place, deferred_on=ON, returns_on=RETURN)

    with django_assert_num_queries(10):  # type: ignore[operator]
        deferrals.remind(hub=first.cohort.hub, at=datetime(2027, 5, 18, 12, tzinfo=UTC))


def test_the_worker_looks_at_every_hub(pause: Deferral) -> None:
    Deferral.objects.update(limit_on=date(2026, 11, 3), returns_on=None)

    remind_of_deferrals()
    remind_of_deferrals()

    assert DeferralNotice.objects.get().kind == "past-limit"
