"""Who is on the register of a session: the people of its own day, whoever moves later."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from participants.models import Attendance, Enrolment, GroupMembership, StatusChange
from programmes.models import Session


def day_of(session: Session) -> date:
    """Return the session's date on London's calendar."""
    return timezone.localdate(session.starts_at)


def roster_of(session: Session) -> QuerySet[Enrolment]:
    """Return the places that were active, and in the session's group, on the session's day."""
    return _in_name_order(_belonging_to(session).filter(_expected_at(session)))


def register_of(session: Session) -> QuerySet[Enrolment]:
    """Return the roster and whoever has a mark already, each with `saved_mark` or None.

    A register that was saved keeps its people, even when a change with an earlier date took
    somebody off the roster afterwards.
    """
    marks = Attendance.objects.filter(session=session, enrolment=OuterRef("pk"))
    rows = _belonging_to(session).annotate(saved_mark=Subquery(marks.values("mark")[:1]))
    return _in_name_order(rows.filter(_expected_at(session) | Q(saved_mark__isnull=False)))


def _belonging_to(session: Session) -> QuerySet[Enrolment]:
    """Return the cohort's places, each with the status that was in force on the session's day."""
    changes = StatusChange.objects.filter(enrolment=OuterRef("pk"), on__lte=day_of(session))
    latest = changes.order_by("-on", "-at", "-pk").values("status")[:1]
    return Enrolment.objects.filter(cohort=session.cohort_id).annotate(
        status_then=Coalesce(Subquery(latest), Value(Enrolment.Status.ACTIVE.value))
    )


def _expected_at(session: Session) -> Q:
    """Return the condition that a place was active and its person in the group on the day."""
    day = day_of(session)
    expected = Q(status_then=Enrolment.Status.ACTIVE, joined_on__lte=day)
    if session.group_id:
        members = GroupMembership.objects.on(day).filter(group=session.group_id)
        expected &= Q(Exists(members.filter(enrolment=OuterRef("pk"))))
    return expected


def _in_name_order(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.select_related("participant").order_by("participant__sort_name", "pk")
