"""What somebody did with an application while another's form about it was open."""

from django.db.models import QuerySet

from accounts import audit
from accounts.models import AuditEvent
from applications.models import Application
from participants.queries.changes import UNCHANGED, told

# A change of the details, by the DfE or a file, is no decision and stops nobody.
_DECISIONS = ("accepted", "rejected", "given", "waits", "funded")


def version_of(application: Application) -> str:
    """Return what a form carries of the application it was made for: the newest decision."""
    newest = _decisions_on(application).values_list("reference", flat=True).first()
    return newest or UNCHANGED


def changed_since(application: Application, seen: str) -> str:
    """Say who decided what since a form was made; empty when nobody did."""
    newest = _decisions_on(application).select_related("by").first()
    if newest is None or newest.reference == seen:
        return ""
    return told(newest)


def _decisions_on(application: Application) -> QuerySet[AuditEvent]:
    verbs = [f"application.{done}" for done in _DECISIONS]
    return audit.events_about(application).filter(verb__in=verbs).order_by("-pk")
