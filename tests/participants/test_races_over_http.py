"""Fifty people press “Add the participant” at once, over real HTTP against real web processes."""

import http.client
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from participants.queries.enrolments import places_taken
from tests.factories.accounts import make_member
from tests.factories.programmes import make_cohort
from tests.house.repository import ROOT
from tests.house.workers import database_url
from tools import run, services

CROWD, PLACES = 50, 20
SAME = "s" * 32  # a CSRF token that cookie and form agree on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def port() -> Iterator[int]:
    """The product in two web processes of four threads each, on the test database."""
    port = services.free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": database_url(),
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
    }
    command = [sys.executable, *run.WEB, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not run.answers(port):
            assert server.poll() is None, "the web server did not start"
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_fifty_posts_of_the_form_take_exactly_twenty_places(port: int) -> None:
    cohort = make_cohort(capacity=PLACES)
    client = Client()
    client.force_login(make_member(Role.HUB_LEADER, hub=cohort.hub))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SAME}"
    barrier = Barrier(CROWD)

    def add(number: int) -> int:
        answers = {
            "full_name": "Tom Reed",
            "email": f"reed{number}@example.org",
            **{"joined_on_day": 5, "joined_on_month": 10, "joined_on_year": 2026},
            **{"submission": f"form-{number}", "csrfmiddlewaretoken": SAME},
        }
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        path = f"/cohorts/{cohort.reference}/participants/add/"
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            barrier.wait(timeout=30)
            connection.request("POST", path, urlencode(answers), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    with ThreadPoolExecutor(CROWD) as crowd:
        statuses = Counter(crowd.map(add, range(CROWD)))

    assert statuses == {302: PLACES, 200: CROWD - PLACES}
    assert places_taken(cohort) == PLACES
