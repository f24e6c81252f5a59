"""What makes a half term or a bank holiday wrong."""

from collections.abc import Iterable
from datetime import date, timedelta

from govuk.dates import date_text
from programmes.models import HalfTerm

# No half term in England is longer; it is more likely that a year or month was mistyped.
LONGEST = timedelta(weeks=12)


def obstacles_to_setting(
    *, starts_on: date, ends_on: date, others: Iterable[HalfTerm]
) -> list[str]:
    """Say why a half term cannot run from one day to another; empty when it can."""
    if ends_on <= starts_on:
        return ["The last day must be after the first day."]
    if ends_on - starts_on > LONGEST:
        return ["A half term cannot be longer than 12 weeks. Check the years and months."]
    return [
        f"{other.name} already runs from {date_text(other.starts_on)} to "
        f"{date_text(other.ends_on)}. Half terms must not overlap."
        for other in others
        if other.starts_on <= ends_on and starts_on <= other.ends_on
    ]
