"""Answers that name what is not the sender's, and answers to what nobody asked (S2, S3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.models import Hub, Membership
from accounts.roles import Role
from programmes.models import Cohort, Group
from tests.factories.accounts import make_member
from tests.factories.programmes import make_group, make_session
from tests.house.test_url_matrix import body, noting_writes, undone
from tests.security.neighbours import A, B, C, Street

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quiet")]
APPS = ("accounts", "programmes", "participants", "facilitators", "applications")
VOLATILE = {"id", "reference", "token_hash", "link", "request_id", "subject_key", "password"}
EXTRA = {
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "deleted", "trn_verified"), "on"),
    **dict.fromkeys(("id", "pk", "user", "by", "position", "price"), "1"),
    **dict.fromkeys(("reference", "status", "created_at", "declared_at", "approved_by"), "2020"),
    **{"scope": "everything", "lead_provider": "1", "cohort": "1", "programme": "1"},
}


@dataclass
class Furnished:
    """The street with somebody to register at each hub, a second group and session at home."""

    street: Street
    spare_group: str
    spare_session: str
    unregistered: dict[str, str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.street, name)


@dataclass(frozen=True)
class Sent:
    """A form as its page sends it, and for each field what is a neighbour's."""

    identity: str
    path: str
    answers: Mapping[str, Any]
    foreign: Mapping[str, list[str]]


def day(name: str, *, month: str = "12", year: str = "2026") -> dict[str, str]:
    return {f"{name}_day": "14", f"{name}_month": month, f"{name}_year": year}


def choosing_forms(street: Furnished) -> list[Sent]:
    ours, theirs = street.neighbours[A], [street.neighbours[B], street.neighbours[C]]
    own, known = ours.references, street.world.references

    def others(kind: str) -> list[str]:
        return [value for each in theirs for value in (each.references[kind], each.keys[kind])]

    hours = {"from_time": "4pm", "to_time": "5pm"}
    planned = {"title": "Extra", "mode": "live-online", "group": own["group"]} | hours | day("on")
    group = street.spare_group
    person = {"full_name": "Ann Lee", "user_email": "ann.lee@example.org"}
    return [
        Sent(
            "hub_leader",
            f"/cohorts/{own['cohort']}/sessions/plan/",
            planned,
            {"group": others("group"), "activity": [theirs[1].references["activity"]]},
        ),
        Sent(
            "hub_leader",
            f"/places/{own['enrolment']}/group/",
            {"group": group} | day("on"),
            {"group": others("group")},
        ),
        Sent(
            "national_leader",
            "/people/invite/facilitator/",
            person | {"hub": known["hub"]},
            {"hub": [theirs[1].references["hub"], theirs[1].keys["hub"], own["cohort"]]},
        ),
    ]


def appointing_forms(street: Furnished) -> list[Sent]:
    """Return forms that choose among people, and the switch between one's own roles."""
    own, theirs = street.neighbours[A].references, [street.neighbours[B], street.neighbours[C]]
    known = street.world.references

    def others(kind: str) -> list[str]:
        return [value for each in theirs for value in (each.references[kind], each.keys[kind])]

    appointed = {"part": "co-facilitator", "sessions": [street.spare_session]}
    return [
        Sent(
            "hub_leader",
            "/facilitators/register/",
            {"person": street.unregistered[A]},
            {"person": [street.unregistered[B], street.unregistered[C]]},
        ),
        Sent(
            "hub_leader",
            f"/cohorts/{own['cohort']}/facilitators/appoint/?group={own['group']}",
            appointed | {"facilitator": known["facilitator"]},
            {"facilitator": others("facilitator"), "sessions": others("session")},
        ),
        Sent(
            "hub_leader",
            "/switch-role/",
            {"membership": street.world.users["hub_leader"].acting.reference},
            {"membership": others("membership")},
        ),
    ]


