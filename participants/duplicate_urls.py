"""The addresses of records that look like one person."""

from django.urls import URLPattern, path

from participants.views import duplicates as pages

_PAIR = "duplicates/<slug:reference>/<slug:other>/"

about_two: list[URLPattern] = [
    path("duplicates/", pages.duplicates, name="duplicates"),
    path(_PAIR, pages.merge_participants, name="merge_participants"),
    path(f"{_PAIR}different/", pages.tell_apart, name="tell_apart"),
    path(f"{_PAIR}again/", pages.look_again, name="look_again"),
    path("merges/<slug:reference>/undo/", pages.undo_merge, name="undo_merge"),
]
