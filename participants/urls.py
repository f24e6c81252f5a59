"""The addresses of `participants`: people and places, registers, and one’s own pages."""

from django.urls import URLPattern, path

from participants.views import my_programme
from participants.views import registers as views_registers

app_name = "participants"

people: list[URLPattern] = []

registers: list[URLPattern] = [
    path("sessions/<slug:reference>/register/", views_registers.take_register, name="take_register"),
]

own_pages: list[URLPattern] = [
    path("my-programme/", my_programme.my_programme, name="my_programme"),
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

urlpatterns = people + registers + own_pages
