"""Make .venv and install what the requirements files pin; at once done when nothing changed.

Runs with the machine's own Python and the standard library alone:

    python3 tools/environment.py          what the product needs
    python3 tools/environment.py --dev    and what its tests and tools need
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PRODUCT = ROOT / "requirements.txt"
TOOLS = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)


def fingerprint(files: list[Path]) -> str:
    """Tell apart every state of the requirements and of the Python that serves them."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamp_of(files: list[Path]) -> Path:
    return VENV / f".installed-{'-'.join(file.stem for file in files)}"


def is_current(files: list[Path]) -> bool:
    stamp = stamp_of(files)
    works = (VENV / "bin" / "python").exists()
    return works and stamp.exists() and stamp.read_text() == fingerprint(files)


def make_venv() -> None:
    print("Making the virtual environment .venv ...", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            f"{made.stdout}{made.stderr}\nPython could not make a virtual environment. "
            "On Debian or Ubuntu: apt-get install python3-venv"
        )


def install(files: list[Path]) -> None:
    """Install the pins, each file checked against its hash."""
    names = " and ".join(file.name for file in files)
    print(f"Installing {names} (a minute on a slow line) ...", flush=True)
    arguments = [argument for file in files for argument in ("--requirement", str(file))]
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--no-input", "--require-hashes", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stderr}\nThe packages of {names} could not be installed.")
    stamp_of(files).write_text(fingerprint(files))


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            "NPQ Hub needs Python 3.11 or newer; this is "
            f"{sys.version.split()[0]}. Choose another: make run PYTHON=python3.12"
        )
    wanted = [PRODUCT, TOOLS] if "--dev" in sys.argv[1:] else [PRODUCT]
    if is_current(wanted) or (wanted == [PRODUCT] and is_current([PRODUCT, TOOLS])):
        return
    if not (VENV / "bin" / "pip").exists():
        make_venv()
    install(wanted)


if __name__ == "__main__":
    main()
