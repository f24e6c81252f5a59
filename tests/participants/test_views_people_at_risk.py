"""The list of people by risk and by its other columns; a risk with its reason on their page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.models import Attendance, Deferral, Enrolment, Participant, Register
from programmes.models import Cohort
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_session

LIST = reverse("participants:participants")
EXPORT = reverse("participants:export_participants")


def names_on(client: Client, query: str = "") -> list[str]:
    return [person.name for person in client.get(f"{LIST}{query}").context["page"]]


def seat(name: str, cohort: Cohort, *, status: str = "active", **details: str) -> Enrolment:
    """Give somebody a place that began long ago."""
    return make_enrolment(
        participant=make_participant(full_name=name, **details),
        cohort=cohort,
        status=status,
        joined_on=timezone.localdate() - timedelta(300),
    )


@pytest.fixture
def crowd(leader: User) -> None:
    """Amina does well, Bea missed three sessions but studies, Carl is quiet, Dan is not back."""
    now = timezone.now()
    north, south = make_cohort(name="North", modules=1), make_cohort(name="South")
    seat("Amina Adams", north, email="z@example.org", trn="1000003")
    bea = seat("Bea Best", south, email="y@example.org", trn="1000002")
    carl = seat("Carl Cole", south, email="x@example.org")
    dan = seat("Dan Dale", north, status="deferred", email="w@example.org", trn="1000001")
    Deferral.objects.create(
        enrolment=dan,
        deferred_on=now.date() - timedelta(90),
        returns_on=now.date() - timedelta(9),
    )
    for days in (60, 40, 20):
        session = make_session(cohort=south, starts_at=now - timedelta(days), status="held")
        Register.objects.create(session=session, taken_at=now, taken_by=leader)
        for place in (bea, carl):
            Attendance.objects.create(session=session, enrolment=place, mark="absent")
    activity = south.curriculum.modules.get().activities.get(position=1)
    bea.activities_done.create(activity=activity, done_on=now.date(), minutes=20)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?risk=any", ["Bea Best", "Carl Cole", "Dan Dale"]),
        ("?risk=high", ["Carl Cole"]),
        ("?risk=missed-sessions", ["Bea Best", "Carl Cole"]),
        ("?risk=no-activity", ["Carl Cole"]),
        ("?risk=not-back", ["Dan Dale"]),
        ("?risk=past-limit", []),
        ("?risk=any&status=deferred", ["Dan Dale"]),
        ("?risk=any&q=best", ["Bea Best"]),
        ("?risk=any&page=2", ["Bea Best", "Carl Cole", "Dan Dale"]),
        ("?sort=risk", ["Carl Cole", "Bea Best", "Dan Dale", "Amina Adams"]),
        ("?sort=-risk", ["Amina Adams", "Dan Dale", "Bea Best", "Carl Cole"]),
        ("?sort=email", ["Dan Dale", "Carl Cole", "Bea Best", "Amina Adams"]),
        # Whoever has no TRN comes last.
        ("?sort=trn", ["Dan Dale", "Bea Best", "Amina Adams", "Carl Cole"]),
        ("?sort=cohort", ["Amina Adams", "Dan Dale", "Bea Best", "Carl Cole"]),
        ("?sort=-cohort", ["Carl Cole", "Bea Best", "Dan Dale", "Amina Adams"]),
        ("?sort=status", ["Amina Adams", "Bea Best", "Carl Cole", "Dan Dale"]),
        ("?sort=-status&q=example", ["Dan Dale", "Carl Cole", "Bea Best", "Amina Adams"]),
        ("?sort=cohort&status=active", ["Amina Adams", "Bea Best", "Carl Cole"]),
    ],
)
def test_list_narrows_and_sorts_by_risk_and_by_every_column(
    leader_client: Client, query: str, names: list[str]
) -> None:
    assert names_on(leader_client, query) == names


@pytest.mark.usefixtures("crowd")
def test_list_says_why_somebody_is_at_risk(leader_client: Client) -> None:
    page = leader_client.get(f"{LIST}?sort=risk")

    risks = [[place.risk for place in person.places] for person in page.context["page"]]
    told = [(found.label, found.reasons) for [found] in risks if found]
    assert [label for label, _ in told] == ["High", "Some", "Some"]
    assert told[1][1].startswith("Missed the last 3 sessions, from ")
    assert told[1][1] in page.content.decode()
    assert risks[3] == [None]


@pytest.mark.usefixtures("crowd")
def test_a_new_search_keeps_filters_and_order(leader_client: Client) -> None:
    page = leader_client.get(f"{LIST}?risk=any&sort=-name")

    assert page.context["kept"] == [("risk", "any"), ("sort", "-name")]
    assert page.context["chosen"] == [{"text": "All who are at risk", "href": "?sort=-name"}]


@pytest.mark.usefixtures("crowd")
def test_export_has_the_reasons_and_follows_the_risk(leader_client: Client) -> None:
    lines = leader_client.get(f"{EXPORT}?risk=no-activity").getvalue().decode().splitlines()

    assert lines[0].endswith("Funded place,Risk,Reasons for the risk")
    assert [line.split(",")[0] for line in lines[1:]] == ["Carl Cole"]
    assert ',High,"Nothing recorded for 300 days' in lines[1]


@pytest.mark.usefixtures("crowd")
def test_page_of_a_person_says_why_and_what_helps(leader_client: Client) -> None:
    carl = Participant.objects.get(full_name="Carl Cole")

    page = leader_client.get(reverse("participants:participant", args=[carl.reference]))

    [(_, found)] = page.context["at_risk"]
    text = page.content.decode()
    for flag in found.flags:
        assert f"{flag.sentence} {flag.help}" in text
    assert "“Disengaged and does not respond”" in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("?risk=any", 11), ("?sort=risk", 12)])
def test_risk_costs_the_same_for_any_length(
    leader: User,
    leader_client: Client,
    rows: int,
    query: str,
    queries: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    session = make_session(starts_at=timezone.now() - timedelta(5), status="held")
    Register.objects.create(session=session, taken_at=timezone.now(), taken_by=leader)
    for number in range(rows):
        seat(f"Person {number}", session.cohort)

    with django_assert_num_queries(queries):
        assert len(names_on(leader_client, query)) == rows
