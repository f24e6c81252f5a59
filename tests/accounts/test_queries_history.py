"""The history that pages show of one record."""

from django.template.loader import render_to_string

from accounts import audit, queries
from accounts.queries import Change
from accounts.roles import Role
from tests.factories.accounts import make_hub, make_member


def test_history_says_who_what_before_and_after(db):
    leader, hub = make_member(Role.HUB_LEADER), make_hub()
    audit.record(
        "hub.changed",
        by=leader,
        subject=hub,
        before={"name": "North", "founding_trust": ""},
        after={"name": "North and West", "founding_trust": ""},
        reason="They merged",
    )

    [event] = queries.history_of(hub)

    assert (event.title, event.by, event.acting_as, event.reason) == (
        "Hub changed",
        leader.full_name,
        "Hub leader, North and West",
        "They merged",
    )
    assert event.changes == (Change("Name", "North", "North and West"),)


def test_history_leaves_out_what_a_new_thing_does_not_say(db):
    hub = make_hub()
    audit.record("hub.added", by=None, subject=hub, after={"name": "North", "founding_trust": ""})

    [event] = queries.history_of(hub)

    assert (event.by, event.changes) == ("NPQ Hub", (Change("Name", "", "North"),))


def test_history_takes_one_query_for_any_length(db, django_assert_num_queries):
    leader, hub = make_member(Role.HUB_LEADER), make_hub()
    for name in ("North", "South", "West"):
        audit.record("hub.changed", by=leader, subject=hub, after={"name": name})

    with django_assert_num_queries(1):
        events = queries.history_of(hub, leader, limit=2)

    assert [event.changes[0].after for event in events] == ["West", "South"]


def test_history_without_events_says_so():
    page = render_to_string("accounts/_history.html", {"events": []})

    assert page.strip() == '<p class="govuk-body">Nothing has been changed yet.</p>'
