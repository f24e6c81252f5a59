"""Lists of participants: uploaded, taken in by a worker, told row by row."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import imports as engine
from accounts.actions import jobs
from accounts.models import AuditEvent, Job, StoredFile, User
from accounts.queries.imports import errors
from accounts.tasks import run
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.actions import imports
from participants.models import Enrolment, Participant, ParticipantImport
from participants.queries.imports import counts_of
from programmes.models import Cohort
from tests.factories.accounts import NOW, make_school
from tests.factories.participants import begin_import, make_enrolment, make_participant
from tests.factories.programmes import make_cohort

HEAD = "Full name,Email,TRN,Date of birth,School URN,Funded place\n"
GOOD = "Amina Khan,amina@example.org,1234567,27/03/1985,141862,yes\n"


def carried_out(cohort: Cohort, content: str | bytes, leader: User) -> ParticipantImport:
    raw = content.encode() if isinstance(content, str) else content
    uploaded = begin_import(cohort=cohort, content=raw, by=leader)
    job = jobs.claim(at=NOW)
    assert job is not None
    run(job)
    return ParticipantImport.objects.select_related("job").get(pk=uploaded.pk)


def told(uploaded: ParticipantImport) -> list[tuple[int, str, str]]:
    return list(uploaded.rows.order_by("number").values_list("number", "outcome", "sentence"))


def test_upload_keeps_the_file_and_starts_nothing(leader: User) -> None:
    uploaded = imports.upload(
        cohort=make_cohort(), name="list.csv", content=(HEAD + GOOD).encode(), at=NOW, by=leader
    )

    event, plan = AuditEvent.objects.get(), uploaded.plan
    assert (uploaded.job, Job.objects.count(), StoredFile.objects.count()) == (None, 0, 1)
    assert (event.verb, event.after["rows"]) == ("import.uploaded", 1)
    assert plan["columns"] == [
        *("full_name", "email", "trn", "date_of_birth", "school_urn", "is_funded")
    ]
    assert (plan["rows"], plan["sample"][0][0]) == (1, 2)


def test_confirm_enqueues_a_job_once_and_empties_the_plan(leader: User) -> None:
    uploaded = begin_import(cohort=make_cohort(), content=(HEAD + GOOD).encode(), by=leader)
    job = Job.objects.get()

    engine.confirm(kind=imports.LISTS, row=uploaded, columns=[], at=NOW, by=leader)

    assert (job.state, job.total, job.owner, job.acting_as) == (
        *("queued", 1, leader, leader.acting.reference),
    )
    assert (job.params["joined_on"], uploaded.plan) == ("2026-11-23", {})
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        *("import.uploaded", "import.confirmed")
    ]
    assert Job.objects.get() == job


def test_columns_chosen_are_guessed_the_next_time(leader: User) -> None:
    content = b"Teacher,Mailbox,Name\nAmina Khan,amina@example.org,Dale\n"
    uploaded = imports.upload(
        cohort=make_cohort(), name="a.csv", content=content, at=NOW, by=leader
    )
    columns = ["full_name", "email", ""]

    imports.confirm(participant_import=uploaded, columns=columns, at=NOW, by=leader)
    run(jobs.claim(at=NOW))  # type: ignore[arg-type]
    again = imports.upload(
        cohort=make_cohort(),
        name="b.csv",
        content=content.replace(b"Teacher", b"TEACHER "),
        at=NOW,
        by=leader,
    )

    assert uploaded.job is not None
    assert told(uploaded) == [(2, "enrolled", "")]
    assert again.plan["columns"] == columns


@pytest.mark.parametrize(
    ("columns", "sentences"),
    [
        (["", "email"], ["The selected file must have a column called “Full name”."]),
        (
            ["email", "email"],
            [
                "The selected file must have a column called “Full name”.",
                "The selected file has two columns for the email.",
            ],
        ),
    ],
)
def test_confirm_refuses_columns_that_will_not_do(
    leader: User, columns: list[str], sentences: list[str]
) -> None:
    uploaded = imports.upload(
        cohort=make_cohort(), name="a.csv", content=b"Name,Email\nA,a@b.cd\n", at=NOW, by=leader
    )

    with pytest.raises(ValidationError) as refusal:
        imports.confirm(participant_import=uploaded, columns=columns, at=NOW, by=leader)

    assert refusal.value.messages == sentences
    assert Job.objects.count() == 0


def test_forget_deletes_the_file_and_never_a_started_import(leader: User) -> None:
    content = (HEAD + GOOD).encode()
    kept = begin_import(cohort=make_cohort(), content=content, by=leader)
    gone = imports.upload(cohort=make_cohort(), name="a.csv", content=content, at=NOW, by=leader)

    engine.forget(kind=imports.LISTS, row=gone, by=leader)
    with pytest.raises(ValidationError) as started:
        engine.forget(kind=imports.LISTS, row=kept, by=leader)
    with pytest.raises(ValidationError) as cancelled:
        imports.confirm(participant_import=gone, columns=[], at=NOW, by=leader)

    assert (started.value.messages, cancelled.value.messages) == (
        *([engine.STARTED], [engine.CANCELLED]),
    )
    assert (ParticipantImport.objects.get(), StoredFile.objects.count()) == (kept, 1)


def test_files_that_nobody_goes_on_with_are_forgotten_after_a_day(leader: User) -> None:
    content = (HEAD + GOOD).encode()
    for days in (2, 0):
        at = NOW - timedelta(days=days)
        imports.upload(cohort=make_cohort(), name="a.csv", content=content, at=at, by=leader)
    begin_import(cohort=make_cohort(), content=content, at=NOW - timedelta(days=2), by=leader)

    engine.forget_unconfirmed(at=NOW)

    left = ParticipantImport.objects.order_by("pk").values_list("uploaded_at", "job__state")
    assert list(left) == [(NOW, None), (NOW - timedelta(days=2), "queued")]
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize(
    "content", [b"", b"Full name,Email\n", b"Name\nAmina\n", b"%PDF-1.4", b"PK\x03\x04broken"]
)
def test_upload_of_no_list_writes_nothing(leader: User, content: bytes) -> None:
    with pytest.raises(ValidationError):
        imports.upload(cohort=make_cohort(), name="list.csv", content=content, at=NOW, by=leader)

    assert (Job.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_good_row_becomes_a_person_with_a_place(leader: User) -> None:
    cohort, school = make_cohort(), make_school(urn="141862")

    uploaded = carried_out(cohort, HEAD + GOOD, leader)

    place = Enrolment.objects.select_related("participant").get()
    person = place.participant
    assert told(uploaded) == [(2, "enrolled", "")]
    assert (person.full_name, person.trn, person.date_of_birth, person.school) == (
        *("Amina Khan", "1234567", date(1985, 3, 27), school),
    )
    assert (place.cohort, place.is_funded, place.joined_on) == (cohort, True, date(2026, 11, 23))
    assert uploaded.job.state == "done"


def test_good_rows_go_in_and_bad_rows_come_back_with_name_and_sentence(leader: User) -> None:
    bad = 'Tom Reed,nowhere,12,,999999,\n"=cmd|run",x@example.org,,,,maybe\n'
    uploaded = carried_out(make_cohort(), HEAD + GOOD.replace("141862", "") + bad, leader)

    assert Participant.objects.get().full_name == "Amina Khan"
    assert list(errors(uploaded)) == [
        (
            *(3, "Tom Reed"),
            "Enter an email address in the correct format, like name@example.com."
            " The TRN must have 5 to 7 digits, like 1234567. No school has the URN 999999.",
            *("Tom Reed", "nowhere", "12", "", "999999", ""),
        ),
        (
            *(4, "=cmd|run", "The funded place must be yes or no."),
            *("=cmd|run", "x@example.org", "", "", "", "maybe"),
        ),
    ]


def test_rows_beyond_the_capacity_are_refused_with_a_sentence(leader: User) -> None:
    rows = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(3))

    uploaded = carried_out(make_cohort(capacity=2), HEAD + rows, leader)

    full = "The cohort is full: all 2 places are taken. Raise its capacity first."
    assert told(uploaded) == [(2, "enrolled", ""), (3, "enrolled", ""), (4, "refused", full)]
    assert Participant.objects.count() == 2


def test_doubles_inside_the_list_are_told(leader: User) -> None:
    rows = "Amina Khan,amina@example.org,,,,\n\nA Khan,AMINA@example.org,,,,\n"

    uploaded = carried_out(make_cohort(), HEAD + rows, leader)

    assert told(uploaded) == [
        (2, "enrolled", ""),
        (4, "refused", "Row 2 has the same email address."),
    ]


@pytest.mark.parametrize(
    "again",
    [
        "Full name,Email\nAmina Khan,amina@example.org\nTom Reed,tom@example.org\n",
        "\ufeffEMAIL;FULL NAME\r\ntom@example.org;Tom Reed\r\namina@example.org;Amina Khan\r\n",
    ],
)
def test_the_same_list_again_changes_nothing_and_says_so(leader: User, again: str) -> None:
    cohort = make_cohort()
    carried_out(
        cohort, "Full name,Email\nAmina Khan,amina@example.org\nTom Reed,tom@example.org\n", leader
    )
    before = AuditEvent.objects.exclude(verb__startswith="import.").count()

    second = carried_out(cohort, again, leader)

    assert {sentence for _, _, sentence in told(second)} == {"Already in the cohort."}
    assert counts_of(second).changed_nothing
    assert (Participant.objects.count(), Enrolment.objects.count()) == (2, 2)
    assert AuditEvent.objects.exclude(verb__startswith="import.").count() == before


def test_a_row_of_somebody_known_takes_their_record_and_leaves_it(leader: User) -> None:
    known = make_participant(full_name="Amina Khan", email="amina@example.org")

    carried_out(make_cohort(), HEAD + "A Khan,amina@example.org,7654321,,,\n", leader)

    known.refresh_from_db()
    assert (known.full_name, known.trn, known.enrolments.count()) == ("Amina Khan", "", 1)


def test_a_list_goes_on_where_a_dead_worker_stopped(
    leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ROWS_A_CHUNK", 2)
    rows = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(5))
    uploaded = begin_import(cohort=make_cohort(), content=(HEAD + rows).encode(), by=leader)
    first = jobs.claim(at=NOW)
    assert first is not None
    reading = engine.read(imports.LISTS, first)
    engine.take_next(reading, at=NOW)

    later = NOW + timedelta(minutes=1)
    second = jobs.claim(at=later)
    assert second is not None
    run(second)

    with pytest.raises(jobs.TakenOver):
        engine.take_next(reading, at=later)
    assert told(uploaded) == [(number, "enrolled", "") for number in range(2, 7)]
    assert Enrolment.objects.count() == 5


def test_a_list_stops_when_the_role_behind_it_ends(
    leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ROWS_A_CHUNK", 1)
    rows = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(3))
    uploaded = begin_import(cohort=make_cohort(), content=(HEAD + rows).encode(), by=leader)
    job = jobs.claim(at=NOW)
    assert job is not None
    reading = engine.read(imports.LISTS, job)
    assert engine.take_next(reading, at=NOW)
    leader.memberships.update(ends_at=NOW)

    assert not engine.take_next(reading, at=NOW)

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", engine.NOT_ALLOWED)
    assert told(uploaded) == [(2, "enrolled", "")]


def test_a_deferred_person_is_there_already_and_told_how_to_come_back(leader: User) -> None:
    person = make_participant(email="amina@example.org")
    place = make_enrolment(participant=person, status="deferred")

    uploaded = carried_out(place.cohort, "Name,Email\nAmina Khan,amina@example.org\n", leader)

    sentence = "Already in the cohort, but deferred. Resume the place on the person’s page."
    assert told(uploaded) == [(2, "already-there", sentence)]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_chunk_costs_the_same_for_any_number_of_rows(
    leader: User, rows: int, django_assert_num_queries: object
) -> None:
    lines = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(rows))
    begin_import(cohort=make_cohort(), content=(HEAD + lines).encode(), by=leader)
    job = jobs.claim(at=NOW)
    assert job is not None
    reading = engine.read(imports.LISTS, job)

    with django_assert_num_queries(17):  # type: ignore[operator]
        engine.take_next(reading, at=NOW)
