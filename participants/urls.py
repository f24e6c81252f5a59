"""The addresses of `participants`: people and places, registers, and the participant's own pages."""

from django.urls import URLPattern

app_name = "participants"

people: list[URLPattern] = []

registers: list[URLPattern] = []

own_pages: list[URLPattern] = []

urlpatterns = people + registers + own_pages
