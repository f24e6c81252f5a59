"""What runs the product says the same thing everywhere: settings, environment, commands, words."""

import os
import re
import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from tests.house.repository import ROOT
from tools import check, run

pytestmark = pytest.mark.once

BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|sk_live_\w+|xox[bp]-\w+"
)


def example_names() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.M))


def names_read_by(path: str) -> set[str]:
    text = (ROOT / path).read_text()
    return set(re.findall(r"env(?:iron\.get)?(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text))


def names_in_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))


def run_tool(*command: str, **extra: str) -> str:
    """Run a checker; return what it complains of, nothing when it is content."""
    environment = check.clean_environment() | extra
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_env_example_names_exactly_what_is_read() -> None:
    read = names_read_by("npqhub/settings.py") | names_read_by("deploy/gunicorn.conf.py")

    assert example_names() == read | names_in_compose()


def test_env_example_says_what_each_variable_is() -> None:
    lines = EXAMPLE.splitlines()
    unexplained = [
        line
        for before, line in pairwise(lines)
        if re.match(r"#?[A-Z_]+=", line) and not before.startswith("# ")
    ]

    assert unexplained == []


@pytest.mark.django_db
@pytest.mark.slow
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_production_settings_pass_djangos_own_checks() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    assert run_tool(*command, **check.PRODUCTION) == ""


@pytest.mark.slow
def test_secret_key_has_no_default() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    without = {**check.PRODUCTION, "SECRET_KEY": ""}

    assert "SECRET_KEY" in run_tool(*command, **without)


@pytest.mark.slow
def test_compose_is_valid() -> None:
    checker = str(BIN / "check-jsonschema")

    assert run_tool(checker, "--builtin-schema", "vendor.compose-spec", "compose.yaml") == ""


@pytest.mark.slow
def test_dockerfile_is_valid() -> None:
    assert run_tool(str(BIN / "hadolint"), "Dockerfile") == ""


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_compose_service_is_pinned_and_watched(name: str) -> None:
    service = COMPOSE["services"][name]

    assert re.search(r":\d|^npqhub:latest$", service["image"])
    assert "healthcheck" in service


def test_compose_starts_what_make_run_starts() -> None:
    web = COMPOSE["services"]["web"]["command"]
    worker = COMPOSE["services"]["worker"]["command"]

    assert web[: len(run.WEB) - 1] == run.WEB[1:]
    assert worker[: len(run.WORKER) - 1] == run.WORKER[1:]


def test_words_of_make_in_the_documents_exist() -> None:
    words = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(path.read_text() for path in documents if path.exists())

    assert set(re.findall(r"`make ([a-z]+)", text)) <= words


def test_no_secret_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.splitlines()]
    leaking = [
        str(file)
        for file in files
        if file.is_file() and SECRET.search(file.read_text(errors="ignore"))
    ]

    assert leaking == []


def test_tests_reach_no_network() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stranger,
        pytest.raises(Exception, match=r"192\.0\.2\.1"),
    ):
        stranger.connect(("192.0.2.1", 9))


def test_a_developers_own_settings_stay_away_from_the_tests() -> None:
    assert os.environ["NPQHUB_VAR"] == str(ROOT / "var" / "tests")
