"""Which schedule somebody gets by default, as the DfE's service chooses it."""

from datetime import date

import pytest

from programmes.reference.schedules import default_schedules
from programmes.rules.schedules import default_schedule


@pytest.mark.parametrize(
    ("course_group", "intake", "on", "identifier"),
    [
        ("leadership", "2026a", date(2026, 6, 1), "npq-leadership-spring"),
        ("specialist", "2026b", date(2026, 1, 5), "npq-specialist-autumn"),
        ("leadership", "2025a", date(2025, 7, 31), "npq-leadership-autumn"),
        ("leadership", "2025a", date(2025, 8, 1), "npq-leadership-autumn"),
        ("leadership", "2025a", date(2026, 4, 30), "npq-leadership-autumn"),
        ("leadership", "2025a", date(2024, 6, 28), "npq-leadership-spring"),
        ("specialist", "2025a", date(2025, 6, 6), "npq-specialist-spring"),
        ("leadership", "2024a", date(2025, 1, 15), "npq-leadership-autumn"),
        ("leadership", "2022a", date(2022, 12, 25), "npq-leadership-autumn"),
        ("leadership", "2022a", date(2022, 12, 26), "npq-leadership-spring"),
        ("leadership", "2022a", date(2023, 4, 2), "npq-leadership-spring"),
        ("leadership", "2022a", date(2023, 4, 3), "npq-leadership-autumn"),
        ("ehco", "2021a", date(2021, 11, 1), "npq-ehco-june"),
        ("ehco", "2023a", date(2023, 11, 30), "npq-ehco-november"),
        ("ehco", "2023a", date(2024, 2, 29), "npq-ehco-december"),
        ("ehco", "2023a", date(2024, 3, 1), "npq-ehco-march"),
        ("ehco", "2023a", date(2024, 6, 1), "npq-ehco-june"),
        ("ehco", "2023a", date(2023, 8, 31), "npq-ehco-june"),
        ("support", "2021a", date(2021, 11, 1), "npq-aso-december"),
    ],
)
def test_default_schedule_is_the_dfes(course_group, intake, on, identifier):
    chosen = default_schedule(default_schedules(), course_group=course_group, intake=intake, on=on)

    assert chosen == identifier


def test_default_schedule_is_none_when_no_rule_fits():
    on = date(2026, 1, 1)

    assert default_schedule([], course_group="ehco", intake="2026a", on=on) == ""
