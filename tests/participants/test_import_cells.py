"""What single cells may hold: names of the world, formulas, numbers as Excel writes them."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from accounts.spreadsheets import csv_text, guarded, unguarded
from accounts.tasks import run_waiting_jobs
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.models import Enrolment, Participant, ParticipantImport
from tests.participants import made_files as made
from tests.participants.test_import_files import upload

NAMES = [
    *("Sam O'Neill", "Zoë D’Arcy", "Null", "None", "True", "N/A", "1-2", "0", "Li"),
    *("Łukasz Żółć", "محمد علي", "王小明", "דוד כהן", "Nguyễn Thị Hương", "Björk 😀", "Ọlá"),
    *("=SUM(A1:A9)", "+44 20", "-1+1", "@SUM(1)", "\uff1d1+1", "\uff0b1", "|cmd", "'=1", "''+1"),
    *("x" * 200, 'Say "Sam"', "Comma, Sam", "Semi; Sam", "<b>Sam</b>", "{{ 7 }}", "' OR 1=1 --"),
]


def raw(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def people(names: list[str]) -> list[list[str]]:
    return [["Full name", "Email"], *([name, f"p{n}@example.org"] for n, name in enumerate(names))]


def taken_in(client: Client, name: str, content: bytes) -> None:
    assert upload(client, name, content).status_code == 302
    run_waiting_jobs()


def problems() -> list[str]:
    rows = ParticipantImport.objects.get().rows.order_by("number")
    return [row.sentence for row in rows]


@pytest.mark.parametrize("form", ["guarded", "utf-16", "xlsx"])
def test_names_of_the_world_come_in_as_the_same_signs(leader_client: Client, form: str) -> None:
    rows = people(NAMES)
    contents = {
        "guarded": lambda: csv_text(rows).encode(),
        "raw": lambda: raw(
            [[a.replace("''+1", "'''+1").replace("'=1", "''=1"), b] for a, b in rows]
        ).encode(),
        "utf-16": lambda: csv_text(rows).encode("utf-16"),
        "xlsx": lambda: made.workbook([[guarded(a) if a[0] == "'" else a, b] for a, b in rows]),
    }
    taken_in(leader_client, "l.xlsx" if form == "xlsx" else "l.csv", contents[form]())

    kept = Participant.objects.order_by("pk").values_list("full_name", flat=True)
    assert sorted(kept) == sorted(NAMES)


def test_what_a_program_would_calculate_goes_out_with_an_apostrophe(leader_client: Client) -> None:
    taken_in(leader_client, "l.csv", csv_text(people(NAMES)).encode())

    answer = leader_client.get(reverse("participants:export_participants"))
    text = answer.getvalue().decode("utf-8-sig")

    names = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    assert not [name for name in names if name[:1] in "=+-@|\uff1d\uff0b"]
    assert sorted(map(unguarded, names)) == sorted(NAMES)


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("AMINA@EXAMPLE.ORG", "amina@example.org"),
        (" amina@example.org\u00a0", "amina@example.org"),
        ("amina@bücher.example", "amina@bücher.example"),
        ("o'neill+npq@example.org", "o'neill+npq@example.org"),
    ],
)
def test_email_addresses_are_read_as_people_type_them(
    leader_client: Client, email: str, kept: str
) -> None:
    taken_in(leader_client, "l.csv", raw([["Full name", "Email"], ["Amina", email]]).encode())

    assert (problems(), Participant.objects.get().email) == ([""], kept)


@pytest.mark.parametrize(
    ("cell", "trn"),
    [
        (1234567, "1234567"),
        (1234567.0, "1234567"),
        (34567, "0034567"),
        ("12/34567", "1234567"),
        ("1234567.0", "1234567"),
        ("1.234567E+06", "1234567"),
        (" 1234567\u00a0", "1234567"),
        ("", ""),
        (None, ""),
    ],
)
def test_trn_is_read_as_excel_writes_it(leader_client: Client, cell: object, trn: str) -> None:
    rows = [["Full name", "Email", "TRN"], ["Amina", "amina@example.org", cell]]
    taken_in(leader_client, "l.xlsx", made.workbook(rows))

    assert problems() == [""]
    assert Participant.objects.get().trn == trn


@pytest.mark.parametrize(
    "born",
    ["27/03/1985", "1985-03-27", "27-03-1985", "27.03.1985", "27 March 1985", "27 Mar 1985"],
)
def test_dates_are_read_in_their_usual_forms(leader_client: Client, born: str) -> None:
    row = f"Full name,Email,Date of birth\nAmina,amina@example.org,{born}\n"
    taken_in(leader_client, "l.csv", row.encode())

    assert f"{Participant.objects.get().date_of_birth}" == "1985-03-27"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("x" * 201, "The full name must be 200 characters or fewer."),
        ("a\u202eb", "The full name holds a character that cannot be shown."),
        ("\u00a0 \u2003", "Enter the full name."),
    ],
)
def test_name_that_cannot_be_is_refused_by_row(
    leader_client: Client, name: str, sentence: str
) -> None:
    taken_in(leader_client, "l.csv", raw([["Full name", "Email"], [name, "a@b.org"]]).encode())

    assert (problems(), Enrolment.objects.count()) == ([sentence], 0)


def test_windows_letters_are_read(leader_client: Client) -> None:
    content = "Full name,Email\nSinéad O’Neill,s@example.org\n".encode("cp1252")
    taken_in(leader_client, "l.csv", content)

    assert Participant.objects.get().full_name == "Sinéad O’Neill"


def test_rows_to_mend_are_sent_as_a_file_and_never_shown(leader_client: Client) -> None:
    taken_in(leader_client, "l.csv", b"Full name,Email\n<script>alert(1)</script>,bad\n")
    uploaded = ParticipantImport.objects.get()

    answer = leader_client.get(reverse("participants:import_errors", args=[uploaded.reference]))

    assert answer["Content-Disposition"] == 'attachment; filename="rows-to-mend.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
