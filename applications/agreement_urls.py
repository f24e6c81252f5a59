"""The addresses of agreements: for leaders, and behind the links of letters."""

from django.urls import URLPattern, path

from applications.views import agreement_links as link_pages
from applications.views import agreements as pages

_COHORT = "cohorts/<slug:reference>/agreements/"
_ONE = "agreements/<slug:reference>/"
agreements: list[URLPattern] = [
    path("agreements/", pages.agreements, name="agreements"),
    path("agreements/export/", pages.export_agreements, name="export_agreements"),
    path(_ONE, pages.agreement, name="agreement"),
    path(f"{_ONE}remind/", pages.remind_agreement, name="remind_agreement"),
    path(f"{_ONE}withdraw/", pages.withdraw_agreement, name="withdraw_agreement"),
    path(_COHORT, pages.cohort_agreements, name="cohort_agreements"),
    path(f"{_COHORT}export/", pages.export_cohort_agreements, name="export_cohort_agreements"),
    path(f"{_COHORT}ask/", pages.ask_cohort_agreements, name="ask_cohort_agreements"),
    path(
        "applications/<slug:reference>/agree/<slug:kind>/",
        pages.ask_agreement,
        name="ask_agreement",
    ),
    path(
        "enrolments/<slug:reference>/agree/<slug:kind>/",
        pages.ask_place_agreement,
        name="ask_place_agreement",
    ),
    path("agree/<str:token>/", link_pages.agreement_link, name="agreement_link"),
    path(
        "agree/<slug:answer>/thank-you/",
        link_pages.agreement_answered,
        name="agreement_answered",
    ),
    path("my-agreements/<slug:reference>/", link_pages.my_agreement, name="my_agreement"),
]
