"""Fetch the front end's files as npm packs them and make them fit for a site that is not GOV.UK.

For developers, once per upgrade: ``python tools/vendor_frontend.py``. It reads the versions and
checksums of ``tools/frontend.lock.json``, and writes ``static/vendor``, which is committed.
To upgrade, change a version, run with ``--relock``, and look at the pages.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "frontend.lock.json"
VENDOR = ROOT / "static" / "vendor"
FONTS = "var(--app-font,Helvetica,Arial,sans-serif)"
FORBIDDEN = ("GDS Transport", "crest", "crown", "sourceMappingURL", "url(/", "fonts/")


def main() -> None:
    lock = json.loads(LOCK.read_text())
    with tempfile.TemporaryDirectory() as folder:
        for name, package in lock.items():
            print(f"{name} {package['version']}")
            vendor(package, fetch(name, package, Path(folder), relock="--relock" in sys.argv))
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    assert_fit()


def fetch(name: str, package: dict, folder: Path, *, relock: bool) -> Path:
    """Let npm pack a version, compare its checksum with the lock, and unpack it."""
    order = ["npm", "pack", "--silent", f"{name}@{package['version']}"]
    packed = subprocess.run(order, cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / packed.stdout.strip().splitlines()[-1]
    digest = hashlib.sha512(archive.read_bytes()).digest()
    checksum = f"sha512-{base64.b64encode(digest).decode()}"
    if relock:
        package["integrity"] = checksum
    if checksum != package["integrity"]:
        sys.exit(f"{name}: the checksum is {checksum}, the lock says {package['integrity']}.")
    with tarfile.open(archive) as tar:
        tar.extractall(folder / package["folder"], filter="data")
    return folder / package["folder"] / "package"


def vendor(package: dict, source: Path) -> None:
    """Copy the files we use, rewritten, with the pictures their css asks for."""
    target = VENDOR / package["folder"]
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in package["files"]:
        text = re.sub(r"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?", "", (source / path).read_text())
        if path.endswith(".css"):
            text = rewrite(text, package.get("components", []))
            copy_pictures(text, source / package["pictures"], target)
        (target / Path(path).name).write_text(text.rstrip() + "\n")


def rewrite(css: str, components: list[str]) -> str:
    """Take out the fonts, the crest and what we do not use; make addresses relative."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"GDS Transport,arial,sans-serif", FONTS, css)
    css = css.replace("url(/assets/images/", "url(")
    return "".join(kept(css, components))


def kept(css: str, components: list[str]) -> Iterator[str]:
    """The rules worth keeping, media queries looked into."""
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            inside = "".join(kept(body, components))
            if inside:
                yield f"{head}{{{inside}}}"
        elif head.startswith("@") or wanted(head, body, components):
            yield f"{head}{{{body}}}" if body or "{" not in head else head


def wanted(selector: str, body: str, components: list[str]) -> bool:
    if any(mark in selector for mark in ("copyright-logo", "logotype", "crown")):
        return False
    if components and ".js-enabled" in selector:
        return False
    named = re.findall(r"\.(moj-[a-z]+(?:-[a-z]+)*)", selector)
    return not components or any(name in components for name in named)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule's head and body at the outermost level."""
    start = depth = opened = 0
    for place, letter in enumerate(css):
        if letter == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
        elif letter == ";" and depth == 0:
            start = place + 1


def copy_pictures(css: str, source: Path, target: Path) -> None:
    for name in re.findall(r"url\(([^):]+)\)", css):
        shutil.copy(source / name, target / name)


def assert_fit() -> None:
    """Refuse to leave anything behind that belongs to GOV.UK alone."""
    for path in VENDOR.rglob("*.*"):
        if path.suffix in (".css", ".js"):
            found = [word for word in FORBIDDEN if word in path.read_text()]
            assert not found, f"{path.name} still has {found}"
        assert path.suffix not in (".woff", ".woff2", ".map"), path.name
    print(f"{sum(path.stat().st_size for path in VENDOR.rglob('*.*')):,} bytes in static/vendor")


if __name__ == "__main__":
    main()
