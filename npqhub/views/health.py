"""Whether this process lives, and whether it is ready to serve; for machines, without sign-in."""

import socket
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import Heartbeat

BROKER_PATIENCE = 1.0
# The worker beats every 30 seconds; after this long it is told as late.
LATE_SECONDS = 120


@login_not_required
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; asks nothing of anything else."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether pages can be served: the database answers and has every migration.

    Worker and broker are told too, but never make the pages unready: work waits in the database.
    """
    try:
        pending = _pending_migrations()
        worker = _worker(timezone.now())
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "unreachable"}, status=503)
    answer = {
        "status": "ready" if not pending else "not ready",
        "database": "answers",
        "pending_migrations": pending,
        "worker": worker,
        "broker": _broker(settings.REDIS_URL),
    }
    return JsonResponse(answer, status=503 if pending else 200)


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker(now: datetime) -> dict[str, object]:
    beat = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    if beat is None:
        return {"status": "never seen", "seconds_since_heartbeat": None}
    age = int((now - beat).total_seconds())
    return {"status": "late" if age > LATE_SECONDS else "beats", "seconds_since_heartbeat": age}


def _broker(url: str) -> str:
    """Say whether the broker takes a connection, after a second at most."""
    if not url:
        return "files"
    parts = urlsplit(url)
    try:
        address = (parts.hostname or "localhost", parts.port or 6379)
        with socket.create_connection(address, timeout=BROKER_PATIENCE) as line:
            line.settimeout(BROKER_PATIENCE)
            # Any answer will do, a refusal without password too: a stopped Redis gives none.
            line.sendall(b"PING\r\n")
            return "answers" if line.recv(1) else "unreachable"
    except OSError:
        return "unreachable"
