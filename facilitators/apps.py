"""The Django app `facilitators`."""

from django.apps import AppConfig


class FacilitatorsConfig(AppConfig):
    name = "facilitators"
    default_auto_field = "django.db.models.BigAutoField"
