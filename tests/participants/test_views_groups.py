"""Groups: the page of one, spreading people, moving somebody."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participants.models import GroupMembership
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

DAY = {"on_day": "1", "on_month": "12", "on_year": "2026"}


@pytest.mark.parametrize("rows", [1, 3])
def test_group_page_costs_the_same_for_any_size(
    leader_client: Client, rows: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    group = make_group()
    for _ in range(rows):
        make_enrolment(group=group)

    with django_assert_num_queries(8):
        leader_client.get(reverse("participants:group", args=[group.reference]))


def test_group_page_tells_members_from_former_ones(leader_client: Client) -> None:
    group = make_group()
    make_enrolment(group=group, participant=make_participant(full_name="Tom Reed"))
    make_enrolment(group=group)
    GroupMembership.objects.filter(enrolment__participant__full_name="Amina Khan").update(
        ends_on=date(2026, 11, 2)
    )

    context = leader_client.get(reverse("participants:group", args=[group.reference])).context

    assert [member.name for member in context["members"]] == ["Tom Reed"]
    assert [str(former.enrolment.participant) for former in context["former"]] == ["Amina Khan"]


def test_spread_puts_everybody_into_a_group(leader_client: Client) -> None:
    cohort = make_cohort()
    make_group(cohort=cohort)
    make_group(cohort=cohort)
    for _ in range(5):
        make_enrolment(cohort=cohort)

    answer = leader_client.post(reverse("participants:spread_groups", args=[cohort.reference]), DAY)

    assert answer.status_code == 302
    assert GroupMembership.objects.filter(starts_on=date(2026, 12, 1)).count() == 5


def test_spread_without_groups_leads_to_making_some(leader_client: Client) -> None:
    cohort = make_cohort()
    make_enrolment(cohort=cohort)

    page = leader_client.get(reverse("participants:spread_groups", args=[cohort.reference]))

    assert reverse("programmes:create_group", args=[cohort.reference]) in page.content.decode()


def test_change_group_moves_somebody_from_a_day(leader_client: Client) -> None:
    old = make_group()
    new = make_group(cohort=old.cohort)
    place = make_enrolment(group=old)
    url = reverse("participants:change_group", args=[place.reference])

    offered = [str(group) for group in leader_client.get(url).context["groups"]]
    answer = leader_client.post(url, {"group": new.reference, **DAY})

    stays = place.group_memberships.order_by("pk").values_list("group", "starts_on", "ends_on")
    assert offered == [new.name]
    assert answer.headers["Location"] == reverse("participants:group", args=[new.reference])
    assert list(stays) == [
        (old.pk, date(2026, 10, 5), date(2026, 12, 1)),
        (new.pk, date(2026, 12, 1), None),
    ]


@pytest.mark.parametrize(
    ("day", "said", "then"),
    [
        (date(2026, 11, 25), "is in Larch now", "Their first session there is on 3 December 2026"),
        (date(2026, 12, 1), "goes to Larch on 1 December 2026", "first session there is on 3 Dec"),
        (date(2026, 12, 4), "goes to Larch on 4 December 2026", "No session of the group is plann"),
    ],
)
def test_change_of_group_says_what_is_next_and_when(
    monkeypatch: pytest.MonkeyPatch, leader_client: Client, day: date, said: str, then: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))
    place = make_enrolment(group=make_group())
    larch = make_group(cohort=place.cohort, name="Larch")
    make_session(group=larch, starts_at=datetime(2026, 12, 3, 16, tzinfo=UTC))
    url = reverse("participants:change_group", args=[place.reference])
    answers = {
        "group": larch.reference,
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
    }

    asked = leader_client.get(url).content.decode()
    told = leader_client.post(url, answers, follow=True).content.decode()

    assert "0 members. 1 session to come, the next on 3 December 2026." in asked
    assert (said in told, then in told) == (True, True)


def test_a_group_of_another_cohort_is_no_choice(leader_client: Client) -> None:
    place = make_enrolment(group=make_group())
    make_group(cohort=place.cohort)
    stranger = make_group()

    answer = leader_client.post(
        reverse("participants:change_group", args=[place.reference]),
        {"group": stranger.reference, **DAY},
    )

    assert list(answer.context["form"].errors) == ["group"]
    assert GroupMembership.objects.count() == 1
