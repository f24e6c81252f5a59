"""Lists of participants: uploaded, taken in by a worker, told row by row."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import jobs
from accounts.models import AuditEvent, Job, StoredFile, User
from accounts.tasks import run
from participants import tasks  # noqa: F401  (registers the kind of job)
from participants.actions import imports
from participants.models import Enrolment, Participant, ParticipantImport
from participants.queries.imports import counts_of, errors
from programmes.models import Cohort
from tests.factories.accounts import NOW, make_school
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort

HEAD = "Full name,Email,TRN,Date of birth,School URN,Funded place\n"
GOOD = "Amina Khan,amina@example.org,1234567,27/03/1985,141862,yes\n"


def carried_out(cohort: Cohort, content: str | bytes, leader: User) -> ParticipantImport:
    raw = content.encode() if isinstance(content, str) else content
    uploaded = imports.upload(cohort=cohort, name="list.csv", content=raw, at=NOW, by=leader)
    job = jobs.claim(at=NOW)
    assert job is not None
    run(job)
    return ParticipantImport.objects.select_related("job").get(pk=uploaded.pk)


def told(uploaded: ParticipantImport) -> list[tuple[int, str, str]]:
    return list(uploaded.rows.order_by("number").values_list("number", "outcome", "sentence"))


def test_upload_keeps_the_file_and_enqueues_a_job(leader: User) -> None:
    cohort = make_cohort()

    uploaded = imports.upload(
        cohort=cohort, name="list.csv", content=(HEAD + GOOD).encode(), at=NOW, by=leader
    )

    job, event = uploaded.job, AuditEvent.objects.get()
    assert (job.state, job.total, job.owner, job.acting_as) == (
        *("queued", 1, leader, leader.acting.reference),
    )
    assert job.params["joined_on"] == "2026-11-23"
    assert (event.verb, event.after["rows"]) == ("import.uploaded", 1)


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
    before = AuditEvent.objects.exclude(verb="import.uploaded").count()

    second = carried_out(cohort, again, leader)

    assert {sentence for _, _, sentence in told(second)} == {"Already in the cohort."}
    assert counts_of(second).changed_nothing
    assert (Participant.objects.count(), Enrolment.objects.count()) == (2, 2)
    assert AuditEvent.objects.exclude(verb="import.uploaded").count() == before


def test_a_row_of_somebody_known_takes_their_record_and_leaves_it(leader: User) -> None:
    known = make_participant(full_name="Amina Khan", email="amina@example.org")

    carried_out(make_cohort(), HEAD + "A Khan,amina@example.org,7654321,,,\n", leader)

    known.refresh_from_db()
    assert (known.full_name, known.trn, known.enrolments.count()) == ("Amina Khan", "", 1)


def test_a_list_goes_on_where_a_dead_worker_stopped(
    leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_A_CHUNK", 2)
    rows = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(5))
    uploaded = imports.upload(
        cohort=make_cohort(), name="a.csv", content=(HEAD + rows).encode(), at=NOW, by=leader
    )
    first = jobs.claim(at=NOW)
    assert first is not None
    reading = imports.read(first)
    imports.take_next(reading, at=NOW)

    later = NOW + timedelta(minutes=1)
    second = jobs.claim(at=later)
    assert second is not None
    run(second)

    with pytest.raises(jobs.TakenOver):
        imports.take_next(reading, at=later)
    assert told(uploaded) == [(number, "enrolled", "") for number in range(2, 7)]
    assert Enrolment.objects.count() == 5


def test_a_list_stops_when_the_role_behind_it_ends(
    leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_A_CHUNK", 1)
    rows = "".join(f"Person {n},p{n}@example.org,,,,\n" for n in range(3))
    uploaded = imports.upload(
        cohort=make_cohort(), name="a.csv", content=(HEAD + rows).encode(), at=NOW, by=leader
    )
    job = jobs.claim(at=NOW)
    assert job is not None
    reading = imports.read(job)
    assert imports.take_next(reading, at=NOW)
    leader.memberships.update(ends_at=NOW)

    assert not imports.take_next(reading, at=NOW)

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", imports.NOT_ALLOWED)
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
    imports.upload(
        cohort=make_cohort(), name="a.csv", content=(HEAD + lines).encode(), at=NOW, by=leader
    )
    job = jobs.claim(at=NOW)
    assert job is not None
    reading = imports.read(job)

    with django_assert_num_queries(18):  # type: ignore[operator]
        imports.take_next(reading, at=NOW)
