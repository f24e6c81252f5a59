"""The two tables of a cohort's progress: by session and by module."""

from datetime import UTC, date, datetime, timedelta

import pytest

from participants.models import ActivityProgress, Attendance, Enrolment, Register
from participants.queries.progress.by_module import own_work
from participants.queries.progress.by_session import attendance
from participants.queries.progress.matrix import Matrix, shown
from programmes.models import Activity, Cohort, Session
from tests.factories.accounts import make_user
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=7), NOW + timedelta(days=7)


@pytest.fixture
def cohort(db: None) -> Cohort:
    return make_cohort(modules=2)


def table(cohort: Cohort, **asked: str) -> Matrix:
    return attendance(shown(cohort.enrolments.all(), **asked), cohort, at=NOW)


def modules(cohort: Cohort) -> Matrix:
    return own_work(cohort.enrolments.all(), cohort, on=NOW.date())


def mark(session: Session, enrolment: Enrolment, mark: str, caught_up: date | None = None) -> None:
    Attendance.objects.create(
        session=session, enrolment=enrolment, mark=mark, caught_up_on=caught_up
    )


def seminar(position: int = 1) -> Activity:
    return Activity.objects.get(module__position=position, mode=Activity.Mode.LIVE_ONLINE)


def test_groups_share_a_column_for_one_activity(cohort: Cohort) -> None:
    for day in (0, 1):
        make_session(
            group=make_group(cohort=cohort),
            activity=seminar(),
            starts_at=PAST + timedelta(days=day),
        )

    [column] = table(cohort).columns

    assert (column.title, column.note) == (f"1. {seminar().title}", "from 16 Nov 2026")


@pytest.mark.parametrize(
    ("given", "caught_up", "state", "count"),
    [
        ("present", None, "present", "1 of 1"),
        ("late", None, "late", "1 of 1"),
        ("absent", None, "absent", "0 of 1"),
        ("absent", date(2026, 11, 20), "caught-up", "1 of 1"),
        ("apologies", None, "apologies", "0 of 1"),
    ],
)
def test_cell_says_the_mark(
    cohort: Cohort, given: str, caught_up: date | None, state: str, count: str
) -> None:
    enrolment = make_enrolment(group=make_group(cohort=cohort))
    mark(make_session(cohort=cohort, starts_at=PAST), enrolment, given, caught_up)

    [line] = table(cohort).lines

    assert (line.cells, line.count.text) == ([state], count)


@pytest.mark.parametrize(
    ("starts_at", "status", "has_register", "state"),
    [
        (FUTURE, "planned", False, "planned"),
        (PAST, "planned", False, "not-taken"),
        (PAST, "held", True, ""),
        (PAST, "cancelled", False, "cancelled"),
    ],
)
def test_cell_without_a_mark_says_why(
    cohort: Cohort, starts_at: datetime, status: str, has_register: bool, state: str
) -> None:
    group = make_group(cohort=cohort)
    make_enrolment(group=group)
    session = make_session(group=group, starts_at=starts_at, status=status)
    if has_register:
        Register.objects.create(session=session, taken_at=NOW, taken_by=make_user())

    [line] = table(cohort).lines

    assert line.cells == [state]


def test_sessions_before_joining_are_neither_absent_nor_counted(cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort, joined_on=date(2026, 11, 20))
    mark(make_session(cohort=cohort, starts_at=PAST, status="held"), enrolment, "absent")

    [line] = table(cohort).lines

    assert line.count.of == 0
    assert line.cells != ["absent"]


def test_cancelled_session_is_not_counted(cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort)
    mark(make_session(cohort=cohort, starts_at=PAST, status="cancelled"), enrolment, "absent")

    assert table(cohort).lines[0].count.of == 0


def test_best_of_two_sessions_for_one_activity_is_shown(cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort)
    for given, day in (("absent", 0), ("present", 1), ("absent", 2)):
        at = PAST + timedelta(days=day)
        mark(make_session(cohort=cohort, activity=seminar(), starts_at=at), enrolment, given)

    assert table(cohort).lines[0].cells == ["present"]


def test_who_left_is_called_to_nothing(cohort: Cohort) -> None:
    make_enrolment(cohort=cohort, status=Enrolment.Status.DEFERRED)
    make_session(cohort=cohort, title="First", starts_at=PAST)
    make_session(cohort=cohort, title="Second", starts_at=FUTURE)

    assert table(cohort).lines[0].cells == ["", ""]


def test_modules_count_own_work_alone(cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort)
    study = Activity.objects.filter(mode=Activity.Mode.SELF_STUDY).first()
    ActivityProgress.objects.create(
        enrolment=enrolment, activity=study, done_on=NOW.date(), minutes=50
    )
    make_session(cohort=cohort, activity=seminar(1), starts_at=PAST)
    make_session(cohort=cohort, activity=seminar(2), starts_at=FUTURE)

    matrix = modules(cohort)

    assert matrix.lines[0].cells == [(1, 2, True), (0, 2, False)]
    assert matrix.lines[0].count.text == "1 of 4"
    assert [column.note for column in matrix.columns] == ["due 16 Nov 2026", "due 30 Nov 2026"]


def test_modules_are_due_group_by_group(cohort: Cohort) -> None:
    early, late = make_group(cohort=cohort), make_group(cohort=cohort)
    make_session(group=early, activity=seminar(2), starts_at=PAST)
    make_session(group=late, activity=seminar(2), starts_at=FUTURE)
    for group in (early, late):
        make_enrolment(group=group)

    matrix = modules(cohort)

    assert [line.cells[1] for line in matrix.lines] == [(0, 2, True), (0, 2, False)]
    assert matrix.columns[1].note == "due from 16 Nov 2026"


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Amina Khan", "Tom Reed"]),
        ({"show": "active"}, ["Amina Khan"]),
        ({"show": "all"}, ["Amina Khan", "Tom Reed", "Eve Stone"]),
        ({"q": "khan"}, ["Amina Khan"]),
        ({"group": "none"}, ["Tom Reed"]),
    ],
)
def test_table_shows_whom_it_was_asked_for(
    cohort: Cohort, asked: dict[str, str], names: list[str]
) -> None:
    group = make_group(cohort=cohort)
    for name, status, given in (
        ("Amina Khan", "active", {"group": group}),
        ("Tom Reed", "deferred", {"cohort": cohort}),
        ("Eve Stone", "withdrawn", {"cohort": cohort}),
    ):
        person = make_participant(full_name=name)
        make_enrolment(participant=person, status=status, **given)

    assert [line.name for line in table(cohort, **asked).lines] == names


def test_table_shows_one_group(cohort: Cohort) -> None:
    group = make_group(cohort=cohort)
    mine, _ = make_enrolment(group=group), make_enrolment(group=make_group(cohort=cohort))

    lines = table(cohort, group=group.reference).lines

    assert [(line.key, line.group_name) for line in lines] == [(mine.pk, group.name)]
