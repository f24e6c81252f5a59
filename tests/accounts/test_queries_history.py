"""The history that pages show of one record, and the trail as a whole."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from accounts import audit, queries
from accounts.models import AuditEvent
from accounts.queries import Change, narrowed
from accounts.roles import Role
from tests.factories.accounts import make_hub, make_member, make_user


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


def test_trail_is_narrowed_by_person_words_and_days(db):
    janet, tom = make_user(full_name="Janet Williams"), make_user(full_name="Tom Reed")
    hub = make_hub()
    for by, verb in ((janet, "hub.added"), (tom, "membership.added"), (tom, "offering.loaded")):
        audit.record(verb, by=by, subject=hub)
    today = timezone.localdate()

    def told(**given):
        found = narrowed(AuditEvent.objects.order_by("pk"), **given)
        return list(found.values_list("verb", flat=True))

    assert told() == ["hub.added", "membership.added"]
    assert told(q="reed") == ["membership.added"]
    assert told(what="added hub") == ["hub.added"]
    assert told(what="role given") == ["membership.added"]
    assert told(q="reed", loads=True) == ["membership.added", "offering.loaded"]
    assert told(from_on=today + timedelta(days=1)) == []
    assert told(to_on=today - timedelta(days=1)) == []
    assert told(from_on=today, to_on=today, what="hub") == ["hub.added"]
