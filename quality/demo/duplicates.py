"""People whom the demo world knows twice: some to look at, one pair merged, one told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from accounts import audit
from accounts.models import User
from participants.actions import duplicates, people
from participants.models import Enrolment, Participant
from quality.demo import plan
from quality.demo.teaching import Taught, moment

PAIRS = 5
NOTICED = timedelta(days=20)
DECIDED = timedelta(days=10)
BORN = (date(1984, 2, 29), date(1990, 6, 3), date(1979, 11, 12))


@dataclass(frozen=True)
class _Two:
    """Two records of the hub whose leader one can sign in as, on two programmes."""

    first: Participant
    second: Participant


def know_twice(taught: Sequence[Taught], *, today: date) -> None:
    """Let five people stand on record twice, as lists from two programmes bring them."""
    ours = [each for each in taught if each.plan.hub == plan.NORTH_WEST]
    for one, other in pairwise(ours):
        pairs = [_Two(*two) for two in zip(_records(one), _records(other), strict=False)]
        if one.cohort.programme_id != other.cohort.programme_id and len(pairs) == PAIRS:
            _tell(pairs, leader=one.leader, today=today)
            return


def _tell(pairs: Sequence[_Two], *, leader: User, today: date) -> None:
    at = moment(today - NOTICED, time(15, 20))
    with audit.dated(at):
        turned, mailbox, school, merged, apart = pairs
        _born(turned, BORN[0], name=_turned(turned.first.full_name), by=leader)
        _mailbox(mailbox, by=leader)
        _change(
            school.second,
            full_name=_slipped(school.first.full_name),
            school=school.first.school,
            by=leader,
        )
        _born(merged, BORN[1], name=merged.first.full_name.upper(), by=leader)
        _born(apart, BORN[2], name=apart.first.full_name, by=leader)
    at = moment(today - DECIDED, time(10, 40))
    with audit.dated(at):
        duplicates.merge(kept=merged.first, gone=merged.second, at=at, by=leader)
        duplicates.tell_apart(first=apart.first, second=apart.second, at=at, by=leader)


def _records(each: Taught) -> list[Participant]:
    """Return people who are nobody's account: the last of a cohort's list."""
    active = Enrolment.objects.filter(cohort=each.cohort, status=Enrolment.Status.ACTIVE)
    people_there = Participant.objects.filter(enrolments__in=active, user=None)
    return list(people_there.select_related("school").order_by("-pk")[:PAIRS])


def _born(two: _Two, born: date, *, name: str, by: User) -> None:
    """Give both one birth date, and the second the first one's name as another list has it."""
    _change(two.first, date_of_birth=born, by=by)
    _change(two.second, full_name=name, date_of_birth=born, trn="", by=by)


def _mailbox(two: _Two, *, by: User) -> None:
    local, _, host = two.first.email.partition("@")
    initial, _, family = two.first.full_name.partition(" ")
    name = f"{initial[0]} {family}"
    _change(two.second, full_name=name, email=f"{local}+npq@{host}", trn="", by=by)


def _change(person: Participant, **changes: object) -> None:
    fields = ("full_name", "email", "trn", "date_of_birth", "school")
    details: dict[str, Any] = {field: getattr(person, field) for field in fields}
    people.change_details(participant=person, **(details | changes))


def _turned(name: str) -> str:
    given, _, family = name.partition(" ")
    return f"{family.upper()}, {given}"


def _slipped(name: str) -> str:
    """Return a name with its last two letters swapped, as fingers do."""
    return f"{name[:-2]}{name[-1]}{name[-2]}"
