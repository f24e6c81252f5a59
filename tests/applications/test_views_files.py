"""The pages of a file of applications: uploaded, looked at, followed, and what was wrong."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job, StoredFile, User
from accounts.roles import Role
from accounts.tasks import run_waiting_jobs
from applications import tasks  # noqa: F401  (registers the kind of job)
from applications.models import Application, ApplicationImport
from tests.factories.accounts import make_hub, make_member
from tests.factories.programmes import make_intake, make_programme

HEAD = b"Name,Email,Course,Intake\n"
GOOD = HEAD + b"Amina Khan,amina@example.org,NPQSL,2026b\n"
ADD = "applications:add_applications"


@pytest.fixture
def leader(db: None) -> User:
    return make_member(Role.NATIONAL_LEADER)


@pytest.fixture(autouse=True)
def _offered(db: None) -> None:
    make_programme()
    make_intake()
    make_hub()


def upload(client: Client, name: str, content: bytes, hub: str = "by-column") -> HttpResponse:
    answers = {"file": SimpleUploadedFile(name, content), "hub": hub}
    return client.post(reverse(ADD), answers)


def started(client: Client, content: bytes, name: str = "a.csv") -> ApplicationImport:
    check = upload(client, name, content).headers["Location"]
    assert client.get(check).status_code == 200
    client.post(check)
    run_waiting_jobs()
    return ApplicationImport.objects.latest("pk")


def page_of(uploaded: ApplicationImport, name: str = "application_import") -> str:
    return reverse(f"applications:{name}", args=[uploaded.reference])


def test_file_is_looked_at_then_taken_in(leader_client: Client) -> None:
    answer = upload(leader_client, "a.csv", GOOD, make_hub().reference)
    check = leader_client.get(answer.headers["Location"])
    begun = leader_client.post(answer.headers["Location"])
    waiting = leader_client.get(begun.headers["Location"]).content.decode()
    run_waiting_jobs()
    over = leader_client.get(begun.headers["Location"]).context["counts"]

    assert check.context["sentence"] == "1 row. None has a fault."
    assert "Adding applications" in waiting
    assert (over.received, over.changed, over.already_there, over.refused) == (1, 0, 0, 0)
    assert Application.objects.get().hub == make_hub()


def test_hub_leader_adds_to_the_own_hub_and_is_not_asked(
    client_of: Callable[[User], Client],
) -> None:
    hub_leader_client = client_of(make_member(Role.HUB_LEADER, hub=make_hub()))

    uploaded = started(hub_leader_client, GOOD)

    page = hub_leader_client.get(reverse(ADD))
    assert "hub" not in page.context["form"].fields
    assert uploaded.hub is not None
    assert Application.objects.get().hub == uploaded.hub


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The selected file is empty"),
        ("a.pdf", b"%PDF-1.4", "The selected file must be a CSV or XLSX"),
        ("a.csv", HEAD, "The selected file has headings but no rows"),
        ("a.csv", b"a\n1\n", "The selected file must have a column called “Full name”."),
        (
            *("a.csv", b"Amina,a@example.org,NPQSL,2026b\n1,2,3,4\n"),
            "The first row of the selected file must hold the headings of its columns.",
        ),
    ],
)
def test_no_file_of_applications_is_refused_beside_the_field(
    leader_client: Client, name: str, content: bytes, sentence: str
) -> None:
    answer = upload(leader_client, name, content)

    assert answer.context["form"].errors == {"file": [sentence]}
    assert (Job.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_bad_rows_come_back_with_name_and_sentence(leader_client: Client) -> None:
    uploaded = started(leader_client, GOOD + b"Tom Reed,tom@example.org,NPQXX,2026b\n")

    text = leader_client.get(page_of(uploaded, "application_errors")).getvalue().decode()

    assert text.splitlines() == [
        "\ufeffRow,Participant,What is wrong,Name,Email,Course,Intake",
        "3,Tom Reed,The course “NPQXX” is not one of this lead provider’s.,"
        "Tom Reed,tom@example.org,NPQXX,2026b",
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_template_goes_in_as_it_is(leader_client: Client, form: str) -> None:
    answer = leader_client.get(reverse("applications:applications_template"), {"format": form})

    uploaded = started(leader_client, answer.getvalue(), f"a.{form}")

    rows = uploaded.rows.values_list("number", "outcome", "sentence")
    assert list(rows) == [(2, "received", "")]


def test_workbook_of_the_template_explains_every_column(leader_client: Client) -> None:
    url = reverse("applications:applications_template")
    book = load_workbook(io.BytesIO(leader_client.get(url, {"format": "xlsx"}).getvalue()))

    rows, explained = book.worksheets
    assert [row[0].value for row in list(explained.rows)[1:]] == [cell.value for cell in rows[1]]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_a_file_cost_the_same_for_any_number_of_rows(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    content = HEAD + b"Amina,bad,NPQSL,2026b\n" * rows
    check = upload(leader_client, "a.csv", content).headers["Location"]
    with django_assert_num_queries(8):
        leader_client.get(check)
    leader_client.post(check)
    run_waiting_jobs()

    with django_assert_num_queries(8):
        leader_client.get(page_of(ApplicationImport.objects.get()))
