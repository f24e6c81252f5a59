"""Lets the floor read the product's sessions, which name allauth's way of signing in."""

from django.apps import AppConfig


class SignIn(AppConfig):
    """allauth's accounts, without the middleware that it insists on at the start."""

    name = "allauth.account"
    label = "account"
