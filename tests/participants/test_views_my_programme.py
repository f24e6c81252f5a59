"""A participant's own pages: one next step, how far one is, marking and undoing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.models import ActivityProgress, Attendance, Enrolment
from programmes.models import Activity
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_programme, make_qualification
from tests.factories.programmes import make_session as plan

HOME = reverse("participants:my_programme")


@pytest.fixture
def place(participant: User) -> Enrolment:
    """The participant's place in a group of a programme of two modules."""
    group = make_group(cohort=make_cohort(modules=2))
    return make_enrolment(participant=make_participant(user=participant), group=group)


@pytest.fixture
def client(participant: User, client_of: object) -> Client:
    return client_of(participant)


def first(mode: str = Activity.Mode.SELF_STUDY) -> Activity:
    return Activity.objects.filter(mode=mode).order_by("module__position").first()


def url(name: str, place: Enrolment, *more: object) -> str:
    return reverse(f"participants:{name}", args=[place.reference, *(m.reference for m in more)])


def text(response: object) -> str:
    return " ".join(response.content.decode().split())


def test_home_names_one_next_step_with_its_minutes(client: Client, place: Enrolment) -> None:
    page = client.get(HOME)

    assert page.context["step"].activity == first()
    assert f'name="minutes" type="text" inputmode="numeric" value="{first().minutes}"' in text(page)


def test_home_asks_to_come_to_the_session_before_the_practice(
    client: Client, place: Enrolment
) -> None:
    ActivityProgress.objects.create(
        enrolment=place, activity=first(), done_on=date(2026, 11, 1), minutes=50
    )
    tomorrow = timezone.now() + timedelta(days=1)
    seminar = first(Activity.Mode.LIVE_ONLINE)
    plan(group=place.group_memberships.get().group, activity=seminar, starts_at=tomorrow)

    page = client.get(HOME)

    assert page.context["is_meeting_next"]
    assert "Do this next: come to your session" in text(page)


def test_home_without_a_programme_says_what_to_do(participant: User, client: Client) -> None:
    assert "You have no programme yet" in text(client.get(HOME))


def test_home_lets_choose_between_two_programmes(client: Client, place: Enrolment) -> None:
    maths = make_programme(qualification=make_qualification(code="NPQLPM", title="Primary Maths"))
    other = make_enrolment(participant=place.participant, cohort=make_cohort(programme=maths))

    page = client.get(HOME)

    assert {p.pk for p in page.context["places"]} == {place.pk, other.pk}
    shown = client.get(url("my_place", other))
    assert shown.context["others"] == [place]
    assert f'href="{url("my_place", place)}">{place.cohort.programme}, from ' in text(shown)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("deferred", "You have paused this programme"),
        ("withdrawn", "You have left this programme"),
        ("completed", "You have completed this programme"),
    ],
)
def test_home_says_plainly_when_the_programme_is_not_under_way(
    client: Client, place: Enrolment, status: str, said: str
) -> None:
    Enrolment.objects.filter(pk=place.pk).update(status=status, left_on=date(2026, 11, 9))

    page = text(client.get(HOME))

    assert said in page
    assert "Mark as done" not in page


@pytest.mark.parametrize("name", ["my_programme", "my_module", "my_sessions"])
def test_own_pages_use_no_words_of_the_trade(client: Client, place: Enrolment, name: str) -> None:
    place.cohort.name = "Senior Leadership"
    place.cohort.save()
    module = place.cohort.curriculum.modules.first()
    address = {"my_programme": HOME, "my_module": url("my_module", place, module)}

    page = text(client.get(address.get(name) or url("my_sessions", place))).lower()

    assert [word for word in ("cohort", "declaration", "enrolment") if word in page] == []


def test_module_shows_the_date_of_a_session_and_the_mark(client: Client, place: Enrolment) -> None:
    seminar = first(Activity.Mode.LIVE_ONLINE)
    group = place.group_memberships.get().group
    session = plan(group=group, activity=seminar, status="held")
    Attendance.objects.create(session=session, enrolment=place, mark="late")

    page = text(client.get(url("my_module", place, seminar.module)))

    assert '<strong class="govuk-tag govuk-tag--green">Late</strong>' in page


def test_marking_as_done_says_what_is_next(client: Client, place: Enrolment) -> None:
    answer = client.post(url("mark_activity_done", place, first()), {"minutes": "40"}, follow=True)

    assert ActivityProgress.objects.get().minutes == 40
    assert answer.redirect_chain[0][0] == url("my_module", place, first().module)
    assert "Next: Practice in school 1.3, 45 minutes." in text(answer)


def test_marking_from_home_comes_back_home(client: Client, place: Enrolment) -> None:
    answer = client.post(
        url("mark_activity_done", place, first()), {"minutes": "40", "from": "home"}
    )

    assert answer.url == HOME


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ("", "Enter how many minutes it took"),
        ("long", "Minutes must be a whole number, like 45"),
        ("0", "Minutes must be 1 or more"),
        ("601", "Minutes must be 600 or fewer"),
    ],
)
def test_marking_refuses_other_minutes_beside_the_field(
    client: Client, place: Enrolment, minutes: str, said: str
) -> None:
    page = client.post(url("mark_activity_done", place, first()), {"minutes": minutes})

    assert page.context["form"].errors == {"minutes": [said]}
    assert f"<title>Error: Mark as done: {first()}" in text(page)
    assert not ActivityProgress.objects.exists()


def test_marking_a_session_is_refused(client: Client, place: Enrolment) -> None:
    seminar = first(Activity.Mode.LIVE_ONLINE)

    page = client.post(url("mark_activity_done", place, seminar), {"minutes": "90"})

    assert "whoever leads it marks who was there" in text(page)


def test_undo_takes_the_mark_back(client: Client, place: Enrolment) -> None:
    client.post(url("mark_activity_done", place, first()), {"minutes": "40"})

    answer = client.post(url("undo_activity", place, first()))

    assert answer.url == url("my_module", place, first().module)
    assert not ActivityProgress.objects.exists()


def test_undo_in_a_closed_place_says_why(client: Client, place: Enrolment) -> None:
    Enrolment.objects.filter(pk=place.pk).update(status="withdrawn", left_on=date(2026, 11, 9))

    answer = client.post(url("undo_activity", place, first()), follow=True)

    assert "This place is withdrawn, so its record stays as it is." in text(answer)


@pytest.mark.parametrize("name", ["my_place", "my_sessions"])
def test_somebody_elses_place_does_not_exist(client: Client, place: Enrolment, name: str) -> None:
    other = make_enrolment(participant=make_participant(), cohort=place.cohort)

    assert client.get(url(name, other)).status_code == 404


def test_another_programmes_module_does_not_exist(client: Client, place: Enrolment) -> None:
    maths = make_programme(qualification=make_qualification(code="NPQLPM", title="Primary Maths"))
    foreign = make_cohort(programme=maths, modules=1).curriculum.modules.get()

    assert client.get(url("my_module", place, foreign)).status_code == 404


@pytest.mark.parametrize("sessions", [1, 3])
def test_own_pages_cost_the_same_for_any_number_of_sessions(
    client: Client, place: Enrolment, sessions: int, django_assert_num_queries: object
) -> None:
    for day in range(sessions):
        starts_at = timezone.now() + timedelta(days=1 + day)
        plan(group=place.group_memberships.get().group, starts_at=starts_at)

    module = url("my_module", place, first().module)

    with django_assert_num_queries(10):
        client.get(HOME)
    with django_assert_num_queries(6):
        client.get(url("my_sessions", place))
    with django_assert_num_queries(6):
        client.get(module)
