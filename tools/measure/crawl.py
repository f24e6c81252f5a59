"""Follows the links of every role's pages and counts the queries of each; prints JSON.

python -m tools.measure.crawl
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Iterator

LINK = re.compile(r'href="(/[^"#]*)"')
# Pages that end the visit or answer with a file.
LEFT_OUT = ("/account/", "/static/", "/health/")
FILES = ("/export/", "/template/", "/errors/")
MOST = 80  # pages for one role


def counted(email: str) -> Iterator[tuple[str, int, int]]:
    """Yield each page that can be reached from home, once by name: name, status, queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import resolve

    from accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))
    waiting = deque(["/"])
    seen: set[str] = set()
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        name = resolve(path.partition("?")[0]).view_name
        kind = f"{name}?" if "?" in path else name
        if kind in seen:
            continue
        seen.add(kind)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        yield name, answer.status_code, len(queries)
        if answer.status_code == 302:
            waiting.append(answer.headers["Location"])
        elif not answer.streaming:
            found = (link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode()))
            waiting += (link for link in found if is_page(link))


def is_page(link: str) -> bool:
    return not link.startswith(LEFT_OUT) and not link.partition("?")[0].endswith(FILES)


def crawl() -> dict[str, list[tuple[str, int, int]]]:
    from quality.demo import plan

    first: dict[str, str] = {}
    for account in plan.ACCOUNTS:
        first.setdefault(account.role, account.email)
    return {role: list(counted(email)) for role, email in first.items()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npqhub.settings")
    import django

    django.setup()
    print(json.dumps(crawl()))
