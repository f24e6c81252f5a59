"""The addresses of `programmes`."""

from django.urls import URLPattern

app_name = "programmes"

# Qualifications, programmes, curricula, intakes and the calendar.
catalogue: list[URLPattern] = []

# Cohorts, groups, timetables and sessions.
cohorts: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*catalogue, *cohorts]
