"""The app of requests for a place."""

from django.apps import AppConfig

from accounts import verbs


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Accept whose place was waited for, tell timelines, and say what the trail's words are."""
        from accounts.queries import saved_views
        from applications.actions.agreements import end_with_the_school
        from applications.actions.applications import take_waited_for
        from applications.queries import agreement_tellings, tellings  # noqa: F401  (they register)
        from participants.actions import schools, waiting

        waiting.TAKEN.append(take_waited_for)
        saved_views.offer("applications:applications", "Applications")
        schools.CHANGED.append(end_with_the_school)
        verbs.register(
            words={
                "application.received": "Application received",
                "agreement.withdrawn": "Agreement taken back",
                "agreement.reminded": "Reminded of an agreement",
                "application.changed": "Changed by the DfE or a file",
                "application.given": "Given to a hub",
                "application.waits": "Put on the waiting list",
                "application.funded": "Funded place changed",
                "enrolment.funded": "Funding or schedule changed",
                "participant.identified": "Identified by an application",
            },
            fields={
                "funded_place": "Funded place",
                "rejected_because": "Reason",
                "eligible_for_funding": "Eligible for funding",
                "enrolment": "Place",
                "dfe_participant_id": "DfE’s number of the person",
                "trn_verified": "TRN verified by the DfE",
                "dfe_application_id": "DfE’s number of the application",
            },
        )
