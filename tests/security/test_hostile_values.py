"""Whatever is typed, sent or put into an address, no page breaks."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.house.test_url_matrix import NAMES, ROWS, body, undone
from tests.security.neighbours import Street
from tests.security.test_foreign_records import address

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quiet")]
LARGE = "9" * 30
# Each value stands for a kind: numbers, ends of text, controls, formats, size.
VALUES = ["-1", LARGE, "a\0b'\"<%", "x" * 200_000]
# These are refused, or mean nothing, before a database hears of them.
FOR_THE_FORMS = ["9" * 5000, "\u202e__class__{{7*7}}", "\r\nSet-Cookie: a=b", "2026-13-45"]
VALUES += [pytest.param(value, marks=pytest.mark.once) for value in FOR_THE_FORMS]
PARAMETERS = [
    *("q", "page", "sort", "status", "hub", "programme", "intake", "cohort", "group", "session"),
    *("view", "show", "year", "count", "kind", "offering", "role", "organisation", "suite"),
    *("cleared", "next", "only", "course_group"),
]
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')


def who_opens(name: str) -> str | None:
    row = ROWS[name]
    if row.open:
        return "anonymous"
    order = ("hub_leader", "administrator", "national_leader", "participant", "facilitator")
    return next((identity for identity in order if identity in row.ok), None)


def of_the_house(name: str, street: Street) -> str:
    return address(name, {}, street)


OPENED = [name for name in NAMES if who_opens(name)]


def broken(client: Client, method: str, path: str, data: object = None) -> Iterator[str]:
    with undone():
        answer = getattr(client, method)(path, data)
        body(answer)
    if answer.status_code >= 500:
        fault = (getattr(answer, "exc_info", None) or (None, "?"))[1]
        yield f"{method} {path[:80]} {str(data)[:120]}: {answer.status_code} {fault!r}"[:400]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_query_string_breaks_a_page(street: Street, value: str) -> None:
    found: list[str] = []
    for name in OPENED:
        client = street.world.client(who_opens(name))
        query = "&".join(f"{each}={quote(value)}" for each in PARAMETERS)
        found += broken(client, "get", f"{of_the_house(name, street)}?{query}")

    assert "\n".join(found) == ""


@pytest.mark.parametrize("raw", ["a%00b", "%ff%fe", "%0d%0aX:1", "x" * 3000])
def test_no_address_breaks(street: Street, raw: str) -> None:
    found: list[str] = []
    for name in [name for name in OPENED if ROWS[name].parameters()]:
        parameters = ROWS[name].parameters()
        marked = address(name, {}, street)
        for of in parameters.values():
            known = street.world.references.get(of, of)
            path = marked.replace(known, raw)
            found += broken(street.world.client(who_opens(name)), "get", path)

    assert "\n".join(found) == ""


def fields_of(page: str) -> list[str]:
    named = [unescape(name) for name in FIELD.findall(page)]
    return [name for name in dict.fromkeys(named) if name != "csrfmiddlewaretoken"]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_answer_breaks_a_form(street: Street, value: str) -> None:
    """Fill every form with one value: all fields, then each field with the others as they were."""
    found: list[str] = []
    for name in OPENED:
        client, path = street.world.client(who_opens(name)), of_the_house(name, street)
        query = "?count=2&kind=seminar" if name == "programmes:create_group" else ""
        fields = fields_of(body(client.get(path + query)))
        found += broken(client, "post", path + query, dict.fromkeys(fields, value))

    assert "\n".join(found) == ""


DATES = [("1", "1", "0000"), ("31", "12", "9999"), ("1", "13", "2026"), ("-1", "2", "2026")]
DATES += [
    (LARGE, "1", "2026"),
    ("1", LARGE, "2026"),
    ("31", "12", "2199"),
    ("1", "9" * 5000, "2026"),
]


WITH_DATES = [
    *("participants:add_participant", "participants:change_participant"),
    *("participants:defer_enrolment", "participants:change_group"),
    *("participants:import_participants", "programmes:change_cohort", "programmes:plan_session"),
    *("programmes:move_session", "programmes:add_half_term"),
    *("programmes:add_bank_holiday", "facilitators:clear_facilitator"),
]


@pytest.mark.parametrize("day", DATES, ids=range(len(DATES)))
def test_no_date_breaks_a_form(street: Street, day: tuple[str, str, str]) -> None:
    found: list[str] = []
    dated = 0
    asked = [(who_opens(name), of_the_house(name, street)) for name in WITH_DATES]
    for identity, path in [*asked, ("national_leader", "/people/invite/inspector/")]:
        client = street.world.client(identity)
        page = body(client.get(path))
        if "_year" not in page:
            continue
        dated += 1
        filled = filled_in(page)
        for field in filled:
            for part, text in zip(("_day", "_month", "_year"), day, strict=True):
                if field.endswith(part):
                    filled[field] = text
        found += broken(client, "post", path, filled)

    assert "\n".join(found) == ""
    assert dated >= 8


def filled_in(page: str) -> dict[str, str]:
    """Answer a page's form with its own values, the first choice, or a plain text."""
    answers: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if not name or name == "csrfmiddlewaretoken":
            continue
        value = unescape(attributes.get("value", ""))
        plain = {"email": "a@example.org", "number": "5", "url": "https://example.org"}
        if kind in ("radio", "checkbox"):
            answers.setdefault(name, value)
        else:
            answers.setdefault(
                name, value or ("4pm" if "time" in name else plain.get(kind, "Ab c"))
            )
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        values = re.findall(r'<option[^>]*value="([^"]*)"', inner)
        answers[name] = next(filter(None, values), "")
    return answers


NAMES_OF_FILES = ["../../etc/passwd.csv", "a\u202e\0<b>.csv", "x" * 300 + ".csv"]
CONTENTS = [b"", b"\0\0\0", b"\xff\xfe", b"PK\x03\x04", b"=1+1,@x\n", b'"' * 5000, b"," * 100_000]


@pytest.mark.parametrize("file_name", NAMES_OF_FILES)
@pytest.mark.parametrize("content", CONTENTS, ids=range(len(CONTENTS)))
def test_no_file_breaks_an_upload(street: Street, file_name: str, content: bytes) -> None:
    found: list[str] = []
    for name, field in (
        ("participants:import_participants", "file"),
        ("accounts:load_schools", "register"),
    ):
        client, path = street.world.client(who_opens(name)), of_the_house(name, street)
        sent = {**filled_in(body(client.get(path))), field: SimpleUploadedFile(file_name, content)}
        found += broken(client, "post", path, sent)

    assert "\n".join(found) == ""


@pytest.mark.parametrize("sent", ['"abcdefgh\\000"', "x" * 5000, "'; --", "\u00ff" * 40])
def test_no_cookie_breaks_a_page(street: Street, sent: str) -> None:
    client = Client(raise_request_exception=False)
    client.defaults["HTTP_COOKIE"] = f"npqhub_session={sent}; npqhub_csrf={sent}; messages={sent}"

    found = list(broken(client, "get", "/")) + list(broken(client, "get", "/account/login/"))

    assert "\n".join(found) == ""


def test_the_walk_sees_what_breaks(street: Street, monkeypatch) -> None:
    monkeypatch.setattr("participants.queries.search.folded", lambda text: 1 / 0)
    path = f"{of_the_house('participants:participants', street)}?q=x"

    assert list(broken(street.world.client("hub_leader"), "get", path)) != []
