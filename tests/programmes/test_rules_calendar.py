"""What makes a half term wrong."""

from datetime import date

import pytest

from programmes.models import HalfTerm
from programmes.rules.calendar import obstacles_to_setting

AUTUMN = HalfTerm(
    name="Autumn 2026, first half", starts_on=date(2026, 9, 2), ends_on=date(2026, 10, 23)
)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "obstacles"),
    [
        (date(2026, 10, 24), date(2026, 12, 18), []),
        (date(2026, 11, 2), date(2026, 11, 2), ["The last day must be after the first day."]),
        (
            date(2026, 11, 2),
            date(2027, 12, 18),
            ["A half term cannot be longer than 12 weeks. Check the years and months."],
        ),
        (
            date(2026, 10, 23),
            date(2026, 12, 18),
            [
                "Autumn 2026, first half already runs from 2 September 2026 to 23 October 2026. "
                "Half terms must not overlap."
            ],
        ),
    ],
)
def test_half_term_is_short_and_does_not_overlap(starts_on, ends_on, obstacles):
    found = obstacles_to_setting(starts_on=starts_on, ends_on=ends_on, others=[AUTUMN])

    assert found == obstacles
