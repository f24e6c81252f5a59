"""The app of requests for a place."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
