"""The Celery application: workers take work from database rows; the broker only wakes them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npqhub.settings")

app = Celery("npqhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
