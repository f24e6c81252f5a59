"""Who may be registered, cleared, appointed and removed; without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Hub, User
from facilitators.models import Clearance, Facilitator
from facilitators.rules import (
    clashes,
    first_of,
    obstacles_to_appointing,
    obstacles_to_clearing,
    obstacles_to_leading,
    obstacles_to_registering,
    obstacles_to_removing,
)
from programmes.models import Cohort, Group, Programme, Qualification, Session, SessionLead

HUB = Hub(pk=1, name="North and West")
DANIEL = Facilitator(pk=1, user=User(pk=1, full_name="Daniel Osei"), hub=HUB)
SL = Qualification(pk=1, title="Senior Leadership")
HEADSHIP = Qualification(pk=2, title="Headship")
CLEARED = Clearance(facilitator=DANIEL, qualification=SL, cleared_on=date(2026, 9, 1))
FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
MANCHESTER = Cohort(pk=1, name="Manchester", hub=HUB, programme=Programme(qualification=SL))


def meeting(
    starts_at: datetime = FOUR,
    *,
    title: str = "Seminar 3",
    cohort: Cohort = MANCHESTER,
    **more: str,
) -> Session:
    group = Group(pk=1, name="Group 1", cohort=cohort)
    ends_at = starts_at + timedelta(minutes=90)
    return Session(
        cohort=cohort, group=group, title=title, starts_at=starts_at, ends_at=ends_at, **more
    )


@pytest.mark.parametrize(
    ("has_role", "is_registered", "obstacles"),
    [
        (True, False, []),
        (True, True, ["Daniel Osei is a facilitator of North and West already."]),
        (
            False,
            False,
            [
                "Daniel Osei does not have the role of facilitator at North and West."
                " Invite them first."
            ],
        ),
    ],
)
def test_registering_needs_the_role_and_happens_once(has_role, is_registered, obstacles):
    answer = obstacles_to_registering(
        DANIEL.user, HUB, has_role=has_role, is_registered=is_registered
    )

    assert answer == obstacles


@pytest.mark.parametrize(
    ("qualification", "obstacles"),
    [
        (HEADSHIP, []),
        (SL, ["Daniel Osei has been cleared for Senior Leadership since 1 September 2026."]),
    ],
)
def test_clearing_happens_once(qualification, obstacles):
    assert obstacles_to_clearing(DANIEL, qualification, [CLEARED]) == obstacles


@pytest.mark.parametrize(
    ("qualification", "on", "role_ended", "obstacles"),
    [
        (SL, date(2026, 9, 1), False, []),
        (
            SL,
            date(2026, 8, 31),
            False,
            ["Daniel Osei is cleared for Senior Leadership only from 1 September 2026."],
        ),
        (HEADSHIP, date(2026, 9, 1), False, ["Daniel Osei is not cleared for Headship."]),
        (
            SL,
            date(2026, 9, 1),
            True,
            ["Daniel Osei is no longer a facilitator at North and West."],
        ),
    ],
)
def test_leading_needs_a_clearance_in_force_and_the_role(qualification, on, role_ended, obstacles):
    answer = obstacles_to_leading(DANIEL, qualification, [CLEARED], on=on, role_ended=role_ended)

    assert answer == obstacles


@pytest.mark.parametrize(
    ("minutes", "clash"), [(-90, False), (-89, True), (0, True), (89, True), (90, False)]
)
def test_sessions_clash_when_they_share_a_minute(minutes, clash):
    other = meeting(FOUR + timedelta(minutes=minutes))

    assert bool(clashes(DANIEL, [meeting()], [other])) == clash


def test_a_clash_names_the_session():
    assert clashes(DANIEL, [meeting()], [meeting(title="Clinic")]) == [
        "Daniel Osei already leads “Clinic” (Manchester, Group 1) on 25 November 2026"
        " from 4pm to 5:30pm."
    ]


def test_a_clash_at_another_hub_is_not_named():
    elsewhere = Cohort(pk=2, name="Secret", hub=Hub(pk=2, name="South Coast"))

    assert clashes(DANIEL, [meeting()], [meeting(cohort=elsewhere)]) == [
        "Daniel Osei already leads another session on 25 November 2026 from 4pm to 5:30pm."
    ]


def test_two_of_the_chosen_sessions_may_clash():
    assert clashes(DANIEL, [meeting(), meeting(title="Clinic")], []) == [
        "Daniel Osei cannot lead both “Seminar 3” (Manchester, Group 1) on 25 November 2026 from"
        " 4pm to 5:30pm and “Clinic” (Manchester, Group 1) on 25 November 2026 from 4pm to 5:30pm."
    ]


@pytest.mark.parametrize(
    ("number", "last"),
    [
        (4, "There is 1 more clash like this."),
        (6, "There are 3 more clashes like this."),
    ],
)
def test_many_clashes_are_counted(number, last):
    sessions = [meeting(FOUR + timedelta(days=day)) for day in range(number)]

    found = first_of(clashes(DANIEL, sessions, sessions))

    assert (len(found), found[-1]) == (4, last)


def test_appointing_says_each_reason_once():
    elsewhere = Cohort(
        pk=2, name="Bristol", hub=Hub(pk=2), programme=Programme(qualification=HEADSHIP)
    )
    sessions = [
        meeting(cohort=elsewhere),
        meeting(FOUR + timedelta(days=7), cohort=elsewhere, status="cancelled"),
    ]

    assert obstacles_to_appointing(DANIEL, sessions, [], [CLEARED], role_ends_on=None) == [
        "Daniel Osei is a facilitator at North and West only.",
        "Daniel Osei is not cleared for Headship.",
        "“Seminar 3” on 2 December 2026 was cancelled.",
    ]


@pytest.mark.parametrize(
    ("role_ends_on", "obstacles"),
    [
        (None, []),
        (date(2026, 11, 26), []),
        (date(2026, 11, 25), ["Daniel Osei is no longer a facilitator at North and West."]),
    ],
)
def test_appointing_minds_the_end_of_the_role(role_ends_on, obstacles):
    answer = obstacles_to_appointing(DANIEL, [meeting()], [], [CLEARED], role_ends_on=role_ends_on)

    assert answer == obstacles


def test_appointing_to_what_one_leads_already_is_nothing():
    assert obstacles_to_appointing(DANIEL, [], [], [CLEARED], role_ends_on=None) == [
        "Daniel Osei leads all of these sessions already."
    ]


@pytest.mark.parametrize(
    ("status", "obstacles"),
    [
        ("planned", []),
        ("held", ["“Seminar 3” has been held, so who led it stays on record."]),
    ],
)
def test_who_led_a_held_session_stays(status, obstacles):
    assert obstacles_to_removing(SessionLead(session=meeting(status=status))) == obstacles
