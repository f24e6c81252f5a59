"""No file that goes out holds what a spreadsheet program would calculate, wherever it was typed."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.actions import imports as engine
from accounts.models import Hub, Job, School, StoredFile, User
from accounts.spreadsheets import rows_of
from participants.models import Deferral, Participant, ParticipantImport
from programmes.models import Activity, Cohort, Group, Module, Session
from tests.factories.accounts import make_school
from tests.factories.applications import make_application
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

STARTS = ["=", "+", "-", "@", "\t", "\r", "\0", "|", "\uff1d", " =", '"=', "\n="]
FORMS = ["csv", "xlsx"]
EXPORTS = [
    "participants:export_participants",
    "participants:export_deferrals",
    "participants:export_progress",
    "participants:import_errors",
    "applications:export_applications",
    "applications:export_agreements",
]


@pytest.fixture
def call(request: pytest.FixtureRequest, leader: User) -> str:
    """Let one call of a formula stand in every text of a world; return it as it is kept there."""
    call = engine.storable(f"{request.param}SUM(1)")
    cohort = make_cohort(modules=1)
    group = make_group(cohort=cohort)
    person = make_participant(school=make_school())
    place = make_enrolment(participant=person, group=group, status="deferred")
    Deferral.objects.create(enrolment=place, deferred_on=place.joined_on, evidence=call)
    make_enrolment(participant=make_participant(), group=group)
    module = cohort.curriculum.modules.get()
    for activity in (None, module.activities.get(position=2)):
        make_session(
            group=group, activity=activity, starts_at=timezone.now() - timedelta(9), title=call
        )
    stored = StoredFile.objects.create(name=call, size=0, sha256="0" * 64, gzipped=b"")
    job = Job.objects.create(
        kind="import", title=call, state="done", params={"headings": [call, "Email"]}
    )
    came = ParticipantImport.objects.create(
        cohort=cohort, stored_file=stored, job=job, uploaded_at=timezone.now(), uploaded_by=leader
    )
    cells = {"name": call, "row": [call, call, f"{call} {call}"]}
    came.rows.create(number=2, cells=cells, outcome="refused", sentence=call)
    Participant.objects.filter(pk=person.pk).update(full_name=call)
    make_application(full_name=call, school=make_school(), hub=cohort.hub)
    for model, field in (
        *((School, "name"), (Hub, "name"), (Cohort, "name"), (Group, "name")),
        *((Module, "title"), (Activity, "title"), (Session, "title")),
    ):
        for row in model.objects.all()[:1]:
            model.objects.filter(pk=row.pk).update(**{field: call})
    return call


def file_of(client: Client, name: str, form: str, **query: str) -> bytes:
    named = {
        "participants:export_progress": lambda: [Cohort.objects.get().reference],
        "participants:import_errors": lambda: [ParticipantImport.objects.get().reference],
    }
    url = reverse(name, args=named.get(name, list)())
    return client.get(url, {"format": form, "who": "everybody", **query}).getvalue()


def cells_of(content: bytes, form: str) -> list[tuple[object, str]]:
    """Return the cells of a file with their types; in CSV everything is text."""
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return [(cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row]
    table = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [(cell, "s") for row in table for cell in row]


@pytest.mark.parametrize("call", STARTS, indirect=True)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", EXPORTS)
def test_every_file_keeps_formulas_from_running_and_gives_the_same_text_back(
    leader_client: Client, call: str, form: str, name: str
) -> None:
    content = file_of(leader_client, name, form)

    cells = cells_of(content, form)
    _, rows = rows_of(f"list.{form}", content)
    written = [text for text, kind in cells if kind == "s" and "SUM(1)" in str(text)]
    back = {cell for row in rows for cell in row if "SUM(1)" in cell}
    assert {kind for _, kind in cells} <= {"s", "n"}
    assert written
    assert [text for text in written if str(text)[:1] in "=+-@|\t\r\n\uff1d"] == []
    assert call in back


def test_every_download_of_the_product_is_looked_at_here() -> None:
    senders = {
        path.as_posix()
        for path in Path().glob("*/views/*.py")
        if "list_answer(" in path.read_text() or "book_answer(" in path.read_text()
    }
    assert senders == {
        "accounts/views/imports.py",
        "applications/views/agreements.py",
        "applications/views/applications.py",
        "participants/views/deferrals.py",
        "participants/views/people.py",
        "participants/views/progress.py",
    }
