"""One application as its page shows it: what is known, what looks alike, what can be decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from applications.access import applications_for
from applications.models import Agreement, Application
from applications.queries.decisions import alike, has_ended
from participants.access import participants_for
from participants.models import Participant

MOST = 10


@dataclass(frozen=True)
class Double:
    """Somebody or something that looks like the applicant, and by what."""

    by: str
    application: Application | None = None
    participant: Participant | None = None


def visible(user: User) -> QuerySet[Application]:
    """Return the applications in scope with everything that their page names; `sponsor_asked` is
    the newest agreement that their sponsor was asked for."""
    asked = Agreement.objects.filter(application=OuterRef("pk"), withdrawn_at=None)
    newest = asked.filter(kind=Agreement.Kind.SPONSOR).order_by("-asked_at", "-pk")
    rows = applications_for(user).annotate(sponsor_asked=Subquery(newest.values("reference")[:1]))
    return rows.select_related(
        "programme__qualification",
        "programme__lead_provider",
        "intake",
        "hub",
        "school",
        "schedule",
        "rejected_because",
        "decided_by",
        "enrolment__cohort",
        "enrolment__participant",
        "waiting_place__cohort",
    )


def others_like(application: Application, user: User) -> list[Application]:
    """Return the other applications that look like this one's person, or forbid it.

    `is_seen` says which of them the user may know of: the others count, and are not shown.
    """
    seen = applications_for(user).filter(pk=OuterRef("pk"))
    rows = Application.objects.filter(_alike(application) | alike([application]))
    rows = rows.exclude(pk=application.pk).annotate(is_seen=Exists(seen), has_ended=has_ended())
    named = rows.select_related("programme__qualification", "intake")
    return list(named.order_by("-applied_at", "pk"))


def doubles_of(application: Application, others: Iterable[Application], user: User) -> list[Double]:
    """Return other applications and participants in scope that look like this applicant's."""
    people = participants_for(user).filter(_alike(application), merged_into=None).order_by("pk")
    if place := application.enrolment:
        people = people.exclude(pk=place.participant_id)
    seen = [each for each in others if vars(each)["is_seen"]]
    found = [Double(_by(application, each), application=each) for each in seen[:MOST]]
    return found + [Double(_by(application, each), participant=each) for each in people[:MOST]]


def _alike(application: Application) -> Q:
    """Return the condition for rows with the same address, TRN, or name and date of birth."""
    found = Q(email=application.email)
    if application.trn:
        found |= Q(trn=application.trn)
    if born := application.date_of_birth:
        found |= Q(sort_name=application.sort_name, date_of_birth=born)
    return found


def _by(first: Application, second: Application | Participant) -> str:
    reasons = []
    if first.email == second.email:
        reasons.append("email address")
    if first.trn and first.trn == second.trn:
        reasons.append("TRN")
    if first.date_of_birth and (first.sort_name, first.date_of_birth) == (
        second.sort_name,
        second.date_of_birth,
    ):
        reasons.append("name and date of birth")
    return f"Same {' and '.join(reasons)}" if reasons else "The same person to the DfE"
