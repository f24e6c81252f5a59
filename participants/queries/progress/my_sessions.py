"""One participant's sessions: those one is called to, and what the register says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import BigAutoField, F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from accounts.statements import Statement, given
from participants.models import Attendance, Enrolment
from participants.rules.progress import is_credited, place_was_held, session_counts
from programmes.models import Session, SessionLead

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Called(TypedDict):
        """What the query adds to a session: the person's time in its group, and what is marked."""

        starts_on: date
        ends_on: date | None
        register_id: int | None
        mark: str | None
        caught_up_on: date | None
        counting: bool | None


@dataclass(frozen=True)
class MySession:
    """A session that this person was or is called to, and the register's mark if there is one."""

    session: Session
    enrolment: Enrolment
    day: date
    is_over: bool
    mark: str
    caught_up_on: date | None
    # Whether its activity counts; None where it stands for no activity of the curriculum.
    counting: bool | None

    @property
    def is_cancelled(self) -> bool:
        return self.session.status == Session.Status.CANCELLED

    @property
    def is_to_come(self) -> bool:
        return not self.is_over and not self.is_cancelled and not self.mark

    @property
    def is_credited(self) -> bool:
        return bool(self.mark) and is_credited(self.mark, self.caught_up_on)

    @property
    def counts(self) -> bool:
        """Whether it is one of the sessions that attendance is counted over."""
        return (
            bool(self.mark)
            and session_counts(self.session.status, self.counting)
            and place_was_held(self.enrolment, self.day)
        )

    @property
    def mark_text(self) -> str:
        """The mark in words; caught up says what it was before."""
        label = Attendance.Mark(self.mark).label if self.mark else ""
        return f"{label}, caught up" if self.caught_up_on else label

    @property
    def minutes(self) -> int:
        return int((self.session.ends_at - self.session.starts_at).total_seconds()) // 60


def own_sessions(enrolment: Enrolment, *, at: datetime) -> list[MySession]:
    """Return the sessions of one place in order of time, in one query.

    Those of its groups and of the whole cohort while the place was held, and any other whose
    register names the person. A session whose register leaves the person out is not theirs.
    """
    rows = _CALLED.objects(enrolment=enrolment.pk, cohort=enrolment.cohort_id)
    found = {}
    for row in rows:
        day = timezone.localdate(row.starts_at)
        if row.mark or (_is_called(row, day) and place_was_held(enrolment, day)):
            is_over = row.ends_at <= at
            found[row.pk] = MySession(
                row, enrolment, day, is_over, row.mark or "", row.caught_up_on, row.counting
            )
    return list(found.values())


def _called() -> "QuerySet[WithAnnotations[Session, Called]]":
    """Write the statement: three ways to a session, each by an index, then what is known of it.

    As conditions joined by "or" they made the databases read every session there is.
    """
    enrolment = given("enrolment", BigAutoField())
    of_all = Session.objects.filter(cohort=given("cohort", BigAutoField()), group=None)
    of_groups = Session.objects.filter(group__memberships__enrolment=enrolment)
    marked = Attendance.objects.filter(enrolment=enrolment)
    own = of_all.values("pk").union(of_groups.values("pk"), marked.values("session"))
    in_group = Q(group__memberships__enrolment=enrolment)
    attended = Q(attendances__enrolment=enrolment)
    return (
        Session.objects.filter(pk__in=own)
        .alias(
            membership=FilteredRelation("group__memberships", condition=in_group),
            attendance=FilteredRelation("attendances", condition=attended),
        )
        .annotate(
            starts_on=F("membership__starts_on"),
            ends_on=F("membership__ends_on"),
            mark=F("attendance__mark"),
            caught_up_on=F("attendance__caught_up_on"),
            register_id=F("register__pk"),
            counting=F("activity__counts_to_engagement"),
        )
        .order_by("starts_at", "pk")
    )


_CALLED = Statement(_called)


def with_leads(sessions: Sequence[MySession]) -> list[tuple[MySession, str]]:
    """Return each session with the names of those who lead it, in one query."""
    names: dict[int, list[str]] = {}
    for key, name in _leads([mine.session.pk for mine in sessions]):
        names.setdefault(key, []).append(name)
    return [(mine, " and ".join(names.get(mine.session.pk, []))) for mine in sessions]


def _leads(keys: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Return the names of those who lead some sessions; at home there are two at most."""
    if 1 <= len(keys) <= 2:
        return _LEADS_OF_TWO.rows(first=keys[0], last=keys[-1])
    return _names(SessionLead.objects.filter(session__in=keys))


def _names(leads: QuerySet[SessionLead]) -> QuerySet[SessionLead, tuple[int, str]]:
    names = leads.order_by("-part", "user__full_name")
    return names.values_list("session_id", "user__full_name")


_LEADS_OF_TWO = Statement(
    lambda: _names(
        SessionLead.objects.filter(
            Q(session=given("first", BigAutoField())) | Q(session=given("last", BigAutoField()))
        )
    )
)


def _is_called(row: "WithAnnotations[Session, Called]", day: date) -> bool:
    """Say whether a session is for this person: in the group that day, and not left out of it."""
    in_group = row.group_id is None or (
        row.starts_on <= day and (row.ends_on is None or day < row.ends_on)
    )
    return in_group and row.register_id is None


def session_of_each_activity(sessions: Sequence[MySession]) -> dict[int, MySession]:
    """Choose what to show for a live activity: a session attended, else the next, else the last."""
    best: dict[int, MySession] = {}
    for mine in sessions:
        key = mine.session.activity_id
        if key is not None and (key not in best or _worth(mine) > _worth(best[key])):
            best[key] = mine
    return best


def _worth(mine: MySession) -> tuple[int, float]:
    """Order the sessions of one activity: cancelled, over, to come (the sooner), attended."""
    moment = mine.session.starts_at.timestamp()
    if mine.is_cancelled:
        return (0, moment)
    if mine.is_credited:
        return (3, moment)
    return (2, -moment) if mine.is_to_come else (1, moment)
