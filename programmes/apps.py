"""The Django app `programmes`."""

from django.apps import AppConfig

from accounts import verbs


class ProgrammesConfig(AppConfig):
    name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the trail's words for cohorts and sessions are on screen."""
        verbs.register(
            words={
                "cohort.moved": "Status changed",
                "timetable.stamped": "Timetable made",
                "session.lead_appointed": "Lead appointed",
                "session.lead_removed": "Lead taken off",
                "session.noted": "Note written",
            },
            fields={
                "starts_on": "Start date",
                "ends_on": "End date",
                "starts_at": "Start",
                "ends_at": "End",
                "first_on": "First day",
                "capacity": "Places",
                "cancelled_because": "Reason",
            },
        )
