"""The pages of a cohort's groups."""

import pytest
from django.test import Client

from programmes.models import Group
from tests.factories.programmes import make_cohort, make_group, make_session


@pytest.mark.parametrize("rows", [1, 3])
def test_groups_cost_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries
) -> None:
    cohort = make_cohort()
    for _ in range(rows):
        make_session(group=make_group(cohort=cohort))

    with django_assert_num_queries(5):
        leader_client.get(f"/cohorts/{cohort.reference}/groups/")


def test_create_group_proposes_names_that_are_free(leader_client: Client) -> None:
    cohort = make_group(name="Group 1").cohort

    page = leader_client.get(f"/cohorts/{cohort.reference}/groups/create/?count=2&kind=seminar")

    assert [field.value() for field in page.context["form"]] == ["Group 2", "Group 3"]


def test_create_group_makes_several_at_once(leader_client: Client) -> None:
    cohort = make_cohort()
    address = f"/cohorts/{cohort.reference}/groups/create/?count=2&kind=coaching"

    page = leader_client.post(address, {"name_1": "North", "name_2": "South"}, follow=True)

    made = list(cohort.groups.order_by("position").values_list("name", "kind"))
    assert made == [("North", "coaching"), ("South", "coaching")]
    assert "2 groups created" in page.content.decode()


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ("", "Enter how many groups to make"),
        ("0", "The number of groups must be 1 or more"),
        ("21", "The number of groups must be 20 or fewer"),
        ("four", "The number of groups must be a whole number, like 4"),
    ],
)
def test_create_group_refuses_a_number_that_is_none(
    leader_client: Client, count: str, sentence: str
) -> None:
    cohort = make_cohort()

    page = leader_client.get(
        f"/cohorts/{cohort.reference}/groups/create/", {"count": count, "kind": "seminar"}
    )

    assert page.context["form"].errors["count"] == [sentence]


def test_create_group_refuses_a_name_twice(leader_client: Client) -> None:
    cohort = make_cohort()
    address = f"/cohorts/{cohort.reference}/groups/create/?count=2&kind=seminar"

    page = leader_client.post(address, {"name_1": "North", "name_2": "north"})

    assert page.context["form"].errors["name_2"] == [
        "There is a group named “north” already. Enter another name."
    ]
    assert not Group.objects.exists()


def test_rename_group_saves(leader_client: Client) -> None:
    group = make_group()

    leader_client.post(f"/groups/{group.reference}/rename/", {"name": "Lakeland"})

    group.refresh_from_db()
    assert group.name == "Lakeland"


def test_delete_group_asks_first(leader_client: Client) -> None:
    group = make_group()

    page = leader_client.get(f"/groups/{group.reference}/delete/")

    assert "You cannot undo this." in page.content.decode()
    assert Group.objects.get() == group


def test_delete_group_deletes_an_empty_one(leader_client: Client) -> None:
    leader_client.post(f"/groups/{make_group().reference}/delete/")

    assert not Group.objects.exists()


def test_delete_group_refuses_one_with_sessions(leader_client: Client) -> None:
    group = make_group(name="Group 1")
    make_session(group=group)

    page = leader_client.post(f"/groups/{group.reference}/delete/")

    assert page.context["form"].errors["__all__"] == [
        "Group 1 has members or sessions, now or in the past, so its history is kept."
    ]
