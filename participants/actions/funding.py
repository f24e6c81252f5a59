"""What the DfE pays for and counts by: whether a place is funded, and its schedule."""

from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from participants.models import Enrolment
from programmes.models import Schedule

FIELDS = ("is_funded", "schedule", "dfe_application_id")


@transaction.atomic
def fund(*, enrolment: Enrolment, is_funded: bool | None, by: User | None) -> Enrolment:
    """Say whether the DfE pays for a place."""
    return _write(enrolment, by=by, is_funded=is_funded)


@transaction.atomic
def put_on(
    *,
    enrolment: Enrolment,
    schedule: Schedule | None,
    is_funded: bool | None,
    dfe_application_id: UUID | None,
    by: User | None,
) -> Enrolment:
    """Put a place that came of an application on a schedule, with the application's DfE number."""
    return _write(
        enrolment,
        by=by,
        schedule=schedule,
        is_funded=is_funded,
        dfe_application_id=dfe_application_id,
    )


def _write(enrolment: Enrolment, *, by: User | None, **values: object) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    before = audit.snapshot(enrolment, *FIELDS)
    for field, value in values.items():
        setattr(enrolment, field, value)
    after = audit.snapshot(enrolment, *FIELDS)
    if after != before:
        enrolment.save(update_fields=FIELDS)
        audit.record("enrolment.funded", by=by, subject=enrolment, before=before, after=after)
    return enrolment
