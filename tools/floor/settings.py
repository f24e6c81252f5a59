"""The product's settings with nothing in the way: the session and the user alone."""

from npqhub.settings import *  # noqa: F403  (the floor stands on the product's own database)
from npqhub.settings import INSTALLED_APPS as OF_THE_PRODUCT

ROOT_URLCONF = "tools.floor.urls"
INSTALLED_APPS = [
    "tools.floor.apps.SignIn" if app == "allauth.account" else app for app in OF_THE_PRODUCT
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
