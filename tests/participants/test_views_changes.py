"""Guided changes: what is said before the button, who is told, and what each page costs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.models import Enrolment, WaitingPlace
from participants.rules.consequences import Told
from programmes.models import ChangeReason
from tests.factories.accounts import (
    NOW,
    make_hub,
    make_lead_provider,
    make_member,
    make_school,
)
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session


@pytest.fixture
def place(db: None) -> Enrolment:
    return make_enrolment(
        group=make_group(cohort=make_cohort(modules=1)), joined_on=date(2026, 10, 5)
    )


def url(name: str, place: Enrolment, *more: str) -> str:
    return reverse(f"participants:{name}", args=[place.reference, *more])


def day(on: date, name: str = "on") -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def reason(kind: str) -> str:
    return ChangeReason.objects.create(kind=kind, code="x", label="Moved", position=1).code


def carried(client: Client, address: str) -> dict[str, str]:
    context = client.get(address).context
    return {"seen": context["seen"], "shown": context["told"].digest}


def test_page_says_what_follows_and_carries_it(leader_client: Client, place: Enrolment) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    for group in (None, place.group_memberships.get().group):
        make_session(cohort=place.cohort, group=group, starts_at=tomorrow)
    make_session(group=make_group(cohort=place.cohort), starts_at=tomorrow)

    page = leader_client.get(url("withdraw_enrolment", place))

    told: Told = page.context["told"]
    assert told.follows[0].startswith("2 sessions from that day on are no longer theirs")
    assert f'name="shown" value="{told.digest}"' in page.content.decode()


def test_a_day_that_brings_something_else_is_said_again(
    leader_client: Client, place: Enrolment
) -> None:
    make_session(cohort=place.cohort, starts_at=timezone.now() - timedelta(days=3))
    address = url("withdraw_enrolment", place)
    earlier = day(timezone.localdate() - timedelta(days=5))
    sent = carried(leader_client, address) | {"reason": reason("withdrawal"), **earlier}

    again = leader_client.post(address, sent)
    place.refresh_from_db()
    stood, told = place.status, again.context["told"]
    leader_client.post(address, sent | {"shown": told.digest})

    place.refresh_from_db()
    assert "Nothing has changed yet" in again.content.decode()
    assert told.follows[0].startswith("1 session from that day on is no longer theirs")
    assert (stood, place.status) == ("active", "withdrawn")


def test_a_day_that_brings_the_same_is_not_asked_twice(
    leader_client: Client, place: Enrolment
) -> None:
    address = url("withdraw_enrolment", place)
    earlier = day(timezone.localdate() - timedelta(days=5))
    sent = carried(leader_client, address) | {"reason": reason("withdrawal"), **earlier}

    assert leader_client.post(address, sent).status_code == 302


def test_the_second_leader_is_told_and_nothing_is_overwritten(
    leader_client: Client, place: Enrolment, client_of: Callable[[User], Client]
) -> None:
    other = make_member(Role.HUB_LEADER, hub=place.cohort.hub)
    address, today = url("defer_enrolment", place), day(timezone.localdate())
    mine = carried(leader_client, address) | {"reason": reason("deferral"), **today}
    client_of(other).post(
        url("withdraw_enrolment", place), {"reason": reason("withdrawal")} | today
    )

    page = leader_client.post(address, mine)

    place.refresh_from_db()
    assert f"{other} changed this while your form was open" in page.content.decode()
    assert "Enrolment withdrawn" in page.content.decode()
    assert place.status == "withdrawn"


def test_who_was_told_of_a_change_may_send_again(
    leader_client: Client, place: Enrolment, client_of: Callable[[User], Client]
) -> None:
    other = make_member(Role.HUB_LEADER, hub=place.cohort.hub)
    second = make_group(cohort=place.cohort)
    address, today = url("withdraw_enrolment", place), day(timezone.localdate())
    mine = carried(leader_client, address) | {"reason": reason("withdrawal"), **today}
    client_of(other).post(url("change_group", place), {"group": second.reference} | today)

    told = leader_client.post(address, mine | {"shown": ""}).context
    page = leader_client.post(address, mine | {"shown": told["told"].digest})
    answer = leader_client.post(
        address, mine | {"shown": told["told"].digest, "seen": page.context["seen"]}
    )

    assert "Group joined" in page.content.decode()
    assert answer.status_code == 302


def test_another_change_that_brings_something_else_is_told_at_once(
    leader_client: Client, place: Enrolment, client_of: Callable[[User], Client]
) -> None:
    other = make_member(Role.HUB_LEADER, hub=place.cohort.hub)
    address, today = url("withdraw_enrolment", place), day(timezone.localdate())
    mine = carried(leader_client, address) | {"reason": reason("withdrawal"), **today}
    client_of(other).post(url("defer_enrolment", place), {"reason": reason("deferral")} | today)

    page = leader_client.post(address, mine)

    [told] = page.context["form"].non_field_errors()
    assert told.startswith(f"{other} changed this while your form was open")
    assert page.context["seen"] != mine["seen"]


def test_resuming_into_a_full_cohort_leads_to_its_waiting_list(leader_client: Client) -> None:
    place = make_enrolment(status="deferred", cohort=make_cohort(capacity=1))
    make_enrolment(cohort=place.cohort)

    page = leader_client.get(url("resume_enrolment", place))

    codes = [place.cohort.reference, place.participant.reference]
    assert reverse("participants:join_waiting_list_as", args=codes) in page.content.decode()


def test_a_change_that_the_status_does_not_allow_is_not_offered(leader_client: Client) -> None:
    page = leader_client.get(url("defer_enrolment", make_enrolment(status="deferred")))

    assert "form" not in page.context
    assert "This place is deferred since 5 October 2026" in page.content.decode()


def test_deferral_tells_who_is_offered_the_place_and_when_letters_go_out(
    leader_client: Client, place: Enrolment
) -> None:
    person = make_participant(full_name="Tom Reed")
    WaitingPlace.objects.create(cohort=place.cohort, participant=person, position=1, joined_at=NOW)
    today = timezone.localdate()
    back = today + timedelta(days=100)
    sent = {"reason": reason("deferral"), **day(today), **day(back, "returns_on")}

    page = leader_client.post(url("defer_enrolment", place), sent, follow=True)

    first = back - timedelta(days=42)
    assert "Their place is offered to Tom Reed by email today." in page.content.decode()
    assert f"get a letter on {first:%-d %B %Y}" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status", "queries"),
    [
        ("defer_enrolment", "active", 11),
        ("withdraw_enrolment", "active", 10),
        ("complete_enrolment", "active", 8),
        ("hand_over_enrolment", "active", 10),
        ("resume_enrolment", "withdrawn", 6),
        ("transfer_enrolment", "active", 7),
    ],
)
def test_pages_cost_the_same_for_any_history(
    leader_client: Client,
    name: str,
    status: str,
    queries: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    place = make_enrolment(status=status, cohort=make_cohort(modules=1))
    for _ in range(3):
        make_session(cohort=place.cohort)
        make_cohort(programme=place.programme)

    with django_assert_num_queries(queries):
        leader_client.get(url(name, place))


def test_transfer_offers_open_cohorts_with_places_the_own_hub_first(
    leader_client: Client, place: Enrolment
) -> None:
    hub = make_hub(name="South Coast", lead_provider=place.cohort.hub.lead_provider)
    elsewhere = make_cohort(programme=place.programme, hub=hub)
    near = make_cohort(programme=place.programme, hub=place.cohort.hub)
    make_enrolment(cohort=make_cohort(programme=place.programme, capacity=1))
    make_cohort(programme=place.programme, status="finished")
    make_cohort(hub=make_hub(name="Far", lead_provider=make_lead_provider(name="Harris")))

    context = leader_client.get(url("transfer_enrolment", place)).context

    assert ([str(c) for c in context["page"]], context["full"]) == ([str(near), str(elsewhere)], 1)


@pytest.mark.parametrize("words", ["south", "nothing"])
def test_transfer_choices_are_searched(leader_client: Client, place: Enrolment, words: str) -> None:
    hub = make_hub(name="South Coast", lead_provider=place.cohort.hub.lead_provider)
    make_cohort(programme=place.programme, hub=hub)
    make_cohort(programme=place.programme, hub=place.cohort.hub)

    page = leader_client.get(url("transfer_enrolment", place), {"q": words}).context["page"]

    assert page.count == (1 if words == "south" else 0)


def test_transfer_to_another_hub_takes_one_form(leader_client: Client, place: Enrolment) -> None:
    hub = make_hub(name="South Coast", lead_provider=place.cohort.hub.lead_provider)
    to = make_cohort(programme=place.programme, hub=hub)
    address = url("transfer_to", place, to.reference)
    sent = carried(leader_client, address) | day(timezone.localdate())

    page = leader_client.post(address, sent, follow=True)

    new = Enrolment.objects.get(cohort=to)
    assert new.continues == place
    assert "The leaders of South Coast get an email today" in page.content.decode()


def test_transfer_page_costs_the_same_for_any_past(
    leader_client: Client,
    place: Enrolment,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    to = make_cohort(programme=place.programme)

    with django_assert_num_queries(10):
        leader_client.get(url("transfer_to", place, to.reference))


def test_a_cohort_of_another_provider_is_not_there(leader_client: Client, place: Enrolment) -> None:
    far = make_cohort(hub=make_hub(name="Far", lead_provider=make_lead_provider(name="Harris")))

    answer = leader_client.get(url("transfer_to", place, far.reference))

    assert answer.status_code == 404


def test_hand_over_offers_other_providers_alone(leader_client: Client, place: Enrolment) -> None:
    harris = make_lead_provider(name="Harris Federation")
    form = leader_client.get(url("hand_over_enrolment", place)).context["form"]
    today = day(timezone.localdate())

    leader_client.post(url("hand_over_enrolment", place), {"provider": harris.reference} | today)

    place.refresh_from_db()
    assert list(form.fields["provider"].queryset) == [harris]
    assert place.provider_after == harris


def test_take_over_leads_to_the_group(leader_client: Client) -> None:
    cohort, harris = make_cohort(), make_lead_provider(name="Harris Federation")
    sent = {"provider": harris.reference, "full_name": "Amina Khan", "email": "amina@example.org"}

    answer = leader_client.post(
        reverse("participants:take_over_participant", args=[cohort.reference]),
        sent | day(date(2026, 10, 5), "joined_on"),
    )

    place = Enrolment.objects.get()
    assert place.provider_before == harris
    assert answer.headers["Location"] == url("change_group", place)


def test_change_of_school_keeps_the_old_one_in_the_history(leader_client: Client) -> None:
    person = make_enrolment(
        participant=make_participant(school=make_school(urn="100000", name="Old School"))
    ).participant
    make_school(urn="141862", name="New School")
    address = reverse("participants:change_school", args=[person.reference])
    sent = {"seen": leader_client.get(address).context["seen"], "school_words": "141862"}
    sent |= day(timezone.localdate())

    page = leader_client.post(address, sent, follow=True)
    late = leader_client.post(address, sent)

    person.refresh_from_db()
    assert str(person.school) == "New School"
    assert "ask the head of the new school" in page.content.decode()
    assert "while you had this page open: “School” is now New School" in late.content.decode()
