"""What a timetable is made of: live activities, school terms, and what stands already."""

from datetime import date

from django.db.models import QuerySet

from programmes.models import Activity, BankHoliday, Cohort, HalfTerm, Session


def live_activities(cohort: Cohort) -> QuerySet[Activity]:
    """Return the activities of the cohort's curriculum that become sessions, in sequence."""
    live = Activity.objects.filter(
        module__curriculum_id=cohort.curriculum_id, mode__in=Activity.LIVE_MODES
    )
    return live.order_by("module__position", "position", "pk")


def half_terms() -> list[HalfTerm]:
    """Return all half terms that are known, in order."""
    return list(HalfTerm.objects.order_by("starts_on"))


def bank_holidays(starts_on: date, ends_on: date) -> list[BankHoliday]:
    """Return the bank holidays between two days, these included."""
    return list(BankHoliday.objects.filter(on__range=(starts_on, ends_on)).order_by("on"))


def standing_sessions(cohort: Cohort) -> list[Session]:
    """Return the cohort's sessions that are not cancelled, in the order of time."""
    standing = cohort.sessions.standing().select_related("group")
    return list(standing.order_by("starts_at", "pk"))
