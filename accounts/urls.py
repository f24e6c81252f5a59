"""The addresses of `accounts`."""

from django.urls import path

from accounts.views import organisations, outbox, people, saved_views, schools, sign_in, work, yours

app_name = "accounts"
urlpatterns = [
    path("join/<str:token>/", sign_in.join, name="join"),
    path("your-account/", yours.your_account, name="your_account"),
    path("switch-role/", yours.switch_role, name="switch_role"),
    path("roles/", yours.roles, name="roles"),
    path("history/", yours.history, name="history"),
    path("saved-views/", saved_views.saved_views, name="saved_views"),
    path("saved-views/save/<str:page>/", saved_views.save_view, name="save_view"),
    path(
        "saved-views/<slug:reference>/remove/",
        saved_views.remove_saved_view,
        name="remove_saved_view",
    ),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invite/<slug:role>/", people.invite_to_role, name="invite_to_role"),
    path("people/<slug:reference>/", people.person, name="person"),
    path("people/<slug:reference>/disable/", people.disable_person, name="disable_person"),
    path("people/<slug:reference>/enable/", people.enable_person, name="enable_person"),
    path(
        "people/<slug:reference>/turn-off-two-step-sign-in/",
        people.turn_off_second_factor,
        name="turn_off_second_factor",
    ),
    path("held-roles/<slug:reference>/end/", people.end_membership, name="end_membership"),
    path("invitations/", people.invitations, name="invitations"),
    path(
        "invitations/<slug:reference>/withdraw/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path(
        "invitations/<slug:reference>/send-again/",
        people.resend_invitation,
        name="resend_invitation",
    ),
    path("organisations/", organisations.organisations, name="organisations"),
    path("lead-providers/add/", organisations.add_lead_provider, name="add_lead_provider"),
    path("lead-providers/<slug:reference>/", organisations.lead_provider, name="lead_provider"),
    path(
        "lead-providers/<slug:reference>/change/",
        organisations.change_lead_provider,
        name="change_lead_provider",
    ),
    path("lead-providers/<slug:reference>/add-hub/", organisations.add_hub, name="add_hub"),
    path("hubs/<slug:reference>/", organisations.hub, name="hub"),
    path("hubs/<slug:reference>/change/", organisations.change_hub, name="change_hub"),
    path("delivery-partners/add/", organisations.add_delivery_partner, name="add_delivery_partner"),
    path(
        "delivery-partners/<slug:reference>/",
        organisations.delivery_partner,
        name="delivery_partner",
    ),
    path(
        "delivery-partners/<slug:reference>/change/",
        organisations.change_delivery_partner,
        name="change_delivery_partner",
    ),
    path("schools/", schools.schools, name="schools"),
    path("schools/load/", schools.load_schools, name="load_schools"),
    path("schools/<slug:urn>/", schools.school, name="school"),
    path("jobs/", work.jobs, name="jobs"),
    path("jobs/<slug:reference>/", work.job, name="job"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<slug:reference>/", outbox.letter, name="letter"),
]
