"""The folder that stands in for a broker: no worker ever takes half a message."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from django.conf import settings
from kombu import Connection

from npqhub import celery_app
from npqhub.folder import Channel, Transport

MESSAGES = 300


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return Connection(
        transport=Transport,
        transport_options={
            "data_folder_in": str(tmp_path / "messages"),
            "data_folder_out": str(tmp_path / "messages"),
            "control_folder": str(tmp_path / "control"),
        },
    )


def take(channel: Channel, number: int) -> list[Any]:
    """Take so many messages, looking again at once while there is none."""
    taken: list[Any] = []
    while len(taken) < number:
        try:
            taken.append(channel._get("work"))
        except Empty:
            continue
    return taken


def test_folder_gives_each_message_whole_while_others_are_written(connection):
    channel = connection.channel()
    with ThreadPoolExecutor(1) as worker:
        taken = worker.submit(take, channel, MESSAGES)
        for number in range(MESSAGES):
            channel._put("work", {"number": number})

    assert sorted(each["number"] for each in taken.result()) == list(range(MESSAGES))
    assert list(Path(channel.data_folder_in).iterdir()) == []


def test_folder_keeps_one_table_however_many_bind_at_first(connection):
    channels = [connection.channel() for _ in range(8)]
    queues = [f"queue-{number}" for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda c, q: c._queue_bind("wake", "", "", q), channels, queues))

    assert sorted(each.queue for each in channels[0].get_table("wake")) == queues
    assert [file.name for file in channels[0].control_folder.iterdir()] == ["wake.exchange"]


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="Redis is the broker of this run")
def test_celery_uses_the_folder_where_there_is_no_redis():
    with celery_app.connection_for_write() as made:
        assert made.transport_cls == "npqhub.folder:Transport"
        assert isinstance(made.transport, Transport)
