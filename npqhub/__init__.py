"""The roof: settings, URLs, each persona's home, health. Nobody imports it."""

from npqhub.celery import app as celery_app

__all__ = ["celery_app"]
