"""Who tries too often is told when to try again, in a page of ours."""

from django.core.cache import cache
from django.test import Client


def test_sixth_reset_of_one_account_in_a_minute_gets_our_page(db: None) -> None:
    cache.clear()
    client = Client()

    answers = [
        client.post("/account/password/reset/", {"email": "janet@example.org"}) for _ in range(6)
    ]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    page = answers[-1].content.decode()
    assert "Wait one minute, then go back and try again." in page
    assert page.count("<h1") == 1
    assert "NPQ Hub" in page
    assert answers[-1].headers["Retry-After"] == "60"
