"""The addresses of `participants`: people and places, registers, and one’s own pages."""

from django.urls import URLPattern, path

from participants.duplicate_urls import about_two
from participants.person_urls import about_one
from participants.views import changes as change_pages
from participants.views import cohort_participants as cohort_pages
from participants.views import deferrals as deferral_pages
from participants.views import groups as group_pages
from participants.views import imports as import_pages
from participants.views import my_programme
from participants.views import my_record as own_record
from participants.views import offers as offer_pages
from participants.views import people as people_pages
from participants.views import progress as progress_pages
from participants.views import registers as views_registers
from participants.views import schools as school_pages
from participants.views import transfers as transfer_pages
from participants.views import waiting as waiting_pages

app_name = "participants"

_COHORT = "cohorts/<slug:reference>/participants/"
_PERSON = "participants/<slug:reference>/"
_PLACE = "places/<slug:reference>/"
_LIST = "cohorts/<slug:reference>/waiting-list/"
_WAITING = "waiting/<slug:reference>/"
people: list[URLPattern] = [
    path("participants/", people_pages.participants, name="participants"),
    path("participants/export/", people_pages.export_participants, name="export_participants"),
    path(f"{_PERSON}change/", people_pages.change_participant, name="change_participant"),
    path(f"{_PERSON}invite/", people_pages.invite_participant, name="invite_participant"),
    path(_COHORT, cohort_pages.cohort_participants, name="cohort_participants"),
    path(f"{_COHORT}add/", cohort_pages.add_participant, name="add_participant"),
    path(f"{_COHORT}invite/", cohort_pages.invite_cohort, name="invite_cohort"),
    path(f"{_COHORT}import/", import_pages.import_participants, name="import_participants"),
    path(f"{_COHORT}import/template/", import_pages.import_template, name="import_template"),
    path("imports/<slug:reference>/", import_pages.participant_import, name="participant_import"),
    path("imports/<slug:reference>/check/", import_pages.check_import, name="check_import"),
    path("imports/<slug:reference>/errors/", import_pages.import_errors, name="import_errors"),
    path(
        "cohorts/<slug:reference>/groups/spread/", group_pages.spread_groups, name="spread_groups"
    ),
    path("groups/<slug:reference>/", group_pages.group, name="group"),
]

changes: list[URLPattern] = [
    path(f"{_PERSON}school/", school_pages.change_school, name="change_school"),
    path(f"{_PLACE}defer/", change_pages.defer_enrolment, name="defer_enrolment"),
    path(f"{_PLACE}return/", deferral_pages.change_return, name="change_return"),
    path(f"{_PLACE}withdraw/", change_pages.withdraw_enrolment, name="withdraw_enrolment"),
    path(f"{_PLACE}resume/", change_pages.resume_enrolment, name="resume_enrolment"),
    path(f"{_PLACE}complete/", change_pages.complete_enrolment, name="complete_enrolment"),
    path(f"{_PLACE}group/", group_pages.change_group, name="change_group"),
    path(f"{_PLACE}transfer/", transfer_pages.transfer_enrolment, name="transfer_enrolment"),
    path(f"{_PLACE}transfer/<slug:cohort>/", transfer_pages.transfer_to, name="transfer_to"),
    path(f"{_PLACE}hand-over/", change_pages.hand_over_enrolment, name="hand_over_enrolment"),
    path(
        f"{_COHORT}take-over/", transfer_pages.take_over_participant, name="take_over_participant"
    ),
    path("deferrals/", deferral_pages.deferrals, name="deferrals"),
    path("deferrals/export/", deferral_pages.export_deferrals, name="export_deferrals"),
]

registers: list[URLPattern] = [
    path(
        "sessions/<slug:reference>/register/", views_registers.take_register, name="take_register"
    ),
]

progress: list[URLPattern] = [
    path("cohorts/<slug:reference>/progress/", progress_pages.progress, name="progress"),
    path(
        "cohorts/<slug:reference>/progress/export/",
        progress_pages.export_progress,
        name="export_progress",
    ),
]

own_pages: list[URLPattern] = [
    path("my-programme/", my_programme.my_programme, name="my_programme"),
    path("my-record/", own_record.my_record, name="my_record"),
    path("my-programme/<slug:reference>/", my_programme.my_place, name="my_place"),
    path("my-programme/<slug:reference>/sessions/", my_programme.my_sessions, name="my_sessions"),
    path(
        "my-programme/<slug:reference>/modules/<slug:module>/",
        my_programme.my_module,
        name="my_module",
    ),
    path(
        "my-programme/<slug:reference>/activities/<slug:activity>/done/",
        my_programme.mark_activity_done,
        name="mark_activity_done",
    ),
    path(
        "my-programme/<slug:reference>/activities/<slug:activity>/undo/",
        my_programme.undo_activity,
        name="undo_activity",
    ),
]

waiting: list[URLPattern] = [
    path(_LIST, waiting_pages.waiting_list, name="waiting_list"),
    path(f"{_LIST}add/", waiting_pages.join_waiting_list, name="join_waiting_list"),
    path(
        f"{_LIST}add/<slug:participant>/",
        waiting_pages.join_waiting_list_as,
        name="join_waiting_list_as",
    ),
    path(f"{_LIST}offer/", waiting_pages.offer_places, name="offer_places"),
    path(f"{_WAITING}move/", waiting_pages.move_waiting, name="move_waiting"),
    path(f"{_WAITING}leave/", waiting_pages.leave_waiting_list, name="leave_waiting_list"),
    path(f"{_WAITING}answer/", offer_pages.answer_offer, name="answer_offer"),
    path("my-offers/<slug:reference>/", offer_pages.my_offer, name="my_offer"),
    path("offers/<slug:answer>/thank-you/", offer_pages.offer_answered, name="offer_answered"),
    path("offers/<str:token>/", offer_pages.place_offer, name="place_offer"),
]

urlpatterns = about_two + people + about_one + changes + registers + progress + own_pages + waiting
