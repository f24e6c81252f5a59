"""The pages of people: list, download, a person's page, changing and inviting."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.roles import Role
from participants.models import Participant, StatusChange
from programmes.models import Cohort
from tests.factories.accounts import make_hub, make_member, make_school
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group

LIST = reverse("participants:participants")
EXPORT = reverse("participants:export_participants")
ClientOf = Callable[[User], Client]


def people_on(client: Client, query: str = "") -> list[str]:
    return [person.name for person in client.get(f"{LIST}{query}").context["page"]]


def person_page(person: Participant) -> str:
    return reverse("participants:participant", args=[person.reference])


@pytest.fixture
def crowd(leader: User) -> None:
    dale = make_school(name="Dale Primary School")
    headship = make_cohort(name="Headship")
    literacy = make_cohort(name="Literacy", hub=make_hub(name="South"))
    for name, cohort, status, school in (
        ("Amina Khan", headship, "active", dale),
        ("Tom Reed", headship, "deferred", None),
        ("Zoe Khan", literacy, "active", None),
    ):
        person = make_participant(full_name=name, school=school)
        make_enrolment(participant=person, cohort=cohort, status=status)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Amina Khan", "Tom Reed"]),
        ("?q=khan", ["Amina Khan"]),
        ("?q=zoe", []),
        ("?status=deferred", ["Tom Reed"]),
        ("?status=nonsense", ["Amina Khan", "Tom Reed"]),
        ("?sort=-name", ["Tom Reed", "Amina Khan"]),
        ("?page=999", ["Amina Khan", "Tom Reed"]),
        ("?page=x&sort=nonsense&cohort=nonsense", ["Amina Khan", "Tom Reed"]),
    ],
)
def test_list_narrows_and_sorts_the_hubs_people(
    leader_client: Client, query: str, names: list[str]
) -> None:
    assert people_on(leader_client, query) == names


@pytest.mark.usefixtures("crowd")
def test_list_of_a_national_leader_narrows_by_hub_and_cohort(client_of: ClientOf) -> None:
    client = client_of(make_member(Role.NATIONAL_LEADER))
    south = make_hub(name="South")

    assert people_on(client) == ["Amina Khan", "Zoe Khan", "Tom Reed"]
    assert people_on(client, f"?hub={south.reference}") == ["Zoe Khan"]
    assert people_on(client, f"?hub={south.reference}&status=deferred") == []


@pytest.mark.usefixtures("crowd")
def test_list_shows_only_the_places_in_scope(leader_client: Client) -> None:
    amina = Participant.objects.get(full_name="Amina Khan")
    make_enrolment(
        participant=amina, cohort=make_cohort(hub=make_hub(name="South")), status="withdrawn"
    )

    [line] = leader_client.get(f"{LIST}?q=amina").context["page"]

    assert [place.cohort for place in line.places] == ["Headship"]


def test_list_counts_exactly_and_turns_pages(leader_client: Client) -> None:
    cohort = make_cohort(capacity=100)
    for number in range(60):
        person = make_participant(full_name=f"Person No{number:03}")
        make_enrolment(participant=person, cohort=cohort)

    page = leader_client.get(f"{LIST}?page=2").context["page"]

    assert (page.count, page.first, page.last, len(page)) == (60, 51, 60, 10)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=person", (60, 1, 50, 50)),
        ("?q=person&page=2", (60, 51, 60, 10)),
        ("?q=person+00", (10, 1, 10, 10)),
        ("?q=nobody&page=3", (0, 0, 0, 0)),
    ],
)
def test_search_counts_exactly_on_every_page(
    leader_client: Client, query: str, shown: tuple[int, ...]
) -> None:
    cohort = make_cohort(capacity=100)
    for number in range(60):
        # Of an address numbered by the factory the search would find the hundredth, too.
        named = {"full_name": f"Person {number:03}", "email": f"p{number}@example.org"}
        make_enrolment(participant=make_participant(**named), cohort=cohort)

    page = leader_client.get(f"{LIST}{query}").context["page"]

    assert (page.count, page.first, page.last, len(page)) == shown


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("most", [1, 100])
def test_list_narrows_to_a_cohort_however_many_there_are(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("participants.forms.people.MOST_COHORTS", most)
    client = client_of(make_member(Role.NATIONAL_LEADER))
    literacy, headship = (Cohort.objects.get(name=name) for name in ("Literacy", "Headship"))
    elsewhere = f"?hub={literacy.hub.reference}&cohort={headship.reference}"

    assert people_on(client, f"?cohort={literacy.reference}") == ["Zoe Khan"]
    assert people_on(client, elsewhere) == ["Zoe Khan"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for _ in range(rows):
        make_enrolment(cohort=make_cohort())

    with django_assert_num_queries(9):
        leader_client.get(f"{LIST}?q=amina&status=active")


def test_empty_list_says_what_to_do(leader_client: Client) -> None:
    assert "Choose a cohort" in leader_client.get(LIST).content.decode()


@pytest.mark.usefixtures("crowd")
def test_export_follows_the_filters_and_guards_against_formulas(leader_client: Client) -> None:
    Participant.objects.filter(full_name="Amina Khan").update(full_name="=SUM(A1)")

    answer = leader_client.get(f"{EXPORT}?status=active")

    lines = answer.getvalue().decode().splitlines()
    assert answer.streaming
    assert [line.split(",")[0] for line in lines] == ["\ufeffFull name", "'=SUM(A1)"]


@pytest.mark.usefixtures("crowd")
def test_export_follows_the_search(leader_client: Client) -> None:
    lines = leader_client.get(f"{EXPORT}?q=reed").getvalue().decode().splitlines()

    assert [line.split(",")[0] for line in lines[1:]] == ["Tom Reed"]


@pytest.mark.parametrize("rows", [1, 3])
def test_person_page_costs_the_same_for_any_history(
    leader: User,
    leader_client: Client,
    rows: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    person = make_participant()
    for _ in range(rows):
        cohort = make_cohort()
        make_enrolment(participant=person, group=make_group(cohort=cohort), status="withdrawn")

    with django_assert_num_queries(10):
        leader_client.get(person_page(person))


def test_person_page_hides_places_of_other_hubs(leader_client: Client) -> None:
    person = make_participant()
    make_enrolment(participant=person, cohort=make_cohort(name="Ours"))
    other = make_cohort(name="Elsewhere", hub=make_hub(name="South"))
    make_enrolment(participant=person, cohort=other, status="withdrawn")

    page = leader_client.get(person_page(person)).content.decode()

    assert ("Ours" in page, "Elsewhere" in page) == (True, False)


def test_person_page_escapes_names(leader_client: Client) -> None:
    person = make_participant(full_name="<script>alert(1)</script>")
    make_enrolment(participant=person)

    assert "<script>alert" not in leader_client.get(person_page(person)).content.decode()


def test_person_page_of_a_reader_shows_no_audit(db: None, client_of: ClientOf) -> None:
    place = make_enrolment()
    client = client_of(make_member(Role.INSPECTOR))

    page = client.get(person_page(place.participant)).content.decode()

    assert ("What was changed" in page, "Withdraw" in page) == (False, False)


def test_change_keeps_what_was_typed_when_it_refuses(leader_client: Client) -> None:
    person = make_enrolment().participant
    make_participant(email="taken@example.org")
    url = reverse("participants:change_participant", args=[person.reference])

    answer = leader_client.post(url, {"full_name": "Amina Reed", "email": "taken@example.org"})

    form = answer.context["form"]
    assert form.errors == {"email": ["There is a participant with this email address."]}
    assert (form["full_name"].value(), Participant.objects.get(pk=person.pk).full_name) == (
        *("Amina Reed", "Amina Khan"),
    )


def test_change_saves_and_returns_to_the_person(leader_client: Client) -> None:
    person = make_enrolment().participant
    school = make_school(urn="141862")
    url = reverse("participants:change_participant", args=[person.reference])
    born = {"date_of_birth_day": "27", "date_of_birth_month": "3", "date_of_birth_year": "1985"}

    answer = leader_client.post(
        url, {"full_name": "Amina Reed", "email": person.email, "school_words": "141862"} | born
    )

    person.refresh_from_db()
    assert answer.headers["Location"] == person_page(person)
    assert (person.full_name, person.date_of_birth, person.school) == (
        *("Amina Reed", date(1985, 3, 27), school),
    )


def test_invite_asks_first_and_then_sends(leader_client: Client) -> None:
    person = make_enrolment().participant
    url = reverse("participants:invite_participant", args=[person.reference])

    asked = leader_client.get(url)
    before = Invitation.objects.count()
    answer = leader_client.post(url)

    person.refresh_from_db()
    assert (asked.status_code, before, answer.status_code) == (200, 0, 302)
    assert Invitation.objects.get().user == person.user
    assert StatusChange.objects.count() == 1


def test_school_search_offers_several_and_takes_the_chosen(leader_client: Client) -> None:
    person = make_enrolment().participant
    leeds = make_school(name="Dale Primary School", town="Leeds")
    hull = make_school(name="Dale Primary School", town="Hull")
    url = reverse("participants:change_participant", args=[person.reference])
    typed = {"full_name": "Amina Khan", "email": person.email, "school_words": "dale primary"}

    first = leader_client.post(url, typed)
    leader_client.post(url, typed | {"school_urn": hull.urn})

    person.refresh_from_db()
    offered = [urn for urn, _ in first.context["form"].fields["school_urn"].choices]
    assert first.context["form"].errors == {
        "school_urn": ["More than one school matches. Select the right one"]
    }
    assert sorted(offered) == sorted([leeds.urn, hull.urn])
    assert person.school == hull


@pytest.mark.parametrize("words", ["nowhere at all", "999999", "%"])
def test_school_search_says_when_nothing_matches(leader_client: Client, words: str) -> None:
    person = make_enrolment().participant
    make_school()
    url = reverse("participants:change_participant", args=[person.reference])

    answer = leader_client.post(
        url, {"full_name": "Amina Khan", "email": person.email, "school_words": words}
    )

    none = "No school matches. Check the spelling, or enter the school’s URN"
    assert answer.context["form"].errors == {"school_words": [none]}
