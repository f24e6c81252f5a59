"""Many people through the same door in the same moment."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection


class Crowd:
    """So many people with a connection each, who go through doors together, round after round."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size)

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *fault: object) -> None:
        self.go([lambda: connection.close()] * self.size)  # each its own
        self._pool.shutdown()

    def go(self, doors: list[Callable[[], object]]) -> Counter[str]:
        """Let each through one door in the same moment; count what came of it.

        Anything but an answer or a refusal is raised here. The barrier holds everybody, so each
        door has a thread and a connection of its own.
        """
        assert len(doors) == self.size
        barrier = Barrier(self.size)

        def through(door: Callable[[], object]) -> str:
            barrier.wait(timeout=30)
            try:
                return str(door())
            except ValidationError as refusal:
                return refusal.messages[0].partition(":")[0]

        return Counter(self._pool.map(through, doors))


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


@contextmanager
def just_before_the_write(act: Callable[[], object]) -> Iterator[None]:
    """Let somebody else act between our reading and our first UPDATE, every time."""
    waiting = [act]

    def let_them(execute: Any, sql: str, *rest: Any) -> Any:
        if waiting and sql.startswith("UPDATE"):
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(let_them):
        yield
