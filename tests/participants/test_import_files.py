"""Lists in every form that schools, accidents and attackers give them, through the real page."""

import io
import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import spreadsheets, workbooks
from accounts.columns import NO_HEADINGS
from accounts.models import AuditEvent, Job, StoredFile
from accounts.tasks import run_waiting_jobs
from applications.models import ApplicationImport
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.models import Enrolment, ImportRow, Participant, ParticipantImport
from tests.factories.programmes import make_cohort
from tests.house.repository import ROOT
from tests.participants import made_files as made

Make = Callable[[], bytes]
DAY = {"joined_on_day": "5", "joined_on_month": "10", "joined_on_year": "2026"}
MEGABYTE = 1024 * 1024
WRONG_KIND, NOT_TEXT = spreadsheets.WRONG_KIND, spreadsheets.NOT_TEXT
EMPTY, NO_ROWS, OLD = spreadsheets.EMPTY, spreadsheets.NO_ROWS, spreadsheets.OLD_WORKBOOK
UNREADABLE, TOO_LARGE = workbooks.UNREADABLE, workbooks.TOO_LARGE
NO_NAMES = "The selected file must have a column called “Full name”."
TOO_MANY = "The selected file must have 20,000 rows or fewer"
TOO_BIG = "The selected file must be smaller than 10MB"
HEAD = b"Full name,Email\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html>\n<script>alert(1)</script>\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x03\0\x3e\0"

REFUSED: dict[str, tuple[str, bytes | Make, str]] = {
    "PNG named CSV": ("list.csv", PNG, NOT_TEXT),
    "PNG named XLSX": ("list.xlsx", PNG, WRONG_KIND),
    "PDF named CSV": ("list.csv", b"%PDF-1.7\n%\xe2\xe3", WRONG_KIND),
    "PDF named XLSX": ("list.xlsx", b"%PDF-1.7\n%\xe2\xe3", WRONG_KIND),
    "program named CSV": ("list.csv", ELF, NOT_TEXT),
    "program": ("list.exe", ELF, WRONG_KIND),
    "page named CSV": ("list.csv", HTML, NO_NAMES),
    "page named XLSX": ("list.xlsx", HTML, WRONG_KIND),
    "page": ("list.html", made.CSV.encode(), WRONG_KIND),
    "script in a picture named CSV": ("list.csv", SVG, NO_ROWS),
    "script in a picture": ("list.svg", SVG, WRONG_KIND),
    "list with two extensions": ("list.csv.html", made.CSV.encode(), WRONG_KIND),
    "no bytes": ("list.csv", b"", EMPTY),
    "no bytes named XLSX": ("list.xlsx", b"", EMPTY),
    "only a byte order mark": ("list.csv", b"\xef\xbb\xbf", EMPTY),
    "only headings": ("list.csv", HEAD, NO_ROWS),
    "only headings in XLSX": ("list.xlsx", lambda: made.workbook([made.GOOD[0]]), NO_ROWS),
    "only blank lines": ("list.csv", b"\r\n \r\n,,\r\n", EMPTY),
    "only zeros": ("list.csv", b"\0" * 500, EMPTY),
    "no headings": ("list.csv", b"Amina Khan,amina@example.org\nZo,z@example.org\n", NO_HEADINGS),
    "zeros between": ("list.csv", HEAD + b"Amina\0Khan,a@example.org\n", NOT_TEXT),
    "quotation mark left open": (
        *("list.csv", HEAD + b'"Amina Khan,a@example.org\nZo,z@example.org\n'),
        'The selected file has a quotation mark (") out of place near row 3',
    ),
    "cell of a megabyte": (
        *("list.csv", HEAD + b"x" * MEGABYTE + b",a@example.org\n"),
        "The selected file has a cell that is too long near row 2",
    ),
    "5,000 columns": (
        *("list.csv", b",".join(b"C%d" % n for n in range(5000)) + b"\n1,2\n"),
        "The selected file must have 250 columns or fewer",
    ),
    "5,000 columns in XLSX": (
        *("list.xlsx", lambda: made.workbook([[f"C{n}" for n in range(5000)], [1, 2]])),
        "The selected file must have 250 columns or fewer",
    ),
    "a million columns": (
        *("list.csv", lambda: b",".join(b"C%d" % n for n in range(1_000_000)) + b"\n1\n"),
        "The selected file must have 250 columns or fewer",
    ),
    "a million rows": ("list.csv", lambda: HEAD + b"a,b\n" * 1_000_000, TOO_MANY),
    "a million rows of people": (
        *("list.csv", lambda: HEAD + b"Amina Khan,amina@example.org\n" * 1_000_000),
        TOO_BIG,
    ),
    "bomb of 268 megabytes": ("list.xlsx", lambda: made.zeros(268), TOO_LARGE),
    "bomb that claims 4 gigabytes": ("l.xlsx", lambda: made.declaring(2**32 - 2), TOO_LARGE),
    "bomb that claims to be small": ("l.xlsx", lambda: made.declaring(5), UNREADABLE),
    "zip in a zip": (
        "list.xlsx",
        lambda: made.changed(b"PK\5\6" + b"\0" * 18, inner__zip=made.zeros(1)),
        UNREADABLE,
    ),
    "password": ("list.xlsx", made.ole, OLD),
    "password, named CSV": ("list.csv", made.ole, OLD),
    "torn workbook": ("list.xlsx", lambda: made.workbook()[:900], UNREADABLE),
    "laughs in a sheet": (
        *("list.xlsx", lambda: made.with_sheet(made.cell("&d;"), before=made.LAUGHS)),
        UNREADABLE,
    ),
    "laughs in shared strings": (
        *("l.xlsx", lambda: made.with_strings("<si><t>&d;</t></si>", before=made.LAUGHS)),
        UNREADABLE,
    ),
    "laughs in UTF-16": (
        "list.xlsx",
        lambda: made.with_sheet(made.cell("&d;"), before=made.LAUGHS, encoding="utf-16"),
        UNREADABLE,
    ),
    "entity from outside": (
        *("list.xlsx", lambda: made.with_sheet(made.cell("&d;"), before=made.OUTSIDE)),
        UNREADABLE,
    ),
    "entity from outside in shared strings": (
        *("l.xlsx", lambda: made.with_strings("<si><t>&d;</t></si>", before=made.OUTSIDE)),
        UNREADABLE,
    ),
    "row of a million cells": (
        *("l.xlsx", lambda: made.with_sheet(f"<row>{'<c/>' * 1_000_000}</row>")),
        TOO_LARGE,
    ),
    "styles without end": (
        "list.xlsx",
        lambda: made.changed(
            made.workbook(), xl__styles_xml=b"<styleSheet>" + b"<xf/>" * 100_000 + b"</styleSheet>"
        ),
        TOO_LARGE,
    ),
    "depth without end": ("l.xlsx", lambda: made.with_strings("<si>" * 9_000), TOO_LARGE),
}

