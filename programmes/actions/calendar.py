"""The calendar: half terms added and changed, bank holidays added."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.queries.meanwhile import refuse_changed
from programmes.models import BankHoliday, HalfTerm
from programmes.rules.calendar import obstacles_to_setting

DAYS = ("starts_on", "ends_on")


@transaction.atomic
def add_half_term(*, name: str, starts_on: date, ends_on: date, by: User) -> HalfTerm:
    """Open a stretch of school weeks for sessions.

    :raises ValidationError: when there is one of that name, or it overlaps another.
    """
    others = list(HalfTerm.objects.order_by("starts_on"))
    obstacles = obstacles_to_setting(starts_on=starts_on, ends_on=ends_on, others=others)
    if any(other.name.lower() == name.strip().lower() for other in others):
        obstacles.append(f"There is a half term called {name.strip()}.")
    if obstacles:
        raise ValidationError(obstacles)
    half_term = HalfTerm.objects.create(name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    after = audit.snapshot(half_term, "name", *DAYS)
    audit.record("half_term.added", by=by, subject=half_term, after=after)
    return half_term


@transaction.atomic
def change_half_term(
    *, half_term: HalfTerm, starts_on: date, ends_on: date, seen: str = "", by: User
) -> HalfTerm:
    """Move the first or last day of a half term; sessions that are planned stay where they are.

    :raises ValidationError: when it would overlap another, or somebody moved it since it was
        `seen`.
    """
    half_term = HalfTerm.objects.select_for_update(of=("self",)).get(pk=half_term.pk)
    before = audit.snapshot(half_term, *DAYS)
    refuse_changed(before, seen, audit.events_about(half_term))
    others = HalfTerm.objects.exclude(pk=half_term.pk).order_by("starts_on")
    if obstacles := obstacles_to_setting(starts_on=starts_on, ends_on=ends_on, others=others):
        raise ValidationError(obstacles)
    half_term.starts_on, half_term.ends_on = starts_on, ends_on
    half_term.save(update_fields=DAYS)
    after = audit.snapshot(half_term, *DAYS)
    audit.record("half_term.changed", by=by, subject=half_term, before=before, after=after)
    return half_term


@transaction.atomic
def add_bank_holiday(*, on: date, name: str, by: User) -> BankHoliday:
    """Name a day on which no session is planned.

    :raises ValidationError: when the day is a bank holiday already.
    """
    if standing := BankHoliday.objects.filter(on=on).first():
        raise ValidationError(f"That day is a bank holiday already: {standing.name}.")
    holiday = BankHoliday.objects.create(on=on, name=name.strip())
    after = audit.snapshot(holiday, "on", "name")
    audit.record("bank_holiday.added", by=by, subject=holiday, after=after)
    return holiday
