"""The addresses of `participants`: people and places, registers, and one’s own pages."""

from django.urls import URLPattern, path

from participants.views import registers as views_registers

app_name = "participants"

people: list[URLPattern] = []

registers: list[URLPattern] = [
    path("sessions/<slug:reference>/register/", views_registers.take_register, name="take_register"),
]

own_pages: list[URLPattern] = []

urlpatterns = people + registers + own_pages