ACCEPTED: dict[str, tuple[str, bytes | Make]] = {
    "plain": ("list.csv", made.CSV.encode()),
    "UTF-8 with a mark": ("list.csv", made.CSV.encode("utf-8-sig")),
    "UTF-16 with a mark": ("list.csv", made.CSV.encode("utf-16")),
    "UTF-16 BE with a mark": ("list.csv", b"\xfe\xff" + made.CSV.encode("utf-16-be")),
    "UTF-16 without a mark": ("list.csv", made.CSV.encode("utf-16-le")),
    "CR alone": ("list.csv", made.CSV.replace("\r\n", "\r").encode()),
    "LF alone": ("list.csv", made.CSV.replace("\r\n", "\n").encode()),
    "semicolons": ("list.csv", made.CSV.replace(",", ";").encode()),
    "tabs": ("list.csv", made.CSV.replace(",", "\t").encode()),
    "CSV named XLSX in capitals": ("LIST.XLSX", made.workbook),
    "workbook named CSV": ("list.csv", made.workbook),
    "spaces that do not break": ("list.csv", made.CSV.replace("Amina", "\u00a0Amina").encode()),
    "capitals": ("list.csv", made.CSV.replace("amina@", " AMINA@").encode()),
    "spaces after": ("list.csv", made.CSV.replace("\r\n", "  \r\n").encode()),
    "macros": (*("list.xlsx", lambda: made.changed(made.workbook(), xl__vbaProject=made.ole())),),
    "zip beside the sheet": (
        *("list.xlsx", lambda: made.changed(made.workbook(), xl__inner=made.workbook())),
    ),
    "a part that climbs out": (
        *("l.xlsx", lambda: made.changed(made.workbook(), **{"..__..__etc__passwd": b"root"})),
    ),
    "name that climbs out": ("../../etc/list.csv", made.CSV.encode()),
    "absolute name": ("/etc/passwd.csv", made.CSV.encode()),
    "name of Windows": ("C:\\list.csv", made.CSV.encode()),
    "name of 300 letters": ("l" * 300 + ".csv", made.CSV.encode()),
    "name read from the right": ("list\u202evsc.csv", made.CSV.encode()),
    "name with a zero": ("li\0st.csv", made.CSV.encode()),
}


