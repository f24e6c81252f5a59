"""What browsers are told with every page, and where nobody can be sent (S10, S11)."""

import os
import re
import subprocess
import sys

import pytest
from django.test import Client

from accounts.roles import Role
from tests.factories.accounts import make_member
from tests.house.repository import ROOT
from tests.house.test_url_matrix import NAMES
from tests.security.neighbours import Street
from tests.security.test_hostile_values import OPENED, of_the_house, who_opens

PASSWORD = "correct horse battery staple"
ELSEWHERE = [
    *("//evil.example", "///evil.example", "////evil.example/%2f..", "https://evil.example"),
    *("https:evil.example", "http:///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("/\t/evil.example", "\t//evil.example", "\n//evil.example", "%2f%2fevil.example"),
    *("https://testserver@evil.example", "https://testserver.evil.example"),
    "javascript:alert(1)",
    *("data:text/html,evil.example", "//evil.example\\@testserver", "ftp://evil.example"),
    *(
        "/%09/evil.example",
        "/%5cevil.example",
        "https://evil.example#testserver",
        "\0//evil.example",
    ),
    *(
        "//\u3002evil.example",
        "https:/\\evil.example",
        "http:\\\\evil.example",
        "//evil%E3%80%82example",
    ),
]
HOSTS = [
    *("evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"),
    *(
        "testserver:80@evil.example",
        "testserver, evil.example",
        "",
        " ",
        "testserver/evil",
        "[::2]",
    ),
    *("testserver\\evil", "testserver#evil", "testserver?evil", "127.0.0.2", "localhost.evil"),
    *("*", ".testserver", "evil\ttestserver", "testserver:99999x", "xn--evil.example"),
]


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
def test_every_page_carries_the_headers(street: Street) -> None:
    wrong = []
    for name in OPENED:
        identity = who_opens(name)
        answer = street.world.client(identity).get(of_the_house(name, street))
        policy = answer.headers.get("Content-Security-Policy", "")
        holds = {
            "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
            "frame": answer.headers.get("X-Frame-Options") == "DENY",
            "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
            "policy": all(
                part in policy
                for part in (
                    "default-src 'none'",
                    "object-src 'none'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'",
                    "form-action 'self'",
                )
            )
            and "unsafe" not in policy
            and "*" not in policy,
            "no-store": identity == "anonymous"
            or "no-store" in answer.headers.get("Cache-Control", ""),
        }
        wrong += [f"{name}: {what}" for what, is_right in holds.items() if not is_right]

    assert wrong == []


@pytest.mark.parametrize("path", ["/nowhere/", "/people/", "/?q=%00"])
def test_pages_of_errors_carry_the_headers_too(db, path) -> None:
    answer = Client().get(path)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_scripts_are_files_of_ours_and_nonces_never_repeat(leader_client) -> None:
    nonces = []
    for path in ["/account/login/", "/", "/cohorts/"] * 10:
        answer = leader_client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert re.findall(r"<script(?![^>]*(?:src|nonce)=)", answer.content.decode()) == []
        nonces += re.findall(r"'nonce-([^']+)'", policy)
        assert "script-src 'self'" in policy

    assert len(nonces) == len(set(nonces))


PRODUCTION = """
import django, json
django.setup()
from django.test import Client
c = Client()
a = c.get("/account/login/", secure=True)
plain = c.get("/account/login/")
print(json.dumps([a.status_code, sorted(k + "; " + v.OutputString() for k, v in a.cookies.items()),
    a.headers.get("Strict-Transport-Security"), plain.status_code, plain.headers["Location"]]))
"""


@pytest.mark.slow
@pytest.mark.once
def test_production_has_strict_cookies_and_transport(tmp_path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "npqhub.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "SECRET_KEY": "x" * 60,
        "NPQHUB_VAR": str(tmp_path),
        "NPQHUB_INSECURE_HTTP": "0",
        "NPQHUB_DEMO": "0",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "CRITICAL",
    }
    source = PRODUCTION.replace(
        "django.setup()",
        "from django.conf import settings; settings.STORAGES['staticfiles']['BACKEND'] ="
        " 'django.contrib.staticfiles.storage.StaticFilesStorage'; django.setup();"
        " from django.core.management import call_command; call_command('migrate', verbosity=0);"
        " call_command('createcachetable')",
    )
    said = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert said.returncode == 0, said.stderr[-2000:]
    line = said.stdout.strip().splitlines()[-1]
    assert '[200, ["__Host-csrf; ' in line
    assert all(part in line for part in ("HttpOnly", "Path=/", "SameSite=Lax", "Secure"))
    assert '"max-age=31536000; includeSubDomains; preload", 301, "https://testserver' in line


@pytest.fixture
def person(db):
    user = make_member(Role.HUB_LEADER)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(person, target) -> None:
    answers = {"login": person.email, "password": PASSWORD, "next": target}
    places = []
    for path in (
        "/account/login/",
        "/account/logout/",
        "/switch-role/",
        "/account/reauthenticate/",
    ):
        client = Client()
        if "login" not in path:
            client.force_login(person)
        places.append(client.post(path, answers).headers.get("Location", ""))
        places.append(client.get(path, {"next": target}).headers.get("Location", ""))

    outside = [place for place in places if re.match(r"\s*([a-z]+:|[/\\]\s*[/\\])", place, re.I)]
    assert outside == []


def test_signing_in_leads_to_the_page_that_was_asked_for(person) -> None:
    answers = {"login": person.email, "password": PASSWORD, "next": "/cohorts/"}

    assert Client().post("/account/login/", answers).url == "/cohorts/"


@pytest.mark.parametrize("host", HOSTS)
def test_foreign_host_is_refused(db, host) -> None:
    answer = Client(raise_request_exception=False).get("/account/login/", headers={"host": host})

    assert answer.status_code == 400 or "evil" not in answer.content.decode()
    assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url"])
def test_forwarded_host_changes_nothing(person, header) -> None:
    answer = Client().get("//evil.example/cohorts", headers={header: "evil.example"})

    assert "evil.example" not in answer.headers.get("Location", "").removeprefix("/%2Fevil.example")
    assert len(NAMES) > 50
