"""What is decided about places: funded ones by hub and intake, and a lead provider's rule."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import Hub, LeadProvider, User
from accounts.queries.meanwhile import refuse_changed
from programmes.models import FundedPlaces, Intake, PlaceRule
from programmes.queries import places as queries
from programmes.rules.places import obstacles_to_ruling

FUNDED = ("hub", "intake", "places")
RULE = (
    "in_force_from",
    "deferral_limit_months",
    "return_reminder_days",
    "last_call_days",
    "offer_days",
    "agreement_reminder_days",
    "agreement_link_days",
    "answer_days",
)


@transaction.atomic
def set_funded_places(
    *, intake: Intake, by_hub: dict[Hub, int | None], seen: str = "", by: User
) -> list[FundedPlaces]:
    """Say how many places of an intake are funded at each hub; None takes the number away.

    Accepted applications keep what they were given, also where the number is now smaller.

    :raises ValidationError: when somebody set one of the numbers since they were `seen`.
    """
    # One at a time: a hub may have no row yet that could be held.
    intake = Intake.objects.select_for_update(of=("self",), no_key=True).get(pk=intake.pk)
    rows = FundedPlaces.objects.select_for_update(of=("self",)).filter(intake=intake)
    standing = {row.hub_id: row for row in rows.filter(hub__in=by_hub).order_by("pk")}
    numbers = {hub: row.places for hub, row in standing.items()}
    refuse_changed(queries.shown(list(by_hub), numbers), seen, queries.trail_of_numbers(intake))
    written = []
    for hub, places in by_hub.items():
        row = standing.get(hub.pk) or FundedPlaces(hub=hub, intake=intake)
        before = audit.snapshot(row, "places") if row.pk else {}
        if places is None and row.pk:
            gone = audit.snapshot(row, *FUNDED)
            audit.record("funded_places.removed", by=by, subject=row, before=gone)
            row.delete()
        elif places is not None and before.get("places") != places:
            row.places = places
            row.save()
            after = audit.snapshot(row, *FUNDED)
            audit.record("funded_places.set", by=by, subject=row, before=before, after=after)
            written.append(row)
    return written


@transaction.atomic
def set_rule(
    *,
    lead_provider: LeadProvider,
    in_force_from: date,
    today: date,
    seen: str = "",
    by: User,
    **values: Any,
) -> PlaceRule:
    """Write a new version of a lead provider's rule; what was decided under others stays.

    :raises ValidationError: when it would begin in the past, its numbers do not fit together, or
        somebody wrote a version since the rule was `seen`.
    """
    LeadProvider.objects.select_for_update(of=("self",)).get(pk=lead_provider.pk)
    newest = queries.newest_rule(lead_provider, today)
    refuse_changed(audit.snapshot(newest, *RULE), seen, audit.events_about(newest))
    rule = PlaceRule(lead_provider=lead_provider, in_force_from=in_force_from, **values)
    others = PlaceRule.objects.filter(lead_provider=lead_provider)
    days = others.values_list("in_force_from", flat=True)
    if obstacles := obstacles_to_ruling(rule, today=today, taken=list(days)):
        raise ValidationError(obstacles)
    rule.save()
    audit.record("place_rule.set", by=by, subject=rule, after=audit.snapshot(rule, *RULE))
    return rule
