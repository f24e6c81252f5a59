"""What happens to lead providers, hubs and delivery partners: added, changed."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.text import slugify

from accounts import audit
from accounts.actions.schools import load_schools
from accounts.models import DeliveryPartner, Hub, LeadProvider, User
from accounts.queries.meanwhile import refuse_changed

__all__ = [
    "add_delivery_partner",
    "add_hub",
    "add_lead_provider",
    "change_delivery_partner",
    "change_hub",
    "change_lead_provider",
    "load_schools",
]
T = TypeVar("T", bound=Model)
PROVIDER_FIELDS = ("name", "first_year", "last_year", "note")


@transaction.atomic
def add_lead_provider(
    *,
    name: str,
    code: str = "",
    first_year: int | None = None,
    last_year: int | None = None,
    note: str = "",
    by: User | None,
) -> LeadProvider:
    """Name an organisation that the DfE accredits.

    :raises ValidationError: when there is one of that name, or the years run backwards.
    """
    provider = LeadProvider(
        code=code or slugify(name)[:40],
        name=name.strip(),
        first_year=first_year,
        last_year=last_year,
        note=note,
    )
    _refuse_reversed_years(first_year, last_year)
    _keep(provider, "lead_provider.added", PROVIDER_FIELDS, by=by)
    return provider


@transaction.atomic
def change_lead_provider(
    *,
    lead_provider: LeadProvider,
    name: str,
    first_year: int | None = None,
    last_year: int | None = None,
    note: str = "",
    seen: str = "",
    by: User,
) -> LeadProvider:
    """Correct a lead provider's name, years or note.

    :raises ValidationError: when another has that name, the years run backwards, or somebody
        changed it since it was `seen`.
    """
    _refuse_reversed_years(first_year, last_year)
    answers = {
        "name": name.strip(),
        "first_year": first_year,
        "last_year": last_year,
        "note": note,
    }
    return _change(lead_provider, "lead_provider.changed", answers, seen=seen, by=by)


@transaction.atomic
def add_hub(
    *, lead_provider: LeadProvider, name: str, founding_trust: str = "", by: User | None
) -> Hub:
    """Open a hub of a lead provider.

    :raises ValidationError: when the lead provider has a hub of that name.
    """
    hub = Hub(lead_provider=lead_provider, name=name.strip(), founding_trust=founding_trust)
    _keep(hub, "hub.added", ("lead_provider", "name", "founding_trust"), by=by)
    return hub


@transaction.atomic
def change_hub(*, hub: Hub, name: str, founding_trust: str = "", seen: str = "", by: User) -> Hub:
    """Correct a hub's name or founding trust.

    :raises ValidationError: when the lead provider has another hub of that name, or somebody
        changed it since it was `seen`.
    """
    answers = {"name": name.strip(), "founding_trust": founding_trust}
    return _change(hub, "hub.changed", answers, seen=seen, by=by)


@transaction.atomic
def add_delivery_partner(*, name: str, by: User | None) -> DeliveryPartner:
    """Name an organisation that delivers programmes for a lead provider.

    :raises ValidationError: when there is one of that name.
    """
    partner = DeliveryPartner(name=name.strip())
    _keep(partner, "delivery_partner.added", ("name",), by=by)
    return partner


@transaction.atomic
def change_delivery_partner(
    *, delivery_partner: DeliveryPartner, name: str, seen: str = "", by: User
) -> DeliveryPartner:
    """Correct a delivery partner's name.

    :raises ValidationError: when there is another of that name, or somebody changed it since it
        was `seen`.
    """
    answers = {"name": name.strip()}
    return _change(delivery_partner, "delivery_partner.changed", answers, seen=seen, by=by)


def _refuse_reversed_years(first_year: int | None, last_year: int | None) -> None:
    if first_year and last_year and last_year < first_year:
        raise ValidationError("The last year must not be before the first year")


def _refuse_doubles(row: Model) -> None:
    """Ask the row's own constraints; a refusal names no field, since forms differ."""
    if isinstance(row, LeadProvider):
        others = LeadProvider.objects.exclude(pk=row.pk)
        if others.filter(Q(name__iexact=row.name) | Q(code=row.code)).exists():
            raise ValidationError("There is a lead provider of that name.")
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise ValidationError(refusal.messages) from refusal


def _keep(row: Model, verb: str, fields: tuple[str, ...], *, by: User | None) -> None:
    _refuse_doubles(row)
    row.save()
    audit.record(verb, by=by, subject=row, after=audit.snapshot(row, *fields))


def _change(row: T, verb: str, answers: dict[str, Any], *, seen: str, by: User) -> T:
    row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    before = audit.snapshot(row, *answers)
    refuse_changed(before, seen, audit.events_about(row))
    for field, value in answers.items():
        setattr(row, field, value)
    _refuse_doubles(row)
    row.save(update_fields=list(answers))
    audit.record(verb, by=by, subject=row, before=before, after=audit.snapshot(row, *answers))
    return row
