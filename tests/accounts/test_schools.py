"""The DfE's register of schools: real format, in sets, going on where a dead worker was."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import schools, tasks
from accounts.actions import jobs, organisations
from accounts.actions import schools as school_actions
from accounts.models import AuditEvent, Job, School
from accounts.models.job import STALE_AFTER

HEADS = ["HeadTitle (name)", "HeadFirstName", "HeadLastName"]
ALDGATE = {
    "URN": "100000",
    "UKPRN": "10079319",
    "EstablishmentName": "The Aldgate School",
    "LA (name)": "City of London",
    "GOR (name)": "London",
    "PhaseOfEducation (name)": "Primary",
    "TypeOfEstablishment (code)": "2",
    "TypeOfEstablishment (name)": "Voluntary aided school",
    "EstablishmentStatus (name)": "Open",
    "Trusts (name)": "",
    "Street": "St James’s Passage",
    "Town": "London",
    "Postcode": "EC3A 5DE",
    "OpenDate": "01-09-1920",
    "CloseDate": "",
    "HeadLastName": "Quillfeather",
}


def register(*rows: dict[str, str], encoding: str = "cp1252") -> bytes:
    """Write rows as the register has them: 139 columns, of which ours are some."""
    columns = [*schools.COLUMNS.values(), *HEADS]
    columns += [f"Column {n}" for n in range(139 - len(columns))]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def row(urn: int, **changes: str) -> dict[str, str]:
    return ALDGATE | {"URN": str(urn)} | changes


def load(content: bytes) -> Job:
    organisations.load_schools(name="register.csv", content=content, by=None)
    tasks.run_waiting_jobs()
    return Job.objects.latest("pk")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_school_is_kept_as_the_register_has_it(db, encoding):
    job = load(register(ALDGATE, encoding=encoding))

    school = School.objects.get()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 1, 1)
    assert (school.urn, school.name, school.street) == (
        "100000",
        "The Aldgate School",
        "St James’s Passage",
    )
    assert (school.opened_on, school.closed_on) == (date(1920, 9, 1), None)
    assert school.search_text == "the aldgate school london ec3a 5de ec3a5de 100000"


def test_names_of_heads_are_not_kept(db):
    load(register(ALDGATE))

    assert "Quillfeather" not in str(School.objects.values().get())


def test_second_register_touches_what_changed_alone(db):
    load(register(row(1), row(2), row(3)))
    before = dict(School.objects.values_list("urn", "pk"))

    job = load(register(row(1), row(2, Town="Leeds"), row(4), row(5, EstablishmentName="")))

    assert job.result == {"added": 1, "changed": 1, "unchanged": 1, "passed_over": 1}
    assert School.objects.get(urn="2").town == "Leeds"
    after = dict(School.objects.values_list("urn", "pk"))
    assert after | before == after


@pytest.mark.parametrize("rows", [1, 10])
def test_chunk_costs_the_same_for_any_length(db, rows, django_assert_num_queries):
    made = [School(urn=str(n), name="Dale", search_text="dale") for n in range(rows)]

    with django_assert_num_queries(4):
        tally = school_actions.keep(rows=made, tally=school_actions.Tally())

    assert tally.added == rows


def test_school_named_twice_is_kept_once(db):
    job = load(register(row(1), row(1, Town="Leeds")))

    assert (job.state, School.objects.get().town) == (Job.State.DONE, "Leeds")


def test_job_of_a_dead_worker_goes_on_where_it_stopped(db, monkeypatch):
    monkeypatch.setattr(tasks, "ROWS_A_CHUNK", 2)
    organisations.load_schools(
        name="register.csv", content=register(*map(row, range(1, 8))), by=None
    )
    job = jobs.claim(at=timezone.now())
    kept = []

    def die_in_the_third_chunk(**given):
        kept.append(given)
        if len(kept) == 3:
            raise KeyboardInterrupt
        return keep(**given)

    keep = school_actions.keep
    with monkeypatch.context() as patch:
        patch.setattr(school_actions, "keep", die_in_the_third_chunk)
        with pytest.raises(KeyboardInterrupt):
            tasks.run(job)
    assert (School.objects.count(), Job.objects.get().done) == (4, 4)

    Job.objects.update(heartbeat_at=timezone.now() - 2 * STALE_AFTER)
    tasks.run_waiting_jobs()

    job = Job.objects.get()
    assert (job.state, job.attempt, job.done, job.result["added"]) == (Job.State.DONE, 2, 7, 7)
    assert School.objects.count() == 7


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The selected file is empty"),
        ("a.csv", b"Name,Town\nDale,Leeds\n", "is not the DfE’s register of schools"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x01\x02", "is not a text file"),
        ("a.csv", b"%PDF-1.7", "must be a CSV or XLSX"),
    ],
)
def test_other_file_is_refused_at_once(db, name, content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        organisations.load_schools(name=name, content=content, by=None)

    assert Job.objects.count() == 0


def test_file_that_breaks_off_is_refused_by_the_job(db):
    job = load(register(ALDGATE) + b'100001,"never closed\r\n')

    assert job.state == Job.State.FAILED
    assert job.error.startswith("The selected file has a quotation mark")
    assert job.error.endswith("Nothing was changed.")
    assert School.objects.count() == 0


def test_loading_is_told_in_the_trail(db):
    load(register(ALDGATE))

    event = AuditEvent.objects.get()
    assert (event.verb, event.after["added"]) == ("schools.loaded", 1)


@pytest.mark.parametrize("words", ["aldgate", "ALDGATE london", "ec3a5de", "ec3a 5DE", "100000"])
def test_school_is_found_by_part_of_what_people_know(db, words):
    load(register(ALDGATE))

    assert School.objects.matching(words).count() == 1
    assert School.objects.matching(words + " nowhere").count() == 0


def test_school_is_found_without_accents_and_by_any_apostrophe(db):
    load(register(row(1, EstablishmentName="St Thérèse’s School")))

    assert School.objects.matching("therese's").count() == 1
