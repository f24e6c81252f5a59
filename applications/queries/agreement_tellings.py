"""What timelines and participants' own pages tell of agreements."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from applications.access import agreements_for, own_agreements
from applications.models import Agreement
from applications.queries.agreements import OPEN
from participants.models import Enrolment
from participants.queries.notices import Notice, noted_by
from participants.queries.timeline import Asked, Kind, Moment, told_by


@told_by
def agreements(asked: Asked) -> Iterator[Moment]:
    """Tell when each was asked for and answered, in one statement; of oneself, one's own alone."""
    if not asked.may(Permission.DECIDE_APPLICATIONS):
        return
    scope = own_agreements(asked.reader) if asked.is_own else agreements_for(asked.reader)
    person = asked.person
    theirs = Q(enrolment__participant=person) | Q(enrolment=None, application__email=person.email)
    for row in scope.filter(theirs).select_related("asked_by").order_by("asked_at", "pk"):
        yield from _moments(row, is_own=asked.is_own)


def _moments(row: Agreement, *, is_own: bool) -> Iterator[Moment]:
    href = "" if is_own else reverse("applications:agreement", args=[row.reference])
    what, kind = row.get_kind_display(), Kind.AGREEMENTS
    asker = row.asked_by.full_name if row.asked_by else ""
    told = [
        (row.asked_at, "asked for", asker, ""),
        (row.signed_at, "signed", row.signed_name, ""),
        (row.declined_at, "declined", row.signer_name, row.declined_because),
        (row.withdrawn_at, "taken back", "", ""),
    ]
    for at, verb, by, because in told:
        if at:
            yield Moment(
                at=at,
                title=f"{what} {verb}",
                kind=kind,
                detail=f"Of {row.signer_name}",
                by=by,
                because=because,
                href=href,
            )


@noted_by
def commitments(user: User) -> Iterator[Notice]:
    """Ask the participant who is signed in for what they have not signed."""
    waiting = own_agreements(user).filter(OPEN, enrolment__status__in=Enrolment.OPEN)
    for row in waiting.select_related("enrolment__cohort__programme__qualification"):
        assert row.enrolment is not None
        yield Notice(
            id=row.reference,
            heading=f"Sign your commitment to {row.enrolment.cohort.programme}",
            text="It says what the programme asks of you. You can do it here without the letter.",
            href=reverse("applications:my_agreement", args=[row.reference]),
            action="Read and sign",
        )
