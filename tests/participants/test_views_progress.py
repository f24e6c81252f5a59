"""The page of a cohort's progress: whole, escaped, sorted, downloaded, in constant queries."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from participants.models import Attendance, Enrolment
from programmes.models import Cohort
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

PAST = datetime(2026, 11, 16, 16, 0, tzinfo=UTC)


@pytest.fixture
def cohort(leader: User) -> Cohort:
    return make_cohort(name="Autumn leaders", modules=1)


def url(name: str, cohort: Cohort) -> str:
    return reverse(f"participants:{name}", args=[cohort.reference])


def marked(cohort: Cohort, name: str, *marks: str) -> Enrolment:
    enrolment = make_enrolment(cohort=cohort, participant=make_participant(full_name=name))
    for number, mark in enumerate(marks):
        session, _ = cohort.sessions.get_or_create(
            title=f"Seminar {number}",
            defaults={"mode": "live-online", "starts_at": PAST, "ends_at": PAST.replace(hour=17)},
        )
        Attendance.objects.create(session=session, enrolment=enrolment, mark=mark)
    return enrolment


def test_progress_shows_every_mark_as_sign_and_word(leader_client: Client, cohort: Cohort) -> None:
    marked(cohort, "Amina Khan", "present", "absent")

    page = leader_client.get(url("progress", cohort)).content.decode()

    hidden = '<span class="govuk-visually-hidden">'
    assert f'<td class="app-yes">&#10003;{hidden}Present</span></td>' in page
    assert f'<td class="app-no">&#10007;{hidden}Absent</span></td>' in page
    assert "<td>1/2</td>" in page


def test_progress_escapes_what_people_typed(leader_client: Client, cohort: Cohort) -> None:
    group = make_group(cohort=cohort, name="<i>Group</i>")
    person = make_participant(full_name="Bobby <script>alert(1)</script>")
    make_enrolment(participant=person, group=group)
    make_session(cohort=cohort)

    page = leader_client.get(url("progress", cohort)).content.decode()

    assert "Bobby &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;i&gt;Group&lt;/i&gt;" in page
    assert "<script>alert" not in page
    assert "<i>Group" not in page


def test_progress_puts_the_least_first(leader_client: Client, cohort: Cohort) -> None:
    marked(cohort, "Amina Khan", "present")
    marked(cohort, "Tom Reed", "absent")

    page = leader_client.get(url("progress", cohort), {"sort": "least"}).content.decode()

    assert page.index("Tom Reed") < page.index("Amina Khan")


def test_progress_by_module_says_so_in_words(leader_client: Client, cohort: Cohort) -> None:
    make_enrolment(cohort=cohort)

    page = leader_client.get(url("progress", cohort), {"view": "modules"}).content.decode()

    hidden = '<span class="govuk-visually-hidden">'
    assert f'<td class="app-none">0/2{hidden} Under way, or due later</span></td>' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "No sessions yet"),
        ({"view": "modules"}, "Nobody is in this cohort yet"),
        ({"view": "modules", "q": "nobody"}, "Nobody fits"),
    ],
)
def test_progress_says_what_to_do_when_there_is_nothing(
    leader_client: Client, cohort: Cohort, query: dict[str, str], said: str
) -> None:
    assert said in leader_client.get(url("progress", cohort), query).content.decode()


def test_export_streams_the_same_table(leader_client: Client, cohort: Cohort) -> None:
    marked(cohort, "Amina Khan", "present", "late")
    marked(cohort, "=cmd()", "absent", "apologies")

    answer = leader_client.get(url("export_progress", cohort))

    text = answer.getvalue().decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    heads = "Name,Email,Group,Status,Done,Of,Seminar 0 (16 Nov 2026),Seminar 1 (16 Nov 2026)"
    assert text[0] == heads
    assert [line.split(",")[-2:] for line in text[1:]] == [
        ["Absent", "Apologies"],
        ["Present", "Late"],
    ]
    assert text[1].startswith("'=cmd()")


def test_export_sends_its_headings_before_it_reads_the_people(
    leader_client: Client, cohort: Cohort, django_assert_num_queries: Callable[[int], object]
) -> None:
    marked(cohort, "Amina Khan", "present")
    answer = leader_client.get(url("export_progress", cohort))

    with django_assert_num_queries(0):
        first = next(iter(answer.streaming_content))
    assert first.decode().startswith("\ufeffName,Email,Group,Status")


def test_export_of_modules_counts_activities(leader_client: Client, cohort: Cohort) -> None:
    make_enrolment(cohort=cohort)

    answer = leader_client.get(url("export_progress", cohort), {"view": "modules"})

    assert answer.getvalue().decode().splitlines()[1].endswith(",Active,0,2,0 of 2")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("sessions", 9), ("modules", 10)])
def test_progress_costs_the_same_for_any_number_of_people(
    leader_client: Client,
    cohort: Cohort,
    rows: int,
    view: str,
    queries: int,
    django_assert_num_queries: object,
) -> None:
    for number in range(rows):
        marked(cohort, f"Person {number}", *["present"] * rows)

    with django_assert_num_queries(queries):
        leader_client.get(url("progress", cohort), {"view": view})
