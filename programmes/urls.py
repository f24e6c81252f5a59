"""The addresses of `programmes`."""

from django.urls import URLPattern, path

from programmes.views import cohorts as cohort_pages
from programmes.views import curricula as curriculum_pages
from programmes.views import groups as group_pages
from programmes.views import intakes as intake_pages
from programmes.views import places as place_pages
from programmes.views import qualifications as qualification_pages
from programmes.views import sessions as session_pages
from programmes.views import timetable as timetable_pages

app_name = "programmes"

# Qualifications, programmes, curricula, intakes and the calendar.
_OFFERED = "qualifications/"
catalogue: list[URLPattern] = [
    path(_OFFERED, qualification_pages.qualifications, name="qualifications"),
    path(
        f"{_OFFERED}programmes/<slug:reference>/", qualification_pages.programme, name="programme"
    ),
    path(f"{_OFFERED}curricula/<slug:reference>/", curriculum_pages.curriculum, name="curriculum"),
    path(f"{_OFFERED}intakes/", intake_pages.intakes, name="intakes"),
    path(f"{_OFFERED}intakes/<slug:identifier>/", intake_pages.intake, name="intake"),
    path(
        f"{_OFFERED}intakes/<slug:identifier>/funded-places/",
        place_pages.funded_places,
        name="funded_places",
    ),
    path(f"{_OFFERED}place-rules/", place_pages.place_rules, name="place_rules"),
    path(f"{_OFFERED}term-dates/", intake_pages.calendar, name="calendar"),
    path(f"{_OFFERED}term-dates/add/", intake_pages.add_half_term, name="add_half_term"),
    path(
        f"{_OFFERED}term-dates/<slug:slug>/change/",
        intake_pages.change_half_term,
        name="change_half_term",
    ),
    path(f"{_OFFERED}bank-holidays/add/", intake_pages.add_bank_holiday, name="add_bank_holiday"),
    # Last, since a code may be any word.
    path(f"{_OFFERED}<slug:code>/", qualification_pages.qualification, name="qualification"),
]

# Cohorts, groups, timetables and sessions.
_COHORT = "cohorts/<slug:reference>/"
_GROUP = "groups/<slug:reference>/"
_SESSION = "sessions/<slug:reference>/"
cohorts: list[URLPattern] = [
    path("cohorts/", cohort_pages.cohorts, name="cohorts"),
    path("cohorts/create/", cohort_pages.create_cohort, name="create_cohort"),
    path(_COHORT, cohort_pages.cohort, name="cohort"),
    path(f"{_COHORT}change/", cohort_pages.change_cohort, name="change_cohort"),
    path(f"{_COHORT}move/<slug:status>/", cohort_pages.move_cohort, name="move_cohort"),
    path(f"{_COHORT}groups/", group_pages.groups, name="groups"),
    path(f"{_COHORT}groups/create/", group_pages.create_group, name="create_group"),
    path(f"{_GROUP}rename/", group_pages.rename_group, name="rename_group"),
    path(f"{_GROUP}delete/", group_pages.delete_group, name="delete_group"),
    path(f"{_COHORT}timetable/", timetable_pages.timetable, name="timetable"),
    path(f"{_COHORT}timetable/stamp/", timetable_pages.stamp_timetable, name="stamp_timetable"),
    path(f"{_COHORT}sessions/plan/", session_pages.plan_session, name="plan_session"),
    path(_SESSION, session_pages.session, name="session"),
    path(f"{_SESSION}move/", session_pages.move_session, name="move_session"),
    path(f"{_SESSION}cancel/", session_pages.cancel_session, name="cancel_session"),
    path(f"{_SESSION}restore/", session_pages.restore_session, name="restore_session"),
    path(f"{_SESSION}leads/<slug:lead>/remove/", session_pages.remove_lead, name="remove_lead"),
]

urlpatterns: list[URLPattern] = [*catalogue, *cohorts]
