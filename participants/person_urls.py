"""The addresses about one person: their pages, what was said, what they need and ask for."""

from django.urls import URLPattern, path

from participants.views import adjustments, contacts, my_record, person
from participants.views import requests as request_pages
from participants.views.duplicates import leading_on

_PERSON = "participants/<slug:reference>/"
_ASKED = "requests/<slug:reference>/"

about_one: list[URLPattern] = [
    path(_PERSON, leading_on(person.participant), name="participant"),
    path(
        f"{_PERSON}timeline/", leading_on(person.participant_timeline), name="participant_timeline"
    ),
    path(
        f"{_PERSON}contacts/", leading_on(person.participant_contacts), name="participant_contacts"
    ),
    path(f"{_PERSON}contacts/add/", contacts.write_contact, name="write_contact"),
    path("contacts/<slug:reference>/correct/", contacts.correct_contact, name="correct_contact"),
    path("contacts/<slug:reference>/done/", contacts.finish_action, name="finish_action"),
    path("next-actions/", contacts.next_actions, name="next_actions"),
    path(f"{_PERSON}adjustments/add/", adjustments.add_adjustment, name="add_adjustment"),
    path(
        "adjustments/<slug:reference>/change/",
        adjustments.change_adjustment,
        name="change_adjustment",
    ),
    path("adjustments/<slug:reference>/end/", adjustments.end_adjustment, name="end_adjustment"),
    path(
        "sessions/<slug:reference>/adjustments/",
        adjustments.session_adjustments,
        name="session_adjustments",
    ),
    path("requests/", request_pages.requests_to_answer, name="requests_to_answer"),
    path(_ASKED, request_pages.request_to_answer, name="request_to_answer"),
    path(f"{_ASKED}decline/", request_pages.decline_request, name="decline_request"),
    path(f"{_ASKED}take-back/", request_pages.take_back_request, name="take_back_request"),
    path("my-programme/<slug:reference>/ask/", request_pages.ask_for_change, name="ask_for_change"),
    path("my-record/correct/", my_record.correct_own_details, name="correct_own_details"),
]
