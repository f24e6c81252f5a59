"""The calendar: half terms added and changed, bank holidays added."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import audit
from accounts.roles import Role
from programmes.actions import calendar
from programmes.models import BankHoliday, HalfTerm
from tests.factories.accounts import make_member
from tests.factories.programmes import make_half_term

LATER = {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 12, 18)}


@pytest.fixture
def administrator(db):
    return make_member(Role.ADMINISTRATOR)


def test_half_term_is_added(administrator):
    added = calendar.add_half_term(name=" Autumn 2026, second half ", **LATER, by=administrator)

    assert HalfTerm.objects.get() == added
    assert (added.name, added.slug) == ("Autumn 2026, second half", "autumn-2026-second-half")
    assert [event.verb for event in audit.events_about(added)] == ["half_term.added"]


def test_half_term_of_the_same_name_is_refused(administrator):
    make_half_term()

    with pytest.raises(ValidationError) as refusal:
        calendar.add_half_term(name="autumn 2026, FIRST half", **LATER, by=administrator)

    assert refusal.value.messages == ["There is a half term called autumn 2026, FIRST half."]


def test_half_term_is_changed_with_before_and_after(administrator):
    half_term = make_half_term()

    changed = calendar.change_half_term(
        half_term=half_term,
        starts_on=date(2026, 9, 3),
        ends_on=date(2026, 10, 23),
        by=administrator,
    )

    event = audit.events_about(changed)[0]
    assert (event.before, event.after) == (
        {"starts_on": "2026-09-02"},
        {"starts_on": "2026-09-03"},
    )


def test_half_term_is_not_moved_over_another(administrator):
    half_term = make_half_term()
    make_half_term(name="Autumn 2026, second half", **LATER)

    with pytest.raises(ValidationError) as refusal:
        calendar.change_half_term(
            half_term=half_term,
            starts_on=date(2026, 9, 2),
            ends_on=date(2026, 11, 2),
            by=administrator,
        )

    half_term.refresh_from_db()
    assert refusal.value.messages == [
        "Autumn 2026, second half already runs from 2 November 2026 to 18 December 2026. "
        "Half terms must not overlap."
    ]
    assert half_term.ends_on == date(2026, 10, 23)


def test_bank_holiday_is_added_once(administrator):
    answers = {"on": date(2026, 6, 12), "name": "World Cup bank holiday"}
    added = calendar.add_bank_holiday(**answers, by=administrator)

    with pytest.raises(ValidationError) as refusal:
        calendar.add_bank_holiday(**answers, by=administrator)

    assert refusal.value.messages == ["That day is a bank holiday already: World Cup bank holiday."]
    assert list(BankHoliday.objects.all()) == [added]
