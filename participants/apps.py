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
                "participant.changed": "Details changed",
                "waiting_list.joined": "Put on the waiting list",
                "waiting_list.moved": "Moved on the waiting list",
                "waiting_list.left": "Taken off the waiting list",
                "waiting.ended": "No longer on the waiting list",
                "offer.made": "Place offered",
                "offer.declined": "Offer declined",
                "offer.expired": "Offer not answered in time",
                "deferral.return_changed": "Planned return changed",
                "participant.merged": "Another record merged into this one",
                "participant.merged_away": "Merged into another record",
                "participant.parted": "Merge undone",
                "participant.told_apart": "Told apart from somebody alike",
                "participant.not_told_apart": "To be looked at again beside somebody alike",
            },
            fields={
                "returns_on": "Planned return",
                "offer_ends_at": "Offer open until",
            },
        )