def to_participants() -> str:
    cohort = make_cohort(capacity=50)
    return reverse("participants:import_participants", args=[cohort.reference])


def to_applications() -> str:
    return reverse("applications:add_applications")


DOORS = [to_participants, to_applications]


def upload(
    client: Client, name: str, content: bytes, door: Callable[[], str] = to_participants
) -> HttpResponse:
    """Post a file by hand, and go on as the page proposes.

    Django's own client would make its name harmless on the way.
    """
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in DAY.items()
    )
    named = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    kind = "Content-Type: text/html\r\n\r\n"  # which nobody believes
    body = (fields + named + kind).encode() + content + b"\r\n--x--\r\n"
    answer = client.post(door(), body, content_type="multipart/form-data; boundary=x")
    return client.post(answer.headers["Location"]) if answer.status_code == 302 else answer


def bytes_of(content: bytes | Make) -> bytes:
    return content() if callable(content) else content


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_with_one_sentence(
    leader_client: Client,
    name: str,
    content: bytes | Make,
    sentence: str,
    door: Callable[[], str],
) -> None:
    answer = upload(leader_client, name, bytes_of(content), door)

    assert (answer.status_code, answer.context["form"].errors) == (200, {"file": [sentence]})
    written = (Job, StoredFile, Participant, ParticipantImport, ApplicationImport, AuditEvent)
    assert [model.objects.count() for model in written] == [0] * len(written)


@pytest.mark.parametrize(("name", "content"), ACCEPTED.values(), ids=ACCEPTED)
def test_list_in_an_odd_form_is_taken_in(
    leader_client: Client, name: str, content: bytes | Make
) -> None:
    answer = upload(leader_client, name, bytes_of(content))
    run_waiting_jobs()

    assert answer.status_code == 302
    rows = ImportRow.objects.values_list("number", "outcome", "sentence")
    assert list(rows) == [(2, "enrolled", "")]
    people = Enrolment.objects.values_list("participant__full_name", "participant__email")
    assert list(people) == [("Amina Khan", "amina@example.org")]


def test_names_of_files_are_kept_harmless(leader_client: Client) -> None:
    for name in ("../../etc/list.csv", "l" * 300 + ".csv", "li\u202est\0.csv"):
        upload(leader_client, name, made.CSV.encode())

    kept = StoredFile.objects.order_by("pk").values_list("name", flat=True)
    assert list(kept) == ["list.csv", "l" * 251 + ".csv", "list.csv"]


class Endless(io.RawIOBase):
    """A body of 100 megabytes that is nowhere in memory."""

    def __init__(self, start: bytes, end: bytes) -> None:
        self.start, self.end, self.left = start, end, 100 * MEGABYTE

    def read(self, size: int = -1) -> bytes:
        if self.start:
            piece, self.start = self.start, b""
        elif self.left:
            size = min(size, self.left)
            piece, self.left = b"x" * size, self.left - size
        else:
            piece, self.end = self.end, b""
        return piece


@pytest.mark.parametrize("door", DOORS)
def test_body_of_100_megabytes_is_refused_and_never_in_memory(
    leader_client: Client, door: Callable[[], str]
) -> None:
    named = 'form-data; name="file"; filename="list.csv"'
    start = f"--x\r\nContent-Disposition: {named}\r\n\r\n".encode()
    end = b"\r\n--x--\r\n"
    url = door()

    tracemalloc.start()
    answer = leader_client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=url,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(len(start) + 100 * MEGABYTE + len(end)),
        **{"wsgi.input": Endless(start, end)},
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert answer.context["form"].errors["file"] == [TOO_BIG]
    assert peak < 30 * MEGABYTE


BOMBS = """
import resource, sys
from django.core.exceptions import ValidationError
from accounts.spreadsheets import rows_of
from tests.participants import made_files as made

bombs = [
    made.declaring(2**32 - 2),
    made.with_sheet(f"<row>{'<c/>' * 1_000_000}</row>"),
    made.with_sheet("<row><c><v>1</v></c></row>" * 600_000),
    made.with_sheet('<row r="1"/><row r="1048576"><c><v>1</v></c></row>'),
    made.with_strings("<si><t>ab</t></si>" * 200_000),
    b"Full name,Email\\n" + b"a,b\\n" * 2_000_000,
]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for bomb in bombs:
    try:
        rows_of("list.xlsx" if bomb[:2] == b"PK" else "list.csv", bomb)
    except ValidationError:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.once
def test_no_file_makes_the_server_swell() -> None:
    ran = subprocess.run([sys.executable, "-c", BOMBS], cwd=ROOT, capture_output=True, check=True)

    assert int(ran.stdout) < 200
