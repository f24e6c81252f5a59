"""When a new version of the rule of places may begin, and which numbers fit together."""

from collections.abc import Collection
from datetime import date

from govuk.dates import date_text
from govuk.sentences import About
from programmes.models import PlaceRule


def obstacles_to_ruling(rule: PlaceRule, *, today: date, taken: Collection[date]) -> list[str]:
    """Say why the rule cannot be written; empty when it can."""
    obstacles: list[str] = []
    begins = rule.in_force_from
    if begins < today:
        obstacles.append(About("in_force_from", "The rule must begin today or later."))
    elif begins in taken:
        sentence = f"A rule begins on {date_text(begins)} already. Choose another day."
        obstacles.append(About("in_force_from", sentence))
    if rule.agreement_reminder_days >= rule.agreement_link_days:
        sentence = "Remind before the link ends: enter fewer days than the link lives."
        obstacles.append(About("agreement_reminder_days", sentence))
    limit = rule.deferral_limit_months
    if limit is not None and rule.last_call_days >= limit * 28:
        sentence = "The last call must go out after the deferral began: enter fewer days."
        obstacles.append(About("last_call_days", sentence))
    return obstacles
