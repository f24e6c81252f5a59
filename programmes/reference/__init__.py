"""Reference data in files that people can read, and what reads them, without a database."""

from pathlib import Path

FOLDER = Path(__file__).parent
DFE = FOLDER / "dfe"
