"""Three hundred hard names keep every code point on every way in and out, and are found by it."""

import csv
import io
import re
from email import message_from_bytes
from email.policy import default
from html import escape
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.actions import messages
from accounts.models import Hub, User
from accounts.spreadsheets import rows_of
from accounts.tasks import run_waiting_jobs
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.actions import people
from participants.models import GroupMembership, Participant, ParticipantImport
from participants.queries.duplicates import pairs_for
from participants.queries.search import matching
from participants.rules.duplicates import LOOKS_ALIKE
from programmes.models import Cohort
from tests.factories.accounts import NOW
from tests.factories.participants import begin_import
from tests.factories.programmes import make_cohort, make_group, make_session
from tests.participants.hard_names import NAMES, TWINS

pytestmark = pytest.mark.slow
BY_EMAIL = {f"hard{number}@example.org": name for number, name in enumerate(NAMES)}
TABLE = [["Full name", "Email"], *([name, email] for email, name in BY_EMAIL.items())]
EXPORT = reverse("participants:export_participants")


def as_csv(encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(TABLE)
    return text.getvalue().encode(encoding)


def as_workbook() -> bytes:
    book = Workbook()
    for row in TABLE:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def kept() -> dict[str, str]:
    return dict(Participant.objects.values_list("email", "full_name"))


@pytest.fixture
def cohort(leader: User) -> Cohort:
    """A cohort that holds everybody, come in by a list."""
    cohort = make_cohort(capacity=1000)
    begin_import(cohort=cohort, content=as_csv("utf-8"), by=leader)
    run_waiting_jobs()
    return cohort


def test_there_are_three_hundred_different_names() -> None:
    assert (len(NAMES), len(set(NAMES)), len(TWINS) > 100) == (300, 300, True)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("list.csv", as_csv("utf-8")),
        ("list.csv", as_csv("utf-8-sig")),
        ("list.csv", as_csv("utf-16")),
        ("list.xlsx", as_workbook()),
    ],
    ids=["UTF-8", "with BOM", "UTF-16", "XLSX"],
)
def test_names_come_in_as_they_are_written(leader: User, file: str, content: bytes) -> None:
    uploaded = begin_import(
        cohort=make_cohort(capacity=1000), name=file, content=content, by=leader
    )

    run_waiting_jobs()

    assert list(uploaded.rows.exclude(outcome="enrolled").values_list("cells", "sentence")) == []
    assert kept() == BY_EMAIL


@pytest.mark.usefixtures("cohort")
def test_everybody_is_found_by_their_name() -> None:
    lost = [
        name
        for email, name in BY_EMAIL.items()
        if not matching(Participant.objects.filter(email=email), name).exists()
    ]

    assert lost == []


@pytest.mark.usefixtures("cohort")
def test_twins_find_each_other(leader_client: Client) -> None:
    url = reverse("participants:participants")
    for composed, apart in TWINS[:20]:
        found = [
            {person.name for person in leader_client.get(url, {"q": words}).context["page"]}
            for words in (composed, apart)
        ]
        assert found[0] == found[1] != set()


def test_twins_are_possible_duplicates(leader: User) -> None:
    rows = [
        [name, f"twin{number}.{way}@example.org", f"{number % 28 + 1:02}/03/{1950 + number // 28}"]
        for number, pair in enumerate(TWINS)
        for way, name in enumerate(pair)
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["Full name", "Email", "Date of birth"], *rows])
    content = text.getvalue().encode()

    uploaded = begin_import(cohort=make_cohort(capacity=1000), content=content, by=leader)
    run_waiting_jobs()

    of = dict(Participant.objects.values_list("pk", "email"))
    pairs = {frozenset((of[pair.first], of[pair.second])) for pair in pairs_for(leader)}
    assert kept() == {email: name for name, email, _ in rows}
    assert pairs == {
        frozenset(f"twin{number}.{way}@example.org" for way in (0, 1))
        for number in range(len(TWINS))
    }
    told = set(uploaded.rows.values_list("outcome", "sentence"))
    assert told == {("enrolled", LOOKS_ALIKE)}


def test_names_stand_on_a_register_and_on_everybodys_page(
    leader_client: Client, cohort: Cohort
) -> None:
    group = make_group(cohort=cohort)
    for place in cohort.enrolments.all():
        GroupMembership.objects.create(enrolment=place, group=group, starts_on=place.joined_on)
    register = reverse("participants:take_register", args=[make_session(group=group).reference])

    page = leader_client.get(register).content.decode()

    assert [name for name in NAMES if escape(name) not in page] == []
    for person in Participant.objects.order_by("pk")[::10]:
        page = leader_client.get(reverse("participants:participant", args=[person.reference]))
        assert f">{escape(person.full_name)}</h1>" in page.content.decode()


@pytest.mark.usefixtures("cohort")
def test_names_stand_in_letters(leader: User, settings: Any) -> None:
    settings.EMAIL_URL = "memory://"
    people.invite(participants=list(Participant.objects.all()), at=NOW, by=leader)

    while messages.send_next(at=NOW):
        pass

    sent = {}
    for letter in mail.outbox:
        read = message_from_bytes(letter.message().as_bytes(), policy=default)
        sent[str(read["To"])] = read.get_content()
    assert [e for e, name in BY_EMAIL.items() if name not in sent[e]] == []


@pytest.mark.usefixtures("cohort")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_names_go_out_as_they_are_and_come_in_as_nobody_new(
    leader: User, leader_client: Client, form: str
) -> None:
    out = leader_client.get(EXPORT, {"format": form}).getvalue()

    read = {row[1]: row[0] for row in rows_of(f"out.{form}", out)[1]}
    cohort = Cohort.objects.get()
    again = begin_import(cohort=cohort, name=f"out.{form}", content=out, by=leader)
    run_waiting_jobs()

    assert read == BY_EMAIL
    assert set(again.rows.values_list("outcome", "sentence")) == {
        ("already-there", "Already in the cohort.")
    }
    assert (kept(), ParticipantImport.objects.count()) == (BY_EMAIL, 2)


@pytest.mark.usefixtures("cohort")
def test_no_cell_of_a_file_that_goes_out_is_a_formula(leader_client: Client) -> None:
    book = load_workbook(io.BytesIO(leader_client.get(EXPORT, {"format": "xlsx"}).getvalue()))
    table = leader_client.get(EXPORT).getvalue().decode("utf-8-sig")

    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    starts = {cell[:1] for row in csv.reader(io.StringIO(table, newline="")) for cell in row}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert starts & set("=+-@|\t\r\n\uff1d") == set()


def test_file_named_after_anything_is_named_by_the_standard(
    leader: User, leader_client: Client
) -> None:
    cohort = make_cohort(hub=Hub.objects.get())
    url = reverse("participants:export_progress", args=[cohort.reference])
    for name in NAMES:
        Cohort.objects.filter(pk=cohort.pk).update(name=name[:120])

        told = leader_client.get(url).headers["Content-Disposition"]

        assert told.isascii()
        assert named(told) == f"{name[:120]} live sessions.csv"


def named(told: str) -> str:
    """Return the file's name as RFC 6266 has a browser read it."""
    if extended := re.fullmatch(r"attachment; filename\*=utf-8''(\S+)", told):
        return unquote(extended[1])
    quoted = re.fullmatch(r'attachment; filename="((?:[^"\\]|\\.)*)"', told)
    assert quoted, told
    return re.sub(r"\\(.)", r"\1", quoted[1])
