"""The door: sessions, throttling, no telling who has an account, and a trail of sign-ins."""

import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.actions import demo_accounts, memberships
from accounts.models import AuditEvent, Message, User
from accounts.roles import Role
from tests.factories.accounts import make_member, make_user

PASSWORD = "correct horse battery staple"


@pytest.fixture
def person(db):
    cache.clear()
    user = make_member(Role.HUB_LEADER, user=make_user(email="janet@example.org"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def throttled(db, settings):
    """Count wrong passwords where production counts them: in the database."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "npqhub_cache",
        }
    }
    call_command("createcachetable")


def sign_in(client, password=PASSWORD, email="janet@example.org", **headers):
    answers = {"login": email, "password": password}
    return client.post("/account/login/", answers, headers=headers)


def test_sign_in_gives_a_new_session_and_the_home_page(person):
    client = Client()
    client.get("/account/password/reset/")
    client.session.save()
    before = client.session.session_key

    answer = sign_in(client, email=" Janet@Example.org ")

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session.session_key != before


def test_sign_out_kills_the_session_on_the_server(person):
    client, thief = Client(), Client()
    sign_in(client)
    thief.cookies = client.cookies.copy()

    client.post("/account/logout/")

    assert thief.get("/your-account/").status_code == 302


def test_signed_in_and_failed_are_told_without_what_was_typed(person):
    client = Client()
    sign_in(client, password="a wrong one entirely")
    sign_in(client, email="nobody@example.org")
    sign_in(client)

    events = AuditEvent.objects.order_by("pk")
    keys = [str(person.pk), "None", str(person.pk)]
    assert [event.verb for event in events] == [
        "user.sign_in_failed",
        "user.sign_in_failed",
        "user.signed_in",
    ]
    assert [event.subject_key for event in events] == keys
    assert [(event.before, event.after) for event in events] == [({}, {})] * 3


def test_ninth_wrong_password_locks_out_the_right_one(person, throttled):
    client = Client()
    for _ in range(8):
        sign_in(client, password="a wrong one entirely")

    answer = sign_in(client)

    assert answer.status_code == 200
    assert "Too many wrong passwords. Wait 5 minutes" in answer.content.decode()


def test_eight_wrong_passwords_leave_the_door_open(person, throttled):
    client = Client()
    for _ in range(7):
        sign_in(client, password="a wrong one entirely")

    assert sign_in(client).status_code == 302


def test_forged_forwarding_header_gains_no_guess(person, throttled):
    for number in range(30):
        forged = {"x-forwarded-for": f"10.0.0.{number}"}
        sign_in(Client(), "a wrong one entirely", f"p{number}@example.org", **forged)

    answer = sign_in(Client(), **{"x-forwarded-for": "10.9.9.9"})

    assert answer.status_code == 200
    assert "Too many wrong passwords" in answer.content.decode()


def without_tokens(answer):
    return re.sub(r'(value|nonce)="[^"]+"', "", answer.content.decode())


def test_reset_does_not_tell_who_has_an_account(person):
    known = Client().post("/account/password/reset/", {"email": "janet@example.org"})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.kind for letter in Message.objects.order_by("pk")] == [
        "password_reset_key",
        "unknown_account",
    ]


def test_wrong_password_and_wrong_address_read_the_same(person):
    wrong = sign_in(Client(), password="a wrong one entirely")
    unknown = sign_in(Client(), email="nobody@example.org")

    said = without_tokens(wrong).replace("janet@", "nobody@")
    assert said == without_tokens(unknown)


def test_reset_letter_leads_to_our_own_address(person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        "/account/password/reset/",
        {"email": "janet@example.org"},
        headers={"host": "evil.example.com"},
    )

    letter = Message.objects.get()
    assert letter.link.startswith("http://testserver/account/password/reset/key/")
    assert (letter.to_email, "evil" in letter.body, "{link}" in letter.body) == (
        "janet@example.org",
        False,
        True,
    )


def test_password_is_reset_once_and_told(person):
    client = Client()
    client.post("/account/password/reset/", {"email": "janet@example.org"})
    link = Message.objects.get().link.removeprefix("http://testserver")
    page = client.get(link, follow=True)
    new = "three entirely new words"

    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    person.refresh_from_db()
    assert person.check_password(new)
    assert "no longer works" in Client().get(link, follow=True).content.decode()
    assert AuditEvent.objects.latest("pk").verb == "user.password_changed"


def test_sign_up_is_closed(db):
    answer = Client().post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})

    assert (answer.status_code, User.objects.count()) == (200, 0)
    assert "invit" in answer.content.decode()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "login/code/confirm/", "3rdparty/"])
def test_pages_of_allauth_that_we_do_not_use_are_not_there(path, leader_client):
    assert leader_client.get(f"/account/{path}").status_code == 404


def test_disabled_person_is_signed_out_at_the_next_request(person):
    client, administrator = Client(), make_member(Role.ADMINISTRATOR)
    sign_in(client)

    memberships.disable(user=person, at=timezone.now(), by=administrator)

    assert client.get("/your-account/").status_code == 302
    assert sign_in(Client()).status_code == 302
    assert Client().get("/account/inactive/").status_code == 200


def test_ended_role_is_refused_at_the_next_request(person):
    client, administrator = Client(), make_member(Role.ADMINISTRATOR)
    sign_in(client)
    assert client.get("/people/").status_code == 200

    memberships.end(membership=person.acting, at=timezone.now(), by=administrator)

    assert client.get("/people/").status_code == 403


def test_inspector_is_refused_when_the_window_ends(db, client_of):
    inspector = make_member(Role.INSPECTOR)
    client = client_of(inspector)
    assert client.get("/cohorts/").status_code == 200

    inspector.memberships.update(ends_at=timezone.now())

    assert client.get("/cohorts/").status_code == 403


def test_demonstration_lists_its_accounts_and_nothing_else_does(person, settings):
    settings.DEMO = True
    demo_accounts.show(user=person, password=PASSWORD)
    assert PASSWORD in Client().get("/account/login/").content.decode()

    settings.DEMO = False

    assert PASSWORD not in Client().get("/account/login/").content.decode()


def test_demonstration_page_costs_the_same_for_any_number(
    person, settings, django_assert_num_queries
):
    settings.DEMO = True
    for user in [person, make_member(Role.FACILITATOR), make_member(Role.PARTICIPANT)]:
        demo_accounts.show(user=user, password=PASSWORD)

    with django_assert_num_queries(2):
        page = Client().get("/account/login/")

    shown = [account["role"] for account in page.context["demo_accounts"]]
    assert shown == ["Hub leader", "Facilitator", "Participant"]


def test_letters_of_a_reset_are_sent_by_the_worker(person, mailoutbox):
    Client().post("/account/password/reset/", {"email": "janet@example.org"})

    tasks.send_waiting_messages()

    assert [letter.to for letter in mailoutbox] == [["janet@example.org"]]
    assert "http://testserver/account/password/reset/key/" in mailoutbox[0].body
