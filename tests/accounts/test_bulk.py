"""Rows written past the models are the rows that the models would have written."""

from datetime import UTC, date, datetime

import pytest

from accounts import audit, bulk
from accounts.models import AuditEvent, LeadProvider, User, new_reference
from accounts.roles import Role
from tests.factories.accounts import make_member

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_many_events_are_the_same_as_one_by_one(leader: User) -> None:
    people = [make_member(Role.FACILITATOR) for _ in range(2)]
    before, after = {"on": date(2026, 6, 3), "name": "Zoë"}, {"on": None, "name": "Zoë"}
    for person in people:
        audit.record("user.tried", by=leader, subject=person, before=before, after=after)
    audit.record_many("user.tried", by=leader, changes=[(p, before, after) for p in people])

    kept = AuditEvent.objects.filter(verb="user.tried").order_by("pk")
    fields = ("by", "acting_as", "subject_type", "subject_key", "before", "after", "reason")
    one_by_one, at_once = kept.values(*fields)[:2], kept.values(*fields)[2:]
    assert list(at_once) == list(one_by_one)
    assert at_once[0]["before"] == {"on": "2026-06-03"}
    assert len(set(kept.values_list("reference", flat=True))) == 4


def test_more_rows_than_a_statement_holds_are_all_written(db: None) -> None:
    rows = [(new_reference(), str(number)) for number in range(1500)]
    alike = {"at": AT, "verb": "thing.made", "subject_type": "a.thing", "before": {}, "after": {}}

    empty = {"acting_as": "", "reason": "", "request_id": ""}
    bulk.insert(AuditEvent, ("reference", "subject_key"), rows, alike=alike | empty)

    events = AuditEvent.objects.order_by("pk")
    assert list(events.values_list("reference", "subject_key")) == rows
    assert (events[0].at, events[0].by) == (AT, None)


def test_rows_that_stand_already_get_the_new_values_and_keep_the_others(db: None) -> None:
    LeadProvider.objects.create(code="north", name="North", first_year=2021)

    rows = [("north", "Northern", "N1"), ("south", "Southern", "S1")]
    fields = ("code", "name", "reference")
    bulk.insert(LeadProvider, fields, rows, alike={"note": ""}, instead=("code",))

    kept = LeadProvider.objects.order_by("code").values_list("code", "name", "first_year")
    assert list(kept) == [("north", "Northern", 2021), ("south", "Southern", None)]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_rows_cost_one_statement_or_none(
    db: None, rows: int, django_assert_num_queries: object
) -> None:
    alike = {"at": AT, "verb": "a", "subject_type": "a", "before": {}, "after": {}, "reason": ""}
    given = [(new_reference(), "1", "", "") for _ in range(rows)]

    with django_assert_num_queries(min(rows, 1)):  # type: ignore[operator]
        fields = ("reference", "subject_key", "acting_as", "request_id")
        bulk.insert(AuditEvent, fields, given, alike=alike)
