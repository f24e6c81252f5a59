"""The Django app `participants`."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import verbs
        from accounts.queries import saved_views
        from participants.queries import tellings  # noqa: F401  it registers what it tells
        from participants.queries.enrolments import places_taken
        from programmes.queries import occupancy

        occupancy.count_with(places_taken)
        saved_views.offer("participants:participants", "Participants")
        verbs.register(
            words={
                "participant.merged": "Another record merged into this one",
                "participant.merged_away": "Merged into another record",
                "participant.parted": "Merge undone",
                "participant.told_apart": "Told apart from somebody alike",
                "participant.not_told_apart": "To be looked at again beside somebody alike",
            }
        )
