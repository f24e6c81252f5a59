"""The pages of people and invitations."""

import pytest

from accounts.models import User
from accounts.roles import Role
from tests.accounts.pages import invite_priya, path_sent, text
from tests.factories.accounts import make_hub, make_lead_provider, make_member, make_user


@pytest.mark.parametrize("rows", [1, 3])
def test_people_list_costs_the_same_for_any_length(admin_client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_member(Role.FACILITATOR)

    with django_assert_num_queries(10):
        page = admin_client.get("/people/")

    assert page.context["page"].count == rows + 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=osei", ["Daniel Osei"]),
        ("q=DANIEL.OSEI@example", ["Daniel Osei"]),
        ("role=facilitator", ["Daniel Osei", "Zoe Marsh"]),
        ("role=facilitator&sort=-name", ["Zoe Marsh", "Daniel Osei"]),
        ("status=disabled", []),
        ("role=nonsense&q=osei", ["Daniel Osei"]),
    ],
)
def test_people_are_searched_filtered_and_sorted(leader_client, query, names):
    for name in ("Zoe Marsh", "Daniel Osei"):
        email = f"{name.lower().replace(' ', '.')}@example.org"
        make_member(Role.FACILITATOR, user=make_user(full_name=name, email=email))

    page = leader_client.get(f"/people/?{query}")

    assert [person.full_name for person in page.context["page"]] == names


def test_people_are_filtered_by_organisation(admin_client):
    here = make_member(Role.FACILITATOR)
    make_member(Role.FACILITATOR, hub=make_hub(name="South Coast"))

    page = admin_client.get(f"/people/?organisation=hub:{here.acting.hub.reference}")

    assert list(page.context["page"]) == [here]


def test_leader_does_not_learn_of_roles_elsewhere(leader_client):
    other = make_member(Role.FACILITATOR)
    make_member(Role.FACILITATOR, user=other, hub=make_hub(name="Secret Coast"))

    assert "Secret Coast" not in text(leader_client.get("/people/"))
    assert "Secret Coast" not in text(leader_client.get(f"/people/{other.reference}/"))


def test_invitation_takes_two_steps(leader, leader_client):
    step = leader_client.post("/people/invite/", {"role": "facilitator"})
    assert step.url == "/people/invite/facilitator/"

    answers = {"full_name": "Priya Natarajan", "user_email": "new@example.org"}
    answer = leader_client.post(step.url, answers, follow=True)

    assert "Invitation written" in text(answer)
    assert User.objects.get(email="new@example.org").invitations.get().hub == leader.acting.hub


def test_inspector_is_invited_for_days_in_london(admin_client):
    provider = make_lead_provider()
    answers = {"full_name": "Ines Carrow", "user_email": "ines@example.org"}
    answers |= {"lead_provider": provider.reference}
    answers |= {"role_ends_at_day": "30", "role_ends_at_month": "6", "role_ends_at_year": "2099"}

    admin_client.post("/people/invite/inspector/", answers)

    invitation = User.objects.get(email="ines@example.org").invitations.get()
    assert invitation.role_ends_at.isoformat() == "2099-06-30T23:00:00+00:00"


def test_invitation_form_keeps_what_was_typed(leader_client):
    page = leader_client.post("/people/invite/facilitator/", {"full_name": "Priya"})

    assert page.context["form"].errors == {"user_email": ["Enter the person’s email address"]}
    assert 'value="Priya"' in text(page)


def test_role_that_is_not_offered_is_not_there(leader_client):
    assert leader_client.get("/people/invite/administrator/").status_code == 404
    assert leader_client.get("/people/invite/nonsense/").status_code == 404


def test_role_is_ended_after_a_question(leader_client):
    other = make_member(Role.FACILITATOR)
    path = f"/held-roles/{other.acting.reference}/end/"

    assert leader_client.get(path).status_code == 200
    assert other.memberships.get().ends_at is None
    leader_client.post(path)

    assert other.memberships.get().ends_at is not None


def test_refused_answer_is_shown_on_the_page(leader, leader_client):
    page = leader_client.post(f"/people/{leader.reference}/disable/")

    assert "You cannot disable your own account" in text(page)


def test_account_is_disabled_and_opened_from_its_page(leader_client):
    other = make_member(Role.FACILITATOR)

    leader_client.post(f"/people/{other.reference}/disable/")
    assert User.objects.get(pk=other.pk).disabled_at is not None

    leader_client.post(f"/people/{other.reference}/enable/")
    assert User.objects.get(pk=other.pk).disabled_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_invitations_list_costs_the_same_for_any_length(
    leader, leader_client, rows, django_assert_num_queries
):
    for number in range(rows):
        invite_priya(leader, f"new{number}@example.org")

    with django_assert_num_queries(5):
        page = leader_client.get("/invitations/")

    assert page.context["page"].count == rows


def test_invitation_is_sent_again_and_withdrawn(leader, leader_client):
    invitation = invite_priya(leader)
    first = path_sent()

    leader_client.post(f"/invitations/{invitation.reference}/send-again/")
    assert path_sent() != first

    leader_client.post(f"/invitations/{invitation.reference}/withdraw/")
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None
