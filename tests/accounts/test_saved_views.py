"""Lists that a person comes back to: saved by a name, opened, removed; nobody else's business."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.actions import saved_views
from accounts.models import AuditEvent, SavedView, User
from accounts.rules import LONGEST_QUERY, MOST_VIEWS, kept_of, obstacles_to_saving_a_view
from tests.accounts.pages import text

PEOPLE = "participants:participants"
SAVE = f"/saved-views/save/{PEOPLE}/"


def save(by: User, name: str = "Paused", query: str = "status=deferred") -> SavedView:
    return saved_views.save(page=PEOPLE, query=query, name=name, by=by)


def test_search_words_and_the_page_are_not_kept() -> None:
    asked = [("q", "Amina Khan"), ("status", "deferred"), ("page", "3"), ("hub", "")]

    assert kept_of(asked) == "status=deferred"


@pytest.mark.parametrize(
    ("name", "query", "count", "obstacles"),
    [
        ("Late", "status=deferred", 1, []),
        ("PAUSED", "sort=-added", 1, ["You have a view of that name. Choose another name"]),
        ("Late", "", 1, ["Nothing is narrowed or sorted, so there is nothing to save."]),
        (
            *("Late", "sort=name", MOST_VIEWS),
            ["You have 12 views of this list. Remove one to save another."],
        ),
        (
            *("Late", "x" * (LONGEST_QUERY + 1), 1),
            ["So many filters cannot be saved. Clear some of them."],
        ),
    ],
)
def test_why_a_view_cannot_be_saved(
    name: str, query: str, count: int, obstacles: list[str]
) -> None:
    names = ["Paused", *(f"View {number}" for number in range(1, count))]

    assert obstacles_to_saving_a_view(name, query, names=names) == obstacles


def test_saved_view_is_kept_and_audited(leader: User) -> None:
    view = save(leader, name="  Paused   in Leeds ")

    event = AuditEvent.objects.get(verb="saved_view.kept")
    assert (view.name, view.query, event.by) == ("Paused in Leeds", "status=deferred", leader)


def test_second_view_of_a_name_is_refused(leader: User) -> None:
    save(leader)

    with pytest.raises(ValidationError):
        save(leader, query="status=withdrawn")

    assert SavedView.objects.get().query == "status=deferred"


def test_list_is_saved_from_its_page_and_opened_again(leader: User, leader_client: Client) -> None:
    page = leader_client.get("/participants/?q=Amina&status=deferred&sort=-added")
    asked = f"{SAVE}?status=deferred&sort=-added"
    assert page.context["saved"].save_href == asked

    answer = leader_client.post(asked, {"name": "Paused"}, follow=True)

    assert answer.redirect_chain == [("/participants/?status=deferred&sort=-added", 302)]
    [shown] = answer.context["saved"].links
    assert (shown.text, shown.active, answer.context["saved"].save_href) == ("Paused", True, "")


def test_view_is_the_same_in_whatever_order_its_answers_stand(
    leader: User, leader_client: Client
) -> None:
    save(leader, query="status=deferred&sort=-added")

    saved = leader_client.get("/participants/?sort=-added&status=deferred").context["saved"]

    assert ([link.active for link in saved.links], saved.save_href) == ([True], "")


def test_name_taken_is_told_beside_the_field_and_kept(leader: User, leader_client: Client) -> None:
    save(leader)

    answer = leader_client.post(f"{SAVE}?sort=name", {"name": "Paused"})

    assert answer.context["form"].errors == {
        "name": ["You have a view of that name. Choose another name"]
    }
    assert 'value="Paused"' in answer.content.decode()


def test_list_that_nobody_offers_is_not_found(leader_client: Client) -> None:
    assert leader_client.get("/saved-views/save/accounts:history/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_views_cost_the_same_for_any_number(
    leader: User, leader_client: Client, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        save(leader, name=f"View {number}")

    with django_assert_num_queries(4):
        page = leader_client.get("/saved-views/")

    assert [view.name for view in page.context["views"]] == [f"View {n}" for n in range(rows)]


def test_removed_view_is_gone_after_asking(leader: User, leader_client: Client) -> None:
    address = f"/saved-views/{save(leader).reference}/remove/"

    assert "Remove the view Paused?" in text(leader_client.get(address))
    assert SavedView.objects.exists()
    answer = leader_client.post(address, follow=True)

    assert not SavedView.objects.exists()
    assert "View removed" in text(answer)


def test_views_of_others_are_neither_shown_nor_removed(
    leader: User, facilitator: User, leader_client: Client
) -> None:
    view = save(facilitator)

    assert leader_client.get("/participants/").context["saved"].links == []
    assert leader_client.post(f"/saved-views/{view.reference}/remove/").status_code == 404
    assert SavedView.objects.get() == view
