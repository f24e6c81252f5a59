"""The addresses of `applications`: the review queue, and what is signed by a link."""

from django.urls import URLPattern

app_name = "applications"

urlpatterns: list[URLPattern] = []
