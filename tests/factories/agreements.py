"""Makes agreements, with fixed readable defaults."""

from datetime import datetime, timedelta

from accounts.actions.invitations import hash_of
from applications.models import Agreement, Application
from participants.models import Enrolment
from tests.factories.accounts import NOW

TOKEN = "a-token-of-a-letter-to-the-head"


def make_agreement(
    *,
    kind: str = Agreement.Kind.SPONSOR,
    application: Application | None = None,
    enrolment: Enrolment | None = None,
    signer_name: str = "Morgan Ashby",
    token: str = "",
    asked_at: datetime = NOW,
    link_ends_at: datetime = NOW + timedelta(days=14),
) -> Agreement:
    """Ask somebody at NOW, by a link that works for fourteen days."""
    return Agreement.objects.create(
        kind=kind,
        application=application,
        enrolment=enrolment,
        signer_name=signer_name,
        signer_email="head@example.org",
        statement="I release them.\nI arrange cover.",
        asked_at=asked_at,
        token_hash=hash_of(token) if token else "",
        link_ends_at=link_ends_at,
    )
