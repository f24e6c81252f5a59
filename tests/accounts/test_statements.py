"""A statement written once: the same answers as Django's own, whatever values it is given."""

from datetime import timedelta

import pytest
from django.db.models import BigAutoField, CharField, F

from accounts.models import Membership
from accounts.roles import Role
from accounts.statements import Statement, given
from tests.factories.accounts import NOW, make_hub, make_member

pytestmark = pytest.mark.django_db

HELD = Statement(
    lambda: (
        Membership.objects.filter(user=given("user", BigAutoField()))
        .annotate(place=F("hub__name"))
        .with_organisations()
        .order_by("pk")
    )
)
STARTS = Statement(
    lambda: Membership.objects.filter(role=given("role", CharField())).values_list(
        "reference", "starts_at"
    )
)


def test_objects_hold_what_django_reads(django_assert_num_queries) -> None:
    member = make_member(Role.HUB_LEADER, hub=make_hub(name="North"))

    with django_assert_num_queries(1):
        [held] = HELD.objects(user=member.pk)
        names = (held.hub.name, held.hub.lead_provider.name, held.delivery_partner)

    assert held == member.memberships.get()
    assert held.starts_at == member.memberships.get().starts_at
    assert names == ("North", member.memberships.get().hub.lead_provider.name, None)
    assert held.place == "North"


def test_each_run_asks_with_its_own_values() -> None:
    first, second = make_member(Role.HUB_LEADER), make_member(Role.ADMINISTRATOR)

    found = [[held.user for held in HELD.objects(user=who.pk)] for who in (first, second, first)]

    assert found == [[first], [second], [first]]


def test_each_run_reads_afresh() -> None:
    member = make_member(Role.HUB_LEADER)
    HELD.objects(user=member.pk)

    member.memberships.update(ends_at=NOW + timedelta(days=1))

    assert [held.ends_at for held in HELD.objects(user=member.pk)] == [NOW + timedelta(days=1)]


def test_rows_are_tuples_with_values_as_the_fields_hold_them() -> None:
    held = make_member(Role.HUB_LEADER).memberships.get()
    make_member(Role.ADMINISTRATOR)

    assert STARTS.rows(role="hub-leader") == [(held.reference, held.starts_at)]
    assert STARTS.rows(role="facilitator") == []


def test_a_value_that_is_missing_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="role"):
        STARTS.rows()
