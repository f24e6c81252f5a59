"""What never reaches a log line."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client

from accounts.logs import blanked, without_secrets


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GET /join/abc-DEF_123/", "GET /join/[secret]/"),
        ("/account/password/reset/key/1-abc/", "/account/password/reset/key/[secret]/"),
        ("GET /people/?q=Janet+Williams HTTP/1.1", "GET /people/?[query] HTTP/1.1"),
        ("Key (email)=(janet@example.org) exists", "Key (email)=([email]) exists"),
        ("job_started", "job_started"),
    ],
)
def test_secret_is_blanked(text, told):
    assert blanked(text) == told


def test_every_text_of_an_event_is_blanked():
    event = without_secrets(None, "info", {"request": "GET /join/abc/", "status": 200})

    assert event == {"request": "GET /join/[secret]/", "status": 200}


def test_token_of_a_link_is_in_no_line(db):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    made = logging.config.DictConfigurator(settings.LOGGING)
    # A copy: configuring takes the formatter's class out of what it is given.
    plain = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(made.configure_formatter(plain))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        Client().get("/join/canary-of-a-token/?e=janet@example.org")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    assert "/join/[secret]/" in written.getvalue()
    assert "canary" not in written.getvalue()
    assert "janet" not in written.getvalue()
