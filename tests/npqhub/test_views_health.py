"""Whether the machine-read pages tell the truth, and what people see without a database."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import Heartbeat, User


def refuse(*given: object) -> None:
    """Answer a statement as a database does that is gone."""
    raise OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def no_database(db: None) -> Iterator[None]:
    with connection.execute_wrapper(refuse):
        yield


def deaf() -> socket.socket:
    """Open a port that takes connections and never answers, like a stopped Redis."""
    return socket.create_server(("127.0.0.1", 0))


def test_live_needs_no_database(no_database: None, client: Client) -> None:
    assert client.get("/health/live/").json() == {"status": "live"}


def test_ready_tells_database_migrations_worker_and_broker(db: None, client: Client) -> None:
    Heartbeat.objects.create(name="worker", beat_at=timezone.now())

    answer = client.get("/health/ready/")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ready",
            "database": "answers",
            "pending_migrations": 0,
            "worker": {"status": "beats", "seconds_since_heartbeat": 0},
            "broker": "files",
        },
    )


@pytest.mark.parametrize(
    ("age", "said"), [(None, "never seen"), (timedelta(minutes=3), "late"), (timedelta(0), "beats")]
)
def test_ready_says_how_the_worker_is_and_stays_ready(
    db: None, client: Client, age: timedelta | None, said: str
) -> None:
    if age is not None:
        Heartbeat.objects.create(name="worker", beat_at=timezone.now() - age)

    answer = client.get("/health/ready/")

    assert (answer.status_code, answer.json()["worker"]["status"]) == (200, said)


def test_ready_is_503_without_a_database(no_database: None, client: Client) -> None:
    answer = client.get("/health/ready/")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": "unreachable"}


def test_ready_is_503_while_a_migration_waits(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'facilitators'")

    answer = client.get("/health/ready/")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["pending_migrations"] >= 1


def test_ready_without_a_broker_is_still_ready(db: None, client: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/health/ready/")

    assert (answer.status_code, answer.json()["broker"]) == (200, "unreachable")


@pytest.mark.slow
def test_ready_does_not_wait_for_a_broker_that_is_silent(
    db: None, client: Client, settings: object
) -> None:
    with deaf() as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"

        assert client.get("/health/ready/").json()["broker"] == "unreachable"


def test_ready_hears_a_broker_that_answers(db: None, client: Client, settings: object) -> None:
    with deaf() as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(16)
                line.sendall(b"+PONG\r\n")

        thread = threading.Thread(target=answer)
        thread.start()

        assert client.get("/health/ready/").json()["broker"] == "answers"
        thread.join()


def test_page_without_a_database_says_that_the_service_is_unavailable(
    leader: User, client: Client
) -> None:
    client.force_login(leader)
    client.raise_request_exception = False

    with connection.execute_wrapper(refuse):
        answer = client.get("/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Sorry, the service is unavailable" in answer.content.decode()


def test_missing_page_without_a_database_is_unavailable_too(leader: User, client: Client) -> None:
    client.force_login(leader)
    client.raise_request_exception = False

    with connection.execute_wrapper(refuse):
        answer = client.get("/nowhere/")

    assert answer.status_code == 503
