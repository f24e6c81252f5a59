"""How activities become weekly sessions inside school terms."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Activity, BankHoliday, Cohort, Group, HalfTerm, Session
from programmes.rules import timetable
from programmes.rules.timetable import Clash, Plan, Proposed

AUTUMN = [
    HalfTerm(name="Autumn 1", starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 23)),
    HalfTerm(name="Autumn 2", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18)),
]
SPRING = HalfTerm(name="Spring 1", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12))
WEDNESDAY = 2


def seminars(count: int, mode: str = Activity.Mode.LIVE_ONLINE) -> list[Activity]:
    return [
        Activity(pk=n, title=f"Seminar {n}", mode=mode, minutes=90) for n in range(1, count + 1)
    ]


def days(count: int, **given: object) -> list[str]:
    answers = {
        "activities": seminars(count),
        "first_on": date(2026, 10, 5),
        "weekday": WEDNESDAY,
        "at": time(16),
        "half_terms": AUTUMN,
        "bank_holidays": [],
    }
    return [f"{each.starts_at:%d %b}" for each in timetable.propose(**answers | given)]


def test_propose_leaves_out_half_term() -> None:
    assert days(5) == ["07 Oct", "14 Oct", "21 Oct", "04 Nov", "11 Nov"]


def test_propose_leaves_out_bank_holidays() -> None:
    holiday = BankHoliday(on=date(2026, 10, 14), name="Founders’ day")

    assert days(2, bank_holidays=[holiday]) == ["07 Oct", "21 Oct"]


def test_propose_begins_on_the_first_day_itself() -> None:
    assert days(1, first_on=date(2026, 10, 7)) == ["07 Oct"]


@pytest.mark.parametrize(
    ("weeks_apart", "expected"),
    [
        (2, ["07 Oct", "21 Oct", "11 Nov"]),
        (3, ["07 Oct", "04 Nov", "25 Nov"]),
        (None, ["07 Oct", "04 Nov", "25 Nov"]),
    ],
)
def test_propose_counts_teaching_weeks(weeks_apart: int | None, expected: list[str]) -> None:
    assert days(3, weeks_apart=weeks_apart) == expected


@pytest.mark.parametrize(("weeks_apart", "fitting"), [(1, 3), (None, 3)])
def test_propose_stops_when_the_cohort_ends(weeks_apart: int | None, fitting: int) -> None:
    found = days(9, last_on=date(2026, 10, 21), weeks_apart=weeks_apart)

    assert len(found) == fitting


def test_propose_gives_nothing_without_term_dates() -> None:
    assert days(3, half_terms=[]) == []


def test_propose_keeps_the_time_on_the_wall_when_the_clocks_change() -> None:
    found = timetable.propose(
        activities=seminars(4),
        first_on=date(2026, 10, 14),
        weekday=WEDNESDAY,
        at=time(16),
        half_terms=AUTUMN,
        bank_holidays=[],
    )

    assert [each.starts_at.hour for each in found] == [15, 15, 16, 16]
    assert {each.ends_at - each.starts_at for each in found} == {timedelta(minutes=90)}


def test_propose_asks_about_a_time_that_happens_twice() -> None:
    term = HalfTerm(name="All year", starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 1))

    with pytest.raises(ValidationError, match="1:30am happens twice on 25 October 2026"):
        days(9, weekday=6, at=time(1, 30), half_terms=[term])


def test_propose_reaches_eighteen_months_ahead() -> None:
    terms = [
        HalfTerm(name=f"{year}", starts_on=date(year, 1, 5), ends_on=date(year, 12, 20))
        for year in (2026, 2027, 2028)
    ]

    found = days(16, half_terms=terms, weeks_apart=None, last_on=date(2028, 3, 31))

    assert (len(found), found[0], found[-1]) == (16, "07 Oct", "01 Mar")


def test_weeks_say_why_there_is_no_session() -> None:
    weeks = timetable.weeks(
        first_on=date(2026, 8, 26),
        weekday=WEDNESDAY,
        half_terms=AUTUMN,
        bank_holidays=[BankHoliday(on=date(2026, 10, 14), name="Founders’ day")],
        last_on=date(2026, 10, 31),
    )

    assert [(week.on, week.skipped_because) for week in weeks if week.skipped_because] == [
        (date(2026, 8, 26), "Before the first term that we know of"),
        (date(2026, 10, 14), "Bank holiday: Founders’ day"),
        (date(2026, 10, 28), "School holiday after Autumn 1"),
    ]


@pytest.mark.parametrize(
    ("kind", "has_coaching_groups", "expected"),
    [
        (Group.Kind.SEMINAR, False, ["online", "coaching"]),
        (Group.Kind.SEMINAR, True, ["online"]),
        (Group.Kind.COACHING, True, ["coaching"]),
    ],
)
def test_activities_of_a_group(kind: str, has_coaching_groups: bool, expected: list[str]) -> None:
    live = [
        Activity(title="online", mode=Activity.Mode.LIVE_ONLINE),
        Activity(title="coaching", mode=Activity.Mode.COACHING),
    ]

    found = timetable.activities_of(Group(kind=kind), live, has_coaching_groups=has_coaching_groups)

    assert [activity.title for activity in found] == expected


FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
GROUP = Group(pk=1, cohort_id=1, name="Group 1")
MEETING = Proposed(Activity(pk=1, title="Seminar 1"), FOUR, FOUR + timedelta(minutes=90))


@pytest.mark.parametrize(
    ("group_id", "starts_at", "clash"),
    [
        (1, FOUR, True),
        (None, FOUR, True),
        (2, FOUR, False),
        (1, FOUR + timedelta(minutes=89), True),
        (1, FOUR + timedelta(minutes=90), False),
        (1, FOUR - timedelta(minutes=60), False),
        (1, FOUR - timedelta(minutes=59), True),
    ],
)
def test_clashes_are_of_the_same_people_at_the_same_time(
    group_id: int | None, starts_at: datetime, clash: bool
) -> None:
    session = Session(
        group_id=group_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60)
    )

    found = timetable.clashes([Plan(GROUP, [MEETING.activity], [MEETING])], [session])

    assert bool(found) is clash


def obstacles(plans: list[Plan], **given: object) -> list[str]:
    cohort = Cohort(pk=1, name="NPQSL", starts_on=date(2026, 10, 5), ends_on=date(2026, 12, 18))
    cohort.status = str(given.pop("status", "running"))
    answers = {
        "first_on": date(2026, 10, 5),
        "known_until": date(2026, 12, 18),
        "stamped": set(),
        "found": [],
    }
    return timetable.obstacles_to_stamping(cohort, plans, **answers | given)


FITS = Plan(GROUP, [MEETING.activity], [MEETING])
SHORT = Plan(GROUP, seminars(3), [MEETING])
COACHING = Plan(
    Group(pk=2, cohort_id=1, name="Coaching 1", kind=Group.Kind.COACHING),
    [MEETING.activity],
    [MEETING],
)
STANDING = Session(title="Conference", starts_at=FOUR, ends_at=FOUR + timedelta(hours=1))


@pytest.mark.parametrize(
    ("plans", "given", "expected"),
    [
        ([FITS], {}, []),
        ([FITS], {"status": "cancelled"}, ["This cohort is cancelled."]),
        (
            [Plan(GROUP, [], [])],
            {},
            ["The curriculum of NPQSL has no live activities for these groups."],
        ),
        (
            [FITS],
            {"first_on": date(2026, 10, 4)},
            [
                "The first day must be between 5 October 2026 and 18 December 2026,"
                " the dates of the cohort."
            ],
        ),
        (
            [Plan(Group(cohort_id=2, name="Group 9"), FITS.meant, FITS.proposed)],
            {},
            ["Group 9 is not a group of NPQSL."],
        ),
        (
            [FITS],
            {"stamped": {1}},
            ["Group 1 has a timetable already. Plan, move or cancel its sessions one by one."],
        ),
        (
            [FITS, COACHING],
            {},
            [
                "Seminar and coaching groups share their members: make their timetables one"
                " after the other, at different times."
            ],
        ),
        (
            [SHORT],
            {},
            [
                "2 of 3 sessions do not fit before 18 December 2026, when the cohort ends."
                " Start earlier, meet more often or change the cohort’s end date."
            ],
        ),
        (
            [SHORT],
            {"known_until": date(2026, 12, 11)},
            [
                "2 of 3 sessions do not fit: term dates are known only until 11 December 2026."
                " Ask an administrator to load later ones, or start earlier."
            ],
        ),
        (
            [SHORT],
            {"known_until": None},
            [
                "2 of 3 sessions do not fit: no term dates are known."
                " Ask an administrator to load them."
            ],
        ),
        (
            [FITS],
            {"found": [Clash(GROUP, MEETING, STANDING)]},
            ["Group 1 has “Conference” on 25 November 2026 at 4pm: “Seminar 1” would overlap it."],
        ),
    ],
)
def test_obstacles_to_stamping(
    plans: list[Plan], given: dict[str, object], expected: list[str]
) -> None:
    assert obstacles(plans, **given) == expected
