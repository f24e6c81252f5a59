"""Letters about applications: a place is given, or there is none."""

from datetime import datetime

from accounts import letters
from accounts.actions import messages
from applications.models import Application


def write_accepted(application: Application, *, at: datetime) -> None:
    """Tell the applicant of their place, what comes next and by when."""
    place = application.enrolment
    assert place is not None
    _write(application, "application_accepted", at=at, cohort=place.cohort, place=place)


def write_rejected(application: Application, *, at: datetime) -> None:
    """Tell the applicant that there is no place, and why."""
    reason = application.rejected_because
    code = reason.code if reason else ""
    _write(application, "application_rejected", at=at, code=code, note=application.note)


def _write(application: Application, kind: str, *, at: datetime, **context: object) -> None:
    subject, body = letters.compose(
        kind,
        name=application.full_name,
        programme=application.programme,
        provider=application.programme.lead_provider,
        hub=application.hub,
        **context,
    )
    messages.write(
        kind=kind,
        to_name=application.full_name,
        to_email=application.email,
        subject=subject,
        body=body,
        at=at,
    )