def plain_forms(own: Mapping[str, str]) -> list[Sent]:
    """Return forms that ask for no row: a neighbour's cannot be named in them."""
    begins = {"starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2026"}
    dates = begins | day("ends_on", year="2028")
    return [
        Sent("hub_leader", f"/groups/{own['group']}/rename/", {"name": "Blue group"}, {}),
        Sent(
            "hub_leader",
            f"/cohorts/{own['cohort']}/participants/add/",
            {"full_name": "Ann Lee", "email": "ann@example.org"} | day("joined_on"),
            {},
        ),
        Sent(
            "hub_leader",
            f"/participants/{own['participant']}/change/",
            {"full_name": "Pat Green", "email": "pat@example.org"},
            {},
        ),
        Sent(
            "hub_leader",
            f"/cohorts/{own['cohort']}/change/",
            {"name": "Renamed", "capacity": "30"} | dates,
            {},
        ),
    ]


def forms(street: Furnished) -> list[Sent]:
    chosen = choosing_forms(street) + appointing_forms(street)
    return chosen + plain_forms(street.neighbours[A].references)


@pytest.fixture
def furnished(street: Street, db: None) -> Furnished:
    waiting = {}
    for name in (A, B, C):
        hub = Hub.objects.get(pk=street.neighbours[name].keys["hub"])
        user = make_member(Role.FACILITATOR, hub=hub)
        waiting[name] = Membership.objects.get(user=user).reference
    home = Cohort.objects.get(pk=street.neighbours[A].keys["cohort"])
    group = Group.objects.get(pk=street.neighbours[A].keys["group"])
    later = make_session(group=group, starts_at=datetime(2027, 1, 13, 16, tzinfo=UTC))
    return Furnished(street, make_group(cohort=home).reference, later.reference, waiting)


def test_answers_that_name_a_neighbours_rows_change_nothing(furnished: Furnished) -> None:
    wrong, tried = [], 0
    for sent in forms(furnished):
        client = furnished.world.client(sent.identity)
        with undone():
            answer = client.post(sent.path, sent.answers)
        assert answer.status_code == 302, f"control: {sent.path}: {errors(body(answer))}"
        for field, values in sent.foreign.items():
            for value in values:
                tried += 1
                with undone(), noting_writes() as writes:
                    answer = client.post(sent.path, {**sent.answers, field: value})
                if answer.status_code != 200 or writes:
                    wrong.append(f"{sent.path} {field}={value}: {answer.status_code} {writes[:1]}")

    assert "\n".join(wrong) == ""
    assert tried >= 20


def errors(page: str) -> str:
    return page.partition("error-summary")[2][:600]


def test_fields_that_nobody_asked_for_change_nothing(furnished: Furnished) -> None:
    wrong = []
    for sent in forms(furnished):
        client = furnished.world.client(sent.identity)
        plain = after(client, sent.path, sent.answers)
        more = after(client, sent.path, {**EXTRA, **sent.answers})
        if plain != more:
            wrong.append(f"{sent.path}: {sorted(set(plain) ^ set(more))}")

    assert "\n".join(wrong)[:3000] == ""
    assert len(EXTRA) >= 15


def after(client: Any, path: str, answers: Mapping[str, Any]) -> list[str]:
    """Return every row as it stands after a form was sent, without what is drawn by lot."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    with undone():
        before = {model: set(keys_of(model)) for model in models}
        client.post(path, answers)
        return [
            f"{model.__name__} {sorted(map(str, settled(model, row, before)))}"
            for model in models
            for row in model._default_manager.order_by("pk").values()
        ]


def keys_of(model: type[Model]) -> list[Any]:
    return list(model._default_manager.values_list("pk", flat=True))


def settled(
    model: type[Model], row: dict[str, Any], before: Mapping[type[Model], set[Any]]
) -> list[tuple[str, Any]]:
    """Return a row's values, alike on both databases whenever the same form was sent."""
    told = []
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        # PostgreSQL hands bytes over as a view, whose words name its place in memory.
        value = bytes(value) if isinstance(value, memoryview) else value
        # A row made just now has another number each time: PostgreSQL's sequences go on.
        aims_at = before.get(field.related_model)
        is_new = value is not None and aims_at is not None and value not in aims_at
        if field.attname not in VOLATILE and not isinstance(value, datetime):
            told.append((field.attname, "made just now" if is_new else value))
    return [(name, value) for name, value in told if name != "after"]
