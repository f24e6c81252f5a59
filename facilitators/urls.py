"""The addresses of `facilitators`: the register, appointments, and one's own sessions."""

from django.urls import path

from facilitators.views import deployment, facilitators, my_sessions

app_name = "facilitators"

urlpatterns = [
    path("facilitators/", facilitators.facilitators, name="facilitators"),
    path("facilitators/register/", facilitators.register_facilitator, name="register_facilitator"),
    path("facilitators/<slug:reference>/", facilitators.facilitator, name="facilitator"),
    path(
        "facilitators/<slug:reference>/clear/",
        facilitators.clear_facilitator,
        name="clear_facilitator",
    ),
    path(
        "cohorts/<slug:reference>/facilitators/",
        deployment.cohort_facilitators,
        name="cohort_facilitators",
    ),
    path("cohorts/<slug:reference>/facilitators/appoint/", deployment.appoint, name="appoint"),
    path(
        "cohorts/<slug:reference>/facilitators/<slug:user>/remove/",
        deployment.remove_lead,
        name="remove_lead",
    ),
    path("my-sessions/", my_sessions.my_sessions, name="my_sessions"),
    path("my-sessions/<slug:reference>/", my_sessions.my_session, name="my_session"),
    path("my-sessions/<slug:reference>/note/", my_sessions.write_note, name="write_note"),
]
