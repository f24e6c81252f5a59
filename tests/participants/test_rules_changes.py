"""Which changes are open, what is carried over, and what follows: by table, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from participants.models import Enrolment
from participants.rules.changes import (
    Carried,
    Change,
    Done,
    Facts,
    OtherPlace,
    carried_over,
    changes_open_to,
    counted,
    funded_after,
    listed,
    obstacles_to_transferring,
)
from participants.rules.consequences import (
    next_step,
    told_of,
    what_follows,
    what_follows_taking_over,
    what_the_dfe_says,
)
from programmes.models import Cohort

DAY = date(2026, 11, 2)
FACTS = Facts(sessions=5, absences=1, done=12, groups=["Group A"], return_reminder_days=[42, 14])
THERE = OtherPlace(
    cohort="Spring", hub="South Coast", sessions=2, carried=12, intake="Intake 2026b"
)
NONE_RECORDED = "NPQ Hub has no declaration recorded for this place: check with the DfE’s service."


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("active", ["defer", "withdraw", "complete", "transfer", "hand-over"]),
        ("deferred", ["resume", "withdraw", "transfer", "hand-over"]),
        ("withdrawn", ["resume"]),
        ("completed", []),
        ("transferred", []),
    ],
)
def test_only_legal_changes_are_open(status: str, changes: list[str]) -> None:
    assert [str(change) for change in changes_open_to(status)] == changes


def done(activity: int, title: str, on: date = DAY) -> Done:
    return Done(activity, "Module 1", title, on, 60)


def test_the_same_version_carries_over_everything_with_the_first_day() -> None:
    early, late = done(1, "Read"), done(1, "Read", date(2026, 11, 9))

    assert carried_over([late, early], None) == Carried({1: early})


def test_another_version_carries_over_what_has_the_same_module_and_title() -> None:
    read, gone = done(1, "Read "), done(2, "Old task")

    found = carried_over([read, gone, gone], {("module 1", "read"): 9})

    assert found == Carried({9: read}, ("Old task",))


@pytest.mark.parametrize(
    ("is_funded", "before", "after", "then"),
    [
        (True, "capped", "capped", True),
        (True, "capped", "zero", False),
        (None, "full", "capped", None),
        (False, "zero", "full", None),
    ],
)
def test_funding_follows_the_intake(
    is_funded: bool | None, before: str, after: str, then: bool | None
) -> None:
    assert funded_after(is_funded, before, after) is then


def cohort(pk: int = 2, **given: object) -> Cohort:
    values = {"status": "running", "capacity": 2, "programme_id": 1, "name": "Spring"}
    return Cohort(pk=pk, ends_on=date(2028, 3, 31), **values | given)


@pytest.mark.parametrize(
    ("to", "there", "taken", "obstacles"),
    [
        (cohort(), None, 1, []),
        (cohort(), Enrolment(status="transferred", left_on=date(2026, 10, 30)), 1, []),
        (cohort(pk=1), None, 1, ["They are in this cohort already. Choose another."]),
        (
            *(cohort(programme_id=2), None, 1),
            ["This cohort takes another programme. Choose one of the same programme."],
        ),
        (
            *(cohort(), Enrolment(status="completed"), 1),
            ["They have a place in this cohort that is completed."],
        ),
        (
            *(cohort(), None, 2),
            [
                "Spring is full: all 2 places are taken. Choose another cohort, or put them on its"
                " waiting list."
            ],
        ),
        (cohort(status="finished"), None, 0, ["The cohort is finished."]),
        (
            *(cohort(), Enrolment(status="transferred", left_on=date(2026, 11, 9)), 1),
            ["They left this cohort on 9 November 2026. The date must be later."],
        ),
    ],
)
def test_transfer_goes_to_an_open_cohort_with_a_place(
    to: Cohort, there: Enrolment | None, taken: int, obstacles: list[str]
) -> None:
    place = Enrolment(cohort_id=1, programme_id=1)

    found = obstacles_to_transferring(place, to, there=there, taken=taken, on=DAY)

    assert found == obstacles


@pytest.mark.parametrize(
    ("number", "said"), [(0, "no session"), (1, "1 session"), (5, "5 sessions")]
)
def test_counts_read_as_english(number: int, said: str) -> None:
    assert counted(number, "session") == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D", "E"], "A, B, C and 2 more"),
    ],
)
def test_lists_read_as_english(names: list[str], said: str) -> None:
    assert listed(names) == said


def test_deferral_says_sessions_group_place_clock_and_past() -> None:
    told = what_follows(Change.DEFER, replace(FACTS, waiting=["Tom Reed", "Mei Chen"]))

    assert told == [
        "5 sessions from that day on are no longer theirs, and they stand on no register of the"
        " cohort any more.",
        "They leave Group A on that day.",
        "One place becomes free and is offered at once to Tom Reed, who is first on the waiting"
        " list, before 1 other.",
        "To return they need a free place again. NPQ Hub writes to them and to you 42 and 14 days"
        " before the planned return.",
        "No limit is set for how long a deferral may last.",
        "Registers, groups and progress before that day stay as they are: 12 activities are done.",
        "1 absence is not caught up and will stay so.",
        "They get an email about it today.",
    ]


def test_withdrawal_of_a_paused_place_frees_none() -> None:
    assert what_follows(Change.WITHDRAW, Facts(holds_a_place=False)) == [
        "They have no session from that day on, so no register changes.",
        "They hold no place now, so none becomes free.",
        "Registers, groups and progress before that day stay as they are.",
        "They get an email about it today, unless they were started in error.",
    ]


def test_limit_of_a_deferral_is_told() -> None:
    told = what_follows(Change.DEFER, replace(FACTS, limit_months=12))

    assert "A deferral may last 12 months. There is a last call before that." in told


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (THERE, "12 activities done count there with the day of doing."),
        (
            replace(THERE, same_version=False, version=2, carried=10, unmatched=["Read", "Write"]),
            "That cohort follows version 2 of the programme: 10 of 12 activities done have a"
            " counterpart there and count with the day of doing. Without one: Read and Write.",
        ),
        (
            replace(THERE, carried=0),
            "They have done nothing yet that could be carried over.",
        ),
    ],
)
def test_transfer_says_what_is_carried_over(other: OtherPlace, sentence: str) -> None:
    told = what_follows(Change.TRANSFER, replace(FACTS, other=other, free=3))

    assert told[0] == "They take 1 of 3 free places in Spring, South Coast."
    assert told[2] == sentence


@pytest.mark.parametrize(
    ("change", "declarations", "said"),
    [
        (
            *(Change.DEFER, ()),
            "The DfE defers somebody only after at least one declaration, whatever became of it."
            f" {NONE_RECORDED}",
        ),
        (
            *(Change.WITHDRAW, ("started",)),
            "The DfE withdraws somebody only after at least one “started” declaration, even a"
            " voided one. NPQ Hub has these recorded: started.",
        ),
    ],
)
def test_the_dfes_conditions_are_told(
    change: Change, declarations: tuple[str, ...], said: str
) -> None:
    assert what_the_dfe_says(change, replace(FACTS, declarations=declarations)) == [said]


def test_who_was_funded_is_better_deferred_than_withdrawn() -> None:
    said = what_the_dfe_says(Change.WITHDRAW, replace(FACTS, is_funded=True))

    assert said[1:] == ["The DfE funds an NPQ once: if they may come back, defer them instead."]


def test_taking_somebody_over_says_what_it_brings() -> None:
    assert what_follows_taking_over(free=1, sessions=2) == [
        "They take the last free place in the cohort.",
        "2 sessions of the whole cohort from that day on are theirs, and those of the group that is"
        " chosen next. Sessions before they join are neither absent nor counted.",
        "What they did with the other lead provider is not counted here.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "last"),
    [
        ("capped", "full", "The DfE will refuse this: nobody goes from an intake with capped"),
        ("zero", "capped", "The DfE will refuse this: nobody goes from an intake without funded"),
        ("capped", "zero", "That intake has no funded places, so theirs will not be funded."),
        ("full", "capped", "Places are capped there: the DfE funds theirs if they are eligible"),
        ("capped", "capped", "The DfE calls this a change of schedule, to Intake 2026b."),
    ],
)
def test_the_dfes_change_of_schedule_is_told(before: str, after: str, last: str) -> None:
    other = replace(THERE, same_intake=False, funding_before=before, funding_after=after)

    assert what_the_dfe_says(Change.TRANSFER, replace(FACTS, other=other))[-1].startswith(last)


@pytest.mark.parametrize(
    ("change", "facts", "said"),
    [
        (
            *(Change.WITHDRAW, FACTS),
            "Their place is free. Next, withdraw them in the DfE’s service today, with the same"
            " reason: declarations dated before 25 November 2026 still count.",
        ),
        (
            *(Change.WITHDRAW, replace(FACTS, waiting=["Tom Reed"])),
            "Their place is offered to Tom Reed by email today. Next, withdraw them in the DfE’s"
            " service today, with the same reason: declarations dated before 25 November 2026 still"
            " count.",
        ),
        (
            *(Change.TRANSFER, replace(FACTS, other=THERE)),
            "Amina gets an email today. Next, choose their group.",
        ),
        (
            *(Change.DEFER, FACTS),
            "Their place is free. They and you get a letter on 20 April 2027, before the return on"
            " 1 June 2027. Defer them in the DfE’s service today too.",
        ),
    ],
)
def test_what_happens_next_is_told_with_its_day(change: Change, facts: Facts, said: str) -> None:
    answers = {"returns_on": date(2027, 6, 1), "on": date(2026, 11, 25)}

    assert next_step(change, facts, answers, person="Amina", today=DAY) == said


def test_digest_changes_with_what_was_told() -> None:
    told = [told_of(Change.WITHDRAW, replace(FACTS, sessions=n)).digest for n in (5, 5, 6)]

    assert told[0] == told[1] != told[2]
