"""The product's settings with nothing in the way: the session and the user alone."""

from npqhub.settings import *  # noqa: F403  (the floor stands on the product's own database)

ROOT_URLCONF = "tools.floor.urls"
INSTALLED_APPS = [
    "participants",
    "programmes",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "tools.floor.apps.SignIn",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
