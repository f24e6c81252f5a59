"""Who gets what from the addresses of `applications`."""

from tests.house.matrix import Row

ROWS: dict[str, Row] = {}
