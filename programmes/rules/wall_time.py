"""From a day and a time on the wall in London to one moment; the only place that does this."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from govuk.dates import date_text, time_text

LONDON = ZoneInfo("Europe/London")


def moment(day: date, at: time) -> datetime:
    """Return the moment at which London's clocks show a time on a day.

    :raises ValidationError: when the clocks skip that time, or show it twice.
    """
    first = datetime.combine(day, at, tzinfo=LONDON)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    shown, then = time_text(at), date_text(day)
    if first.astimezone(UTC).astimezone(LONDON).time() != at:
        raise ValidationError(
            f"There is no {shown} on {then}: the clocks go forward from 1am to 2am."
            " Enter a time before 1am, or 2am or later."
        )
    raise ValidationError(
        f"{shown} happens twice on {then}: the clocks go back from 2am to 1am."
        " Enter a time before 1am, or 2am or later."
    )


def day_of(at: datetime) -> date:
    """Return the day in London of a moment."""
    return at.astimezone(LONDON).date()
