"""The addresses of `applications`: the review queue, and what is signed by a link."""

from django.urls import URLPattern, path

from applications.agreement_urls import agreements
from applications.views import applications as application_pages
from applications.views import bulk as bulk_pages
from applications.views import files as file_pages

app_name = "applications"

_ONE = "applications/<slug:reference>/"
queue: list[URLPattern] = [
    path("applications/", application_pages.applications, name="applications"),
    path("applications/export/", application_pages.export_applications, name="export_applications"),
    path("applications/accept/", bulk_pages.accept_applications, name="accept_applications"),
    path("applications/reject/", bulk_pages.reject_applications, name="reject_applications"),
    path("applications/decided/", bulk_pages.decided_applications, name="decided_applications"),
    path("applications/file/", file_pages.add_applications, name="add_applications"),
    path(
        "applications/file/template/",
        file_pages.applications_template,
        name="applications_template",
    ),
    path(_ONE, application_pages.application, name="application"),
    path(f"{_ONE}reject/", application_pages.reject_application, name="reject_application"),
    path(f"{_ONE}wait/", application_pages.wait_application, name="wait_application"),
    path(f"{_ONE}funded-place/", application_pages.fund_application, name="fund_application"),
    path(f"{_ONE}hub/", application_pages.give_application, name="give_application"),
]

_FILE = "applications/files/<slug:reference>/"
files: list[URLPattern] = [
    path(_FILE, file_pages.application_import, name="application_import"),
    path(f"{_FILE}check/", file_pages.check_applications, name="check_applications"),
    path(f"{_FILE}errors/", file_pages.application_errors, name="application_errors"),
]

urlpatterns: list[URLPattern] = [*queue, *files, *agreements]
