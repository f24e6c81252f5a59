"""Files of applications: uploaded, taken in by a worker, told row by row."""

from uuid import UUID

import pytest

from accounts.actions import imports as engine
from accounts.actions import jobs
from accounts.models import Hub, User
from accounts.roles import Role
from accounts.tasks import run
from applications import tasks  # noqa: F401  (registers the kind of job)
from applications.actions import files
from applications.models import Application, ApplicationImport
from applications.queries.files import counts_of
from applications.rules.files import LAYOUT
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member
from tests.factories.applications import make_application
from tests.factories.programmes import make_intake, make_programme

FIRST = UUID("db3a7848-7308-4879-942a-c4a70ced400a")
HEAD = "id,full_name,email,course_identifier,cohort,cohort_suffix,eligible_for_funding\n"
GOOD = f"{FIRST},Amina Khan,amina@example.org,npq-senior-leadership,2026,b,true\n"


def carried_out(content: str, by: User, hub: Hub | None = None) -> ApplicationImport:
    uploaded = files.upload(
        lead_provider=make_lead_provider(),
        hub=hub,
        name="a.csv",
        content=content.encode(),
        at=NOW,
        by=by,
    )
    columns = uploaded.plan["columns"]
    engine.confirm(kind=files.FILES, row=uploaded, columns=columns, at=NOW, by=by)
    job = jobs.claim(at=NOW)
    assert job is not None
    run(job)
    return ApplicationImport.objects.select_related("job").get(pk=uploaded.pk)


def told(uploaded: ApplicationImport) -> list[tuple[int, str, str]]:
    return list(uploaded.rows.order_by("number").values_list("number", "outcome", "sentence"))


@pytest.fixture
def leader(db: None) -> User:
    return make_member(Role.NATIONAL_LEADER)


@pytest.fixture(autouse=True)
def _offered(db: None) -> None:
    make_programme()
    make_intake()


def test_rows_become_applications_with_what_the_dfe_said(leader: User) -> None:
    hub = make_hub()
    head = HEAD.strip() + ",teacher_reference_number,lead_mentor,Hub\n"

    uploaded = carried_out(head + GOOD.strip() + f",12345,true,{hub.name}\n", leader)

    row = Application.objects.get()
    assert told(uploaded) == [(2, "received", "")]
    assert (row.dfe_id, row.full_name, row.trn, row.hub) == (FIRST, "Amina Khan", "0012345", hub)
    assert (row.eligible_for_funding, row.as_received) == (True, {"lead_mentor": "true"})
    assert (row.intake.identifier, uploaded.job.state) == ("2026b", "done")


def test_the_same_file_again_changes_nothing_and_says_so(leader: User) -> None:
    carried_out(HEAD + GOOD, leader)

    again = carried_out(HEAD + GOOD, leader)

    assert told(again) == [(2, "already-there", "Already there, nothing changed.")]
    assert counts_of(again).changed_nothing


def test_columns_that_a_file_has_not_leave_what_is_known(leader: User) -> None:
    carried_out(HEAD + GOOD, leader)
    line = f"{FIRST},Amina Khan-Reed,amina@example.org,NPQSL,2026b\n"

    again = carried_out("Application ID,Name,Email,Course,Intake\n" + line, leader)

    row = Application.objects.get()
    assert told(again) == [(2, "changed", "Brought up to date.")]
    assert (row.full_name, row.eligible_for_funding) == ("Amina Khan-Reed", True)


def test_every_fault_of_a_row_is_a_sentence(leader: User) -> None:
    head = HEAD.strip() + ",status,Hub,funding_choice\n"
    bad = [
        "12,Tom Reed,nowhere,,,,perhaps,later,Nowhere,",
        ",Tom Reed,tom@example.org,npq-magic,2026,b,,,,",
        ",Tom Reed,tom@example.org,NPQSL,1999,z,,,,",
        ",Tom Reed,tom@example.org,NPQSL,2026,b,,rejected,,",
        ",Tom Reed,tom@example.org,NPQSL,2026,b,,,,gold",
    ]

    uploaded = carried_out(head + "\n".join(bad), leader)

    assert [sentence for _, _, sentence in told(uploaded)] == [
        "Enter an email address in the correct format, like name@example.com."
        " Enter the course. Enter the intake."
        f" The DfE’s application ID must look like {FIRST}."
        " There is no hub “Nowhere” in your lead provider."
        " “Eligible for funding” must be yes or no."
        " “later” is not a status. Use one of: pending, accepted, rejected.",
        "The course “npq-magic” is not one of this lead provider’s.",
        "There is no intake “1999z”.",
        "The DfE says that this application was rejected, so it is not taken in.",
        "Row 5 has the same email address, course and intake.",
    ]
    assert Application.objects.count() == 0


def test_hub_leader_changes_no_application_of_another_hub(leader: User) -> None:
    hub = make_hub()
    mine = make_member(Role.HUB_LEADER, hub=hub)
    make_application(
        hub=make_hub(name="Elsewhere"), dfe_id=FIRST, email="amina@example.org", full_name="A Khan"
    )

    uploaded = carried_out(HEAD + GOOD, mine, hub)

    [(_, outcome, sentence)] = told(uploaded)
    assert (outcome, sentence[:39]) == ("refused", "The application is not with your hub, o")
    assert Application.objects.get().full_name == "A Khan"


def test_id_of_another_lead_provider_is_refused(leader: User) -> None:
    other = make_lead_provider(name="Harris Federation")
    hub = make_hub(name="Theirs", lead_provider=other)
    programme = make_programme(lead_provider=other)
    make_application(hub=hub, programme=programme, dfe_id=FIRST, full_name="A Khan")

    uploaded = carried_out(HEAD + GOOD, leader)

    assert [outcome for _, outcome, _ in told(uploaded)] == ["refused"]
    assert Application.objects.get().full_name == "A Khan"


def test_every_field_of_the_dfe_is_known_by_its_name() -> None:
    names = [
        *("course_identifier", "email", "email_validated", "employer_name", "employment_role"),
        *("full_name", "funding_choice", "headteacher_status", "ineligible_for_funding_reason"),
        *("participant_id", "teacher_reference_number", "school_urn", "status", "cohort"),
        *("teacher_reference_number_validated", "cohort_suffix", "eligible_for_funding"),
        *("funded_place", "lead_mentor", "senco_in_role", "created_at", "updated_at", "id"),
    ]

    assert LAYOUT.guess(names) == names


@pytest.mark.parametrize("rows", [1, 3])
def test_a_chunk_costs_the_same_for_any_number_of_rows(
    leader: User, rows: int, django_assert_num_queries: object
) -> None:
    lines = "".join(f"Person {n},p{n}@example.org,NPQSL,2026b\n" for n in range(rows))
    content = "Name,Email,Course,Intake\n" + lines
    uploaded = files.upload(
        lead_provider=make_lead_provider(),
        hub=None,
        name="a.csv",
        content=content.encode(),
        at=NOW,
        by=leader,
    )
    columns = uploaded.plan["columns"]
    engine.confirm(kind=files.FILES, row=uploaded, columns=columns, at=NOW, by=leader)
    job = jobs.claim(at=NOW)
    assert job is not None
    reading = engine.read(files.FILES, job)

    with django_assert_num_queries(17):  # type: ignore[operator]
        engine.take_next(reading, at=NOW)
