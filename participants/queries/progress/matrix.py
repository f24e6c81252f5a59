"""What both tables of a whole cohort share: the people, the columns and the lines.

Read as tuples, in a number of queries that does not depend on the cohort's size: a cohort may be
1,135 people by 20 columns, where 22,700 model instances cost ten times what tuples do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigAutoField, Exists, OuterRef, QuerySet

from accounts.statements import Statement, given
from participants.models import Enrolment, GroupMembership, Participant
from participants.queries.search import matching
from participants.rules.progress import Count
from programmes.models import Cohort, Group

NONE = Count(0, 0)
# Whom a table leaves out unless everybody is asked for.
GONE = (Enrolment.Status.WITHDRAWN, Enrolment.Status.TRANSFERRED)
# Who is in which group of a cohort today.
_MEMBERS = Statement(
    lambda: GroupMembership.objects.filter(
        group__cohort=given("cohort", BigAutoField()),
        group__kind=Group.Kind.SEMINAR,
        ends_on=None,
    ).values_list("enrolment_id", "group_id", "group__name")
)


@dataclass(frozen=True)
class Column:
    """A session or a module: its title, and when it is or is due."""

    title: str
    note: str


@dataclass(slots=True)
class Line:
    """One participant's row; what a cell holds is the table's own."""

    key: int
    person: str
    name: str
    email: str
    status: str
    joined_on: date
    left_on: date | None
    group: int | None = None
    group_name: str = ""
    cells: list[Any] = field(default_factory=list)
    count: Count = NONE

    @property
    def is_active(self) -> bool:
        return self.status == Enrolment.Status.ACTIVE


class Matrix:
    """The columns of a table, and its lines, which are read when somebody asks for them.

    The headings of a download go out before a large cohort is read.
    """

    def __init__(self, columns: Sequence[Column], read: Callable[[], Sequence[Line]]) -> None:
        self.columns, self._read = columns, read

    @cached_property
    def lines(self) -> Sequence[Line]:
        return self._read()

    def sorted(self, key: Callable[[Line], Any]) -> "Matrix":
        """Return the same table in another order."""
        return Matrix(self.columns, lambda: sorted(self.lines, key=key))


def lines_of(enrolments: QuerySet[Enrolment], cohort: Cohort) -> list[Line]:
    """Return a line for each enrolment in the order of names, with the group of today."""
    people = enrolments.order_by("participant__sort_name", "pk").values_list(
        "pk",
        "participant__reference",
        "participant__full_name",
        "participant__email",
        "status",
        "joined_on",
        "left_on",
    )
    group_of = {
        enrolment: (group, name) for enrolment, group, name in _MEMBERS.rows(cohort=cohort.pk)
    }
    lines = [Line(*person) for person in people]
    for line in lines:
        line.group, line.group_name = group_of.get(line.key, (None, ""))
    return lines


def shown(
    enrolments: QuerySet[Enrolment], *, q: str = "", group: str = "", show: str = ""
) -> QuerySet[Enrolment]:
    """Narrow a cohort's enrolments to those that a table was asked for."""
    if show == "active":
        enrolments = enrolments.filter(status=Enrolment.Status.ACTIVE)
    elif show != "all":
        enrolments = enrolments.exclude(status__in=GONE)
    if group:
        today = GroupMembership.objects.filter(
            enrolment=OuterRef("pk"), ends_on=None, group__kind=Group.Kind.SEMINAR
        )
        member = Exists(today if group == "none" else today.filter(group__reference=group))
        enrolments = enrolments.filter(~member if group == "none" else member)
    if q.strip():
        enrolments = enrolments.filter(participant__in=matching(Participant.objects.all(), q))
    return enrolments
