"""The pages about oneself."""

from accounts.roles import Permission, Role
from tests.accounts.pages import text


def test_your_account_says_roles_and_history(leader_client):
    page = leader_client.get("/your-account/")

    assert "Hub leader, North and West" in text(page)


def test_roles_page_prints_the_whole_table(participant, client_of):
    page = client_of(participant).get("/roles/")

    assert [label for label, _ in page.context["matrix"]] == [p.label for p in Permission]
    assert {len(allowed) for _, allowed in page.context["matrix"]} == {len(Role)}
