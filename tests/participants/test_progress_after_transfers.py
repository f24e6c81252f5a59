"""What counts for people who came later, left or came from another cohort: here and there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from participants.actions import enrolments
from participants.models import Attendance, Enrolment
from participants.queries.progress.by_session import attendance
from participants.queries.progress.matrix import Line, shown
from participants.queries.progress.my_programme import MyProgramme, own_programme
from programmes.models import Activity, Cohort, Session
from tests.factories.participants import make_enrolment
from tests.factories.programmes import make_cohort, make_group, make_session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOVED = date(2026, 11, 16)
BEFORE, AFTER = NOW - timedelta(days=14), NOW + timedelta(days=7)


@pytest.fixture
def old(db: None) -> Enrolment:
    return make_enrolment(group=make_group(cohort=make_cohort(modules=2)))


def seminar(position: int = 1) -> Activity:
    return Activity.objects.get(module__position=position, mode=Activity.Mode.LIVE_ONLINE)


def held(place: Enrolment, mark: str, position: int = 1) -> Session:
    session = make_session(
        cohort=place.cohort, activity=seminar(position), starts_at=BEFORE, status="held"
    )
    Attendance.objects.create(session=session, enrolment=place, mark=mark)
    return session


def move(old: Enrolment, to: Cohort | None = None) -> Enrolment:
    to = to or make_cohort(programme=old.programme)
    return enrolments.transfer(enrolment=old, cohort=to, on=MOVED, at=NOW, by=None)


def line_of(place: Enrolment) -> Line:
    found = attendance(shown(place.cohort.enrolments.all(), show="all"), place.cohort, at=NOW)
    return next(line for line in found.lines if line.key == place.pk)


def mine(place: Enrolment) -> MyProgramme:
    return own_programme(place, at=NOW)


def test_a_late_joiner_is_called_to_nothing_before_the_first_day(db: None) -> None:
    cohort = make_cohort(modules=2)
    place = make_enrolment(cohort=cohort, joined_on=MOVED)
    make_session(cohort=cohort, activity=seminar(1), starts_at=BEFORE)
    make_session(cohort=cohort, activity=seminar(2), starts_at=AFTER)

    line = line_of(place)

    assert (line.cells, line.count.text) == (["", "planned"], "0 of 0")
    assert [s.session.activity for s in mine(place).sessions] == [seminar(2)]


def test_what_was_attended_before_a_transfer_counts_in_the_new_place(old: Enrolment) -> None:
    held(old, "present")
    held(old, "absent", position=2)
    to = make_cohort(programme=old.programme)
    make_session(cohort=to, activity=seminar(1), starts_at=AFTER)
    make_session(cohort=to, activity=seminar(2), starts_at=BEFORE)

    new = move(old, to)

    line, own = line_of(new), mine(new)
    assert (line.cells, line.count.text) == (["", "elsewhere"], "1 of 1")
    assert (own.live.text, own.live_time) == ("1 of 1", "1 hour 30 minutes")


def test_an_absence_in_the_new_place_is_made_good_by_what_was_attended(old: Enrolment) -> None:
    held(old, "present")
    new = move(old)
    again = make_session(cohort=new.cohort, activity=seminar(1), starts_at=NOW - timedelta(days=1))
    Attendance.objects.create(session=again, enrolment=new, mark="absent")

    line = line_of(new)

    assert (line.cells, line.count.text) == (["elsewhere"], "1 of 1")
    assert mine(new).live.text == "1 of 1"


def test_what_was_attended_before_is_not_the_next_step(old: Enrolment) -> None:
    held(old, "present")
    new = move(old)
    make_session(cohort=new.cohort, activity=seminar(1), starts_at=AFTER)

    step = mine(new).next_step

    assert step is not None
    assert step.activity != seminar(1)


def test_numbers_of_the_old_place_stay(old: Enrolment) -> None:
    held(old, "present")
    before = (line_of(old).cells, line_of(old).count, mine(old).live)

    move(old)
    old.refresh_from_db()

    assert (line_of(old).cells, line_of(old).count, mine(old).live) == before


def test_who_was_transferred_is_left_out_unless_everybody_is_asked_for(old: Enrolment) -> None:
    move(old)

    places = old.cohort.enrolments.all()

    assert (shown(places).count(), shown(places, show="all").count()) == (0, 1)
