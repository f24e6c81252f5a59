"""Applications as a file, with the headings under which a file of applications comes in."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from applications.models import Application
from applications.rules.files import LAYOUT

# Where each of the DfE's fields stands. What has no place of its own stays empty.
_KEPT_AT = {
    "full_name": "full_name",
    "email": "email",
    "course_identifier": "programme__qualification__identifier",
    "cohort": "intake__identifier",
    "id": "dfe_id",
    "participant_id": "dfe_participant_id",
    "teacher_reference_number": "trn",
    "teacher_reference_number_validated": "trn_verified",
    "date_of_birth": "date_of_birth",
    "school_urn": "school__urn",
    "employer_name": "employer",
    "employment_role": "job_title",
    "headteacher_status": "headteacher_status",
    "funding_choice": "funding_choice",
    "eligible_for_funding": "eligible_for_funding",
    "ineligible_for_funding_reason": "ineligible_because",
    "sponsor_name": "sponsor_name",
    "sponsor_email": "sponsor_email",
    "hub": "hub__name",
    "created_at": "applied_at",
}
_FIELDS = [field for field in LAYOUT.asked if field.name in _KEPT_AT]
# What was decided stands behind what came in; a file of applications does not read it.
_DECIDED = {
    "Decision": "status",
    "Place given in": "enrolment__cohort__name",
    "Rejected because": "rejected_because__label",
}
HEADINGS = (*(field.heading for field in _FIELDS), *_DECIDED)
_CHUNK = 2000


def rows(found: QuerySet[Application]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each application in its order, without holding them all."""
    columns = [_KEPT_AT[field.name] for field in _FIELDS]
    values = found.values_list(*columns, *_DECIDED.values())
    for row in values.iterator(chunk_size=_CHUNK):
        yield tuple(map(_text, row))


def _text(value: Any) -> str:
    """Write a value as a file of applications has it: dates as in its template, yes and no."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return f"{value:%d/%m/%Y}"
        case UUID() | str():
            return str(value)
    raise TypeError(f"no way is known to write {type(value)}")
