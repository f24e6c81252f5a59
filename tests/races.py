"""Many people through the same door in the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(doors: list[Callable[[], object]]) -> Counter[str]:
    """Go through all doors at once; count what each answered or was refused with."""
    barrier = Barrier(len(doors))

    def go(door: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            return str(door())
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doors)) as pool:
        return Counter(pool.map(go, doors))
