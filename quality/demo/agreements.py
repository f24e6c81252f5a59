"""The demo world's agreements: some signed, one declined, the others reminded of."""

from datetime import date, time, timedelta

from accounts import audit
from applications.actions import agreements
from applications.models import Agreement
from quality.demo.teaching import moment

NO_COVER = "We have no cover for Thursdays until Easter. Please ring me about other days."


def answer(*, today: date) -> None:
    """Let those answer who were asked when their applications were accepted a week ago."""
    asked = Agreement.objects.filter(signed_at=None, enrolment__status="active")
    rows = list(asked.select_related("application").order_by("pk"))
    commitments = [row for row in rows if row.kind == Agreement.Kind.COMMITMENT]
    sponsors = [row for row in rows if row.kind == Agreement.Kind.SPONSOR]
    at = moment(today - timedelta(days=4), time(16, 30))
    with audit.dated(at):
        for row in (*commitments[::2], *commitments[1::4], *sponsors[::3]):
            agreements.sign(agreement=row, name=row.signer_name, at=at)
        for row in sponsors[1:2]:
            agreements.decline(agreement=row, because=NO_COVER, at=at)
    reminded_at = moment(today - timedelta(days=2), time(15, 20))
    with audit.dated(reminded_at):
        agreements.remind_due(at=reminded_at)
