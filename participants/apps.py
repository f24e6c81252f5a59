"""The Django app `participants`."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from participants.queries import tellings  # noqa: F401  it registers what it tells
        from participants.queries.enrolments import places_taken
        from programmes.queries import occupancy

        occupancy.count_with(places_taken)
