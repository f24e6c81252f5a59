"""The broker of one machine without Redis: a folder in which a message appears whole or not at all.

Kombu's own writes into the file under its final name. A worker that looks at that moment takes a
file that is still empty, cannot read it, and ends; within minutes of a run it happens.
"""

from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        draft = folder / f"{name}.draft"
        try:
            draft.write_text(dumps(message), encoding="utf-8")
            draft.replace(folder / name)
        except OSError as refusal:
            raise ChannelError(f"Cannot add {name} to {folder}: {refusal.strerror}") from refusal

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        """Let the table of an exchange begin as an empty list, never as an empty file."""
        table: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]
        if not table.exists():
            table.parent.mkdir(exist_ok=True)
            draft = table.with_name(f"{table.name}.{uuid4()}")
            draft.write_text("[]", encoding="utf-8")
            with suppress(FileExistsError):
                table.hardlink_to(draft)
            draft.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel
