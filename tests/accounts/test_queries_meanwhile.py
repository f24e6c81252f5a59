"""What the second of two people is told of what the first one changed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import audit
from accounts.models import AuditEvent, Hub
from accounts.queries.meanwhile import changed_since, fingerprint, refuse_changed
from tests.factories.accounts import make_hub, make_school, make_user

NOBODY = AuditEvent.objects.none()
FACTS = {"name": "North", "starts_on": date(2026, 10, 5), "capacity": None}


@pytest.fixture
def hub(db: None) -> Hub:
    return make_hub(name="North")


def test_what_stands_as_it_was_seen_is_no_conflict() -> None:
    assert changed_since(FACTS, fingerprint(FACTS), NOBODY) == ""


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "West", "“Name” is now West"),
        ("starts_on", date(2026, 11, 2), "“Start date” is now 2 November 2026"),
        ("capacity", 30, "“Places” is now 30"),
        ("name", "", "“Name” is now nothing"),
    ],
)
def test_each_value_that_is_another_is_told(field: str, value: object, told: str, db: None) -> None:
    sentence = changed_since(FACTS | {field: value}, fingerprint(FACTS), NOBODY)

    assert sentence == (
        f"Somebody changed this, while you had this page open: {told}. Nothing of yours is saved."
        " Check what stands now, then save again if yours is right."
    )


def test_two_schools_of_one_name_are_two(db: None) -> None:
    first, second = make_school(urn="100001"), make_school(urn="100002")

    assert str(first) == str(second)
    assert fingerprint({"school": first}) != fingerprint({"school": second})


def test_who_changed_it_is_whoever_touched_what_differs(hub: Hub) -> None:
    ada, tom = make_user(full_name="Ada Reed"), make_user(full_name="Tom Stone")
    audit.record("hub.changed", by=ada, subject=hub, before={"name": "N"}, after={"name": "North"})
    audit.record("hub.closed", by=tom, subject=hub, after={"is_closed": True})

    sentence = changed_since({"name": "North"}, fingerprint({"name": "N"}), audit.events_about(hub))

    assert sentence.startswith("Ada Reed changed this on ")


def test_what_the_product_changed_itself_is_told_as_such(hub: Hub) -> None:
    audit.record("hub.changed", by=None, subject=hub, before={"name": "N"}, after={"name": "North"})

    sentence = changed_since({"name": "North"}, fingerprint({"name": "N"}), audit.events_about(hub))

    assert sentence.startswith("NPQ Hub changed this on ")


@pytest.mark.parametrize("seen", ["nonsense", "a.b.c.d.e", "-"])
def test_marks_of_no_form_of_ours_are_another_state(seen: str, db: None) -> None:
    with pytest.raises(ValidationError) as refusal:
        refuse_changed(FACTS, seen, NOBODY)

    assert refusal.value.code == "changed-meanwhile"


def test_where_nothing_says_what_was_seen_nothing_is_refused() -> None:
    assert refuse_changed(FACTS, "", NOBODY) is None
