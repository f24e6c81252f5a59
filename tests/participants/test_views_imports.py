"""The pages of a list on its way in: uploaded, followed, and what was wrong."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Job, StoredFile
from accounts.tasks import run_waiting_jobs
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.models import Enrolment, ParticipantImport
from programmes.models import Cohort
from tests.factories.programmes import make_cohort

DAY = {"joined_on_day": "5", "joined_on_month": "10", "joined_on_year": "2026"}
GOOD = b"Full name,Email\nAmina Khan,amina@example.org\n"
MEGABYTE = 1024 * 1024


def upload(client: Client, cohort: Cohort, name: str, content: bytes) -> HttpResponse:
    """Upload a list and, where it can be read, start its import as the page proposes."""
    answer = only_upload(client, cohort, name, content)
    if answer.status_code != 302:
        return answer
    return client.post(answer.headers["Location"])


def only_upload(client: Client, cohort: Cohort, name: str, content: bytes) -> HttpResponse:
    url = reverse("participants:import_participants", args=[cohort.reference])
    return client.post(url, {"file": SimpleUploadedFile(name, content), **DAY})


def page_of(uploaded: ParticipantImport, name: str = "participant_import") -> str:
    return reverse(f"participants:{name}", args=[uploaded.reference])


def test_upload_leads_to_the_import_and_the_worker_does_the_rest(leader_client: Client) -> None:
    answer = upload(leader_client, make_cohort(), "list.csv", GOOD)
    uploaded = ParticipantImport.objects.get()
    waiting = leader_client.get(page_of(uploaded)).content.decode()
    run_waiting_jobs()
    over = leader_client.get(page_of(uploaded)).context["counts"]

    assert answer.headers["Location"] == page_of(uploaded)
    assert "Importing participants" in waiting
    assert (over.enrolled, over.already_there, over.refused) == (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "The selected file is empty"),
        ("list.pdf", b"%PDF-1.4", "The selected file must be a CSV or XLSX"),
        ("list.csv", b"%PDF-1.4 x", "The selected file must be a CSV or XLSX"),
        ("list.csv", b"Full name,Email\n", "The selected file has headings but no rows"),
        ("list.csv", b"a\n1\n", "The selected file must have a column called “Full name”."),
        ("list.csv", b"x" * (10 * MEGABYTE + 1), "The selected file must be smaller than 10MB"),
        (
            *("list.csv", b"Full name,Email\n" + b"a,a@example.org\n" * 20_001),
            "The selected file must have 20,000 rows or fewer",
        ),
    ],
)
def test_upload_of_no_list_is_refused_beside_the_field(
    leader_client: Client, name: str, content: bytes, sentence: str
) -> None:
    answer = upload(leader_client, make_cohort(), name, content)

    assert answer.context["form"].errors == {"file": [sentence]}
    assert (Job.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_upload_without_a_file_asks_for_one(leader_client: Client) -> None:
    url = reverse("participants:import_participants", args=[make_cohort().reference])

    answer = leader_client.post(url, DAY)

    assert answer.context["form"].errors == {"file": ["Select a CSV or XLSX file"]}


def test_progress_is_asked_by_htmx_until_the_import_is_over(leader_client: Client) -> None:
    upload(leader_client, make_cohort(), "list.csv", GOOD)
    url = page_of(ParticipantImport.objects.get())

    before = leader_client.get(url, headers={"HX-Request": "true"})
    run_waiting_jobs()
    after = leader_client.get(url, headers={"HX-Request": "true"})

    assert "1 row." in before.content.decode()
    assert after.headers["HX-Refresh"] == "true"


def test_bad_rows_come_back_as_a_list_that_goes_in_once_mended(leader_client: Client) -> None:
    cohort = make_cohort()
    upload(leader_client, cohort, "list.csv", GOOD + b'"=1+1",bad\n')
    run_waiting_jobs()
    uploaded = ParticipantImport.objects.get()

    text = leader_client.get(page_of(uploaded, "import_errors")).getvalue().decode()
    upload(leader_client, cohort, "mended.csv", text.replace(",bad", ",b@example.org").encode())
    run_waiting_jobs()

    sentence = '"Enter an email address in the correct format, like name@example.com."'
    assert text.splitlines() == [
        "\ufeffRow,Participant,What is wrong,Full name,Email",
        f"3,'=1+1,{sentence},'=1+1,bad",
    ]
    names = Enrolment.objects.order_by("pk").values_list("participant__full_name", flat=True)
    assert list(names) == ["Amina Khan", "=1+1"]


def test_the_same_list_again_says_that_nothing_was_changed(leader_client: Client) -> None:
    cohort = make_cohort()
    for _ in range(2):
        upload(leader_client, cohort, "list.csv", GOOD)
        run_waiting_jobs()
    second = ParticipantImport.objects.order_by("pk")[1]

    page = leader_client.get(page_of(second)).content.decode()

    assert "Everybody in this list is in the cohort already. Nothing was changed." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_import_page_costs_the_same_for_any_number_of_bad_rows(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    upload(leader_client, make_cohort(), "list.csv", b"Name,Email\n" + b"Amina,bad\n" * rows)
    run_waiting_jobs()
    url = page_of(ParticipantImport.objects.get())

    with django_assert_num_queries(7):
        leader_client.get(url)


def test_template_can_be_uploaded_as_it_is(leader_client: Client) -> None:
    cohort = make_cohort()
    url = reverse("participants:import_template", args=[cohort.reference])

    upload(leader_client, cohort, "list.csv", leader_client.get(url).getvalue())
    run_waiting_jobs()

    assert Enrolment.objects.get().participant.full_name == "Janet Williams"


def test_page_shows_what_columns_are_taken_for_and_writes_nothing(leader_client: Client) -> None:
    content = b"Full name,Email,TRN,Programme\nAmina Khan,amina@example.org,12,NPQH\n"
    answer = only_upload(leader_client, make_cohort(), "list.csv", content)

    page = leader_client.get(answer.headers["Location"])

    fault = "The TRN must have 5 to 7 digits, like 1234567."
    assert [(line[0], line[1]) for line in page.context["lines"]] == [
        ("Full name", "Amina Khan"),
        ("Email", "amina@example.org"),
        ("TRN", "12"),
        ("Programme", "NPQH"),
    ]
    assert page.context["form"].chosen == ["full_name", "email", "trn", ""]
    [row] = page.context["first_rows"]
    assert (row.number, row.sentence) == (2, fault)
    assert page.context["sentence"] == (
        "1 row. 1 has a fault and comes back to be mended; the others go in."
    )
    assert Job.objects.count() == 0


def test_wrong_columns_are_named_and_can_be_changed(leader_client: Client) -> None:
    content = b"Name,Full name,Mailbox\nKhan,Amina Khan,amina@example.org\n"
    answer = only_upload(leader_client, make_cohort(), "list.csv", content)
    url = answer.headers["Location"]
    named = [fault.sentence for fault in leader_client.get(url).context["faults"]]

    refused = leader_client.post(url)
    right = {"column_0": "", "column_1": "full_name", "column_2": "email"}
    looked = leader_client.post(url, right | {"look": "1"})
    started = leader_client.post(url, right)
    run_waiting_jobs()

    missing = "The selected file must have a column called “Email”."
    twice = "The selected file has two columns for the full name."
    assert named == [missing, twice]
    assert refused.context["form"].errors == {"__all__": [missing], "column_1": [twice]}
    assert looked.context["sentence"] == "1 row. None has a fault."
    assert started.headers["Location"] == page_of(ParticipantImport.objects.get())
    assert Enrolment.objects.get().participant.full_name == "Amina Khan"


def test_cancelled_import_forgets_the_file(leader_client: Client) -> None:
    cohort = make_cohort()
    url = only_upload(leader_client, cohort, "list.csv", GOOD).headers["Location"]

    answer = leader_client.post(url, {"cancel": "1"})

    back = reverse("participants:import_participants", args=[cohort.reference])
    assert answer.headers["Location"] == back
    assert (StoredFile.objects.count(), ParticipantImport.objects.count()) == (0, 0)
    assert leader_client.get(url).status_code == 404


def test_import_that_was_started_shows_its_progress_at_both_addresses(
    leader_client: Client,
) -> None:
    answer = only_upload(leader_client, make_cohort(), "list.csv", GOOD)
    uploaded = ParticipantImport.objects.get()
    check, progress = page_of(uploaded, "check_import"), page_of(uploaded)
    before = leader_client.get(progress)

    started = [leader_client.post(check).headers["Location"] for _ in range(2)]

    assert (answer.headers["Location"], before.headers["Location"]) == (check, check)
    assert started == [progress] * 2
    assert Job.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_check_page_costs_the_same_for_any_number_of_rows(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    content = b"Name,Email,URN\n" + b"Amina,bad,141862\n" * rows
    url = only_upload(leader_client, make_cohort(), "list.csv", content).headers["Location"]

    with django_assert_num_queries(5):
        leader_client.get(url)


def test_rows_to_mend_come_as_a_workbook_that_goes_in_once_mended(leader_client: Client) -> None:
    cohort = make_cohort()
    upload(leader_client, cohort, "list.csv", GOOD + b"=1+1,bad\nTom Reed,\n")
    run_waiting_jobs()
    uploaded = ParticipantImport.objects.get()

    book = leader_client.get(page_of(uploaded, "import_errors"), {"format": "xlsx"}).getvalue()
    upload(leader_client, cohort, "mended.xlsx", book)
    run_waiting_jobs()

    again = ParticipantImport.objects.order_by("pk")[1]
    names = [row.cells["name"] for row in again.rows.order_by("number")]
    assert names == ["=1+1", "Tom Reed"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_list_that_went_out_changes_nothing_when_it_comes_in(
    leader_client: Client, form: str
) -> None:
    cohort = make_cohort()
    people = b'Tom Reed,tom@example.org,7654321\n"\'=1",x@example.org,\n'
    upload(leader_client, cohort, "list.csv", b"Name,Email,TRN\nA Khan,a@example.org,\n" + people)
    run_waiting_jobs()
    out = leader_client.get(reverse("participants:export_participants"), {"format": form})

    check = only_upload(leader_client, cohort, f"out.{form}", out.getvalue()).headers["Location"]
    taken = leader_client.get(check).context["form"].chosen
    leader_client.post(check)
    run_waiting_jobs()

    again = ParticipantImport.objects.order_by("pk")[1]
    assert taken == ["full_name", "email", "trn", "school_urn", *[""] * 7, "is_funded", "", ""]
    assert set(again.rows.values_list("outcome", "sentence")) == {
        ("already-there", "Already in the cohort.")
    }
    assert again.rows.count() == 3
