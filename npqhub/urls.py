"""Every address of the product: each app's own, beneath the roof's home and health pages."""

from django.urls import include, path

from npqhub import views

roof = [
    path("", views.home, name="home"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]

urlpatterns = [
    path("", include((roof, "npqhub"))),
    path("account/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("", include("participants.urls")),
    path("", include("facilitators.urls")),
    path("", include("quality.urls")),
]

handler400 = "npqhub.views.bad_request"
handler403 = "npqhub.views.forbidden"
handler404 = "npqhub.views.not_found"
handler500 = "npqhub.views.server_error"
