"""What a person's timeline tells of their applications: when they came, and what was decided."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from accounts.roles import Permission
from applications.access import applications_for
from applications.models import Application
from participants.queries.timeline import Asked, Kind, Moment, told_by


@told_by
def applications(asked: Asked) -> Iterator[Moment]:
    """Tell of the applications in the reader's scope, or of one's own, in one statement."""
    person = asked.person
    if not asked.may(Permission.DECIDE_APPLICATIONS):
        return
    scope = Application.objects.all() if asked.is_own else applications_for(asked.reader)
    theirs = Q(enrolment__participant=person) | Q(email=person.email)
    rows = scope.filter(theirs).select_related(
        "programme__qualification", "intake", "rejected_because", "decided_by"
    )
    for row in rows.order_by("applied_at", "pk"):
        href = "" if asked.is_own else reverse("applications:application", args=[row.reference])
        detail = f"{row.programme}, {row.intake}"
        kind = Kind.APPLICATIONS
        yield Moment(at=row.applied_at, title="Applied", kind=kind, detail=detail, href=href)
        if row.decided_at:
            yield Moment(
                at=row.decided_at,
                title=f"Application {row.get_status_display().lower()}",
                kind=kind,
                detail=detail,
                by=row.decided_by.full_name if row.decided_by else "",
                because=str(row.rejected_because or ""),
                href=href,
            )
