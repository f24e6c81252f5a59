"""Every address of the product: each app's own, beneath the roof's home and health pages."""

from django.urls import include, path

from npqhub.views import health, home, pages

roof = [
    path("", home.home, name="home"),
    path("registers/missing/", home.missing_registers, name="missing_registers"),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]

urlpatterns = [
    path("", include((roof, "npqhub"))),
    path("account/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("", include("participants.urls")),
    path("", include("facilitators.urls")),
    path("", include("applications.urls")),
    path("", include("quality.urls")),
]

handler400 = "npqhub.views.errors.bad_request"
handler403 = "npqhub.views.errors.forbidden"
handler404 = "npqhub.views.errors.not_found"
handler429 = "npqhub.views.errors.too_many"
handler500 = "npqhub.views.errors.server_error"
