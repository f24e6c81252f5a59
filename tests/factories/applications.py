"""Makes applications and what deciding them needs, with fixed readable defaults."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from accounts.models import Hub, School
from applications.models import Application
from participants.rules.people import search_text, sort_name
from programmes.models import ChangeReason, FundedPlaces, Intake, Programme, Qualification, Schedule
from tests.factories.accounts import make_hub
from tests.factories.programmes import make_intake, make_programme

_number = count(1)
APPLIED = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
REASONS = {
    "rejection": (
        "registration_expired",
        "rejected_by_provider",
        "other_application_in_this_cohort_accepted",
    ),
    "withdrawal": ("started-in-error", "other"),
}


def make_reasons() -> None:
    """Make the DfE's reasons for rejecting, and two for withdrawing."""
    for kind, codes in REASONS.items():
        for position, code in enumerate(codes, start=1):
            label = code.replace("_", " ").replace("-", " ").capitalize()
            ChangeReason.objects.get_or_create(
                kind=kind, code=code, defaults={"label": label, "position": position}
            )


def make_reason(code: str = "rejected_by_provider", kind: str = "rejection") -> ChangeReason:
    make_reasons()
    return ChangeReason.objects.get(kind=kind, code=code)


def make_schedule(
    *,
    intake: Intake | None = None,
    identifier: str = "npq-leadership-autumn",
    course_group: str = Qualification.CourseGroup.LEADERSHIP,
) -> Schedule:
    return Schedule.objects.get_or_create(
        intake=intake or make_intake(),
        identifier=identifier,
        defaults={
            "name": identifier.replace("-", " ").replace("npq ", "NPQ "),
            "course_group": course_group,
            "applies_from": date(2026, 10, 1),
        },
    )[0]


def make_funded_places(
    places: int, *, hub: Hub | None = None, intake: Intake | None = None
) -> FundedPlaces:
    return FundedPlaces.objects.create(
        hub=hub or make_hub(), intake=intake or make_intake(), places=places
    )


def make_application(
    *,
    full_name: str = "Amina Khan",
    email: str = "",
    trn: str = "",
    trn_verified: bool = False,
    date_of_birth: date | None = None,
    hub: Hub | None = None,
    no_hub: bool = False,
    programme: Programme | None = None,
    intake: Intake | None = None,
    school: School | None = None,
    eligible: bool | None = True,
    dfe_id: UUID | None = None,
    dfe_participant_id: UUID | None = None,
    applied_at: datetime = APPLIED,
) -> Application:
    """Make a pending application, with the schedule and the reasons that deciding it asks for."""
    hub = hub or make_hub()
    intake = intake or make_intake()
    make_schedule(intake=intake)
    make_reasons()
    email = email or f"applicant{next(_number)}@example.org"
    return Application.objects.create(
        full_name=full_name,
        sort_name=sort_name(full_name),
        email=email,
        trn=trn,
        trn_verified=trn_verified,
        date_of_birth=date_of_birth,
        hub=None if no_hub else hub,
        programme=programme or make_programme(lead_provider=hub.lead_provider),
        intake=intake,
        school=school,
        eligible_for_funding=eligible,
        dfe_id=dfe_id,
        dfe_participant_id=dfe_participant_id,
        search_text=search_text(full_name=full_name, email=email, trn=trn),
        applied_at=applied_at,
    )
