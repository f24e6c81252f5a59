"""When an application may be accepted, rejected or funded, by the DfE's table, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from applications.models import Application
from govuk.dates import datetime_text
from govuk.sentences import About
from participants.models import Enrolment
from programmes.models import Cohort, Intake, Schedule

# The early headship coaching offer was called additional support offer: one course to the DfE.
COACHING = frozenset({"EHCO", "ASO"})

EXPIRED = "registration_expired"
BY_PROVIDER = "rejected_by_provider"
OTHER_ACCEPTED = "other_application_in_this_cohort_accepted"
# The reason that a place has whose application is rejected afterwards.
STARTED_IN_ERROR = "started-in-error"

ACCEPTED_ELSEWHERE = (
    "This person has an accepted application for this course in this intake already. The DfE"
    " allows only one."
)
TRN_ACCEPTED_ELSEWHERE = (
    "Another record with the same verified TRN has an accepted application for this course in"
    " this intake. The DfE allows only one."
)
NO_FUNDED_PLACE_LEFT = (
    "Eligible for funding, but no funded place is left. Accept without one on the application’s own"
    " page, or ask your lead provider for more."
)
NO_SCHEDULE = "No schedule of this intake includes the course, so nobody can be accepted yet."


@dataclass(frozen=True)
class Funded:
    """The funded places of a hub in an intake; `places` is None where no number is known."""

    places: int | None = None
    taken: int = 0

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_used_up(self) -> bool:
        return self.left == 0


UNKNOWN = Funded()


@dataclass(frozen=True)
class Rival:
    """Another accepted application whose place was not withdrawn: the same person's, or one with
    the same verified TRN."""

    by_trn_alone: bool = False


def same_course(code: str) -> frozenset[str]:
    """Return the codes of the qualifications that count as one course with this one."""
    return COACHING if code in COACHING else frozenset({code})


def decided_sentence(application: Application) -> str:
    """Say who decided an application and when."""
    who = application.decided_by.full_name if application.decided_by else "NPQ Hub"
    at = application.decided_at
    when = f" on {datetime_text(timezone.localtime(at))}" if at else ""
    return f"{who} {application.get_status_display().lower()} this application{when}."


def obstacles_to_deciding(application: Application) -> list[str]:
    """Say why nobody can decide the application any more; empty while it is pending."""
    match application.status:
        case Application.Status.ACCEPTED:
            return [decided_sentence(application)]
        case Application.Status.REJECTED:
            then = "A rejected application cannot change: only the DfE can set it back to pending."
            return [f"{decided_sentence(application)} {then}"]
    return []


def obstacles_to_accepting(
    application: Application,
    *,
    cohort: Cohort,
    funded_place: bool | None,
    schedule: Schedule | None,
    rivals: Iterable[Rival] = (),
    funded: Funded = UNKNOWN,
) -> list[str]:
    """Say why the application cannot be accepted into the cohort; empty when it can.

    The cohort's own places are asked of `participants`.
    """
    if obstacles := obstacles_to_deciding(application):
        return obstacles
    obstacles = obstacles_to_standing_alone(rivals)
    if (cohort.programme_id, cohort.intake_id) != (application.programme_id, application.intake_id):
        other = "The cohort is not of the programme and the intake that the person applied for."
        obstacles.append(About("cohort", other))
    obstacles += obstacles_to_funding(application, cohort, funded_place, funded=funded)
    obstacles += obstacles_to_schedule(application, schedule)
    return obstacles


def obstacles_to_standing_alone(rivals: Iterable[Rival]) -> list[str]:
    """Say that somebody has been accepted for the course already."""
    found = list(rivals)
    if any(not rival.by_trn_alone for rival in found):
        return [ACCEPTED_ELSEWHERE]
    return [TRN_ACCEPTED_ELSEWHERE] if found else []


def obstacles_to_funding(
    application: Application, cohort: Cohort, funded_place: bool | None, *, funded: Funded
) -> list[str]:
    """Say why the place cannot be funded, or not funded, as was asked."""
    intake = application.intake
    sentence = ""
    match intake.funding:
        case Intake.Funding.CAPPED:
            if funded_place is None:
                sentence = "Select whether this is a funded place."
            elif funded_place and not application.eligible_for_funding:
                sentence = f"{application} {not_eligible(application)}: select “No”."
            elif funded_place and funded.is_used_up:
                sentence = used_up_sentence(cohort, intake, funded)
        case Intake.Funding.ZERO if funded_place:
            sentence = f"{intake} has no funded places: the place must not be funded."
    return [About("funded_place", sentence)] if sentence else []


def not_eligible(application: Application) -> str:
    """Say what the DfE said of somebody's funding when it did not say yes."""
    if application.eligible_for_funding is None:
        return "cannot have a funded place, since the DfE has not said that they are eligible"
    return "is not eligible for a funded place, the DfE says"


def used_up_sentence(cohort: Cohort, intake: Intake, funded: Funded) -> str:
    """Say that every funded place of the hub is taken."""
    if not funded.places:
        return f"{cohort.hub} has no funded places in {intake}: select “No”."
    all_are = "The one funded place" if funded.places == 1 else f"All {funded.places} funded places"
    is_taken = f"of {cohort.hub} in {intake} {'is' if funded.places == 1 else 'are'} taken"
    return f"{all_are} {is_taken}: select “No”, or ask your lead provider for more."


def obstacles_to_schedule(application: Application, schedule: Schedule | None) -> list[str]:
    """Say why the schedule does not fit the course and the intake."""
    if schedule is None:
        return [About("schedule", NO_SCHEDULE)]
    if schedule.intake_id != application.intake_id:
        return [About("schedule", f"{schedule} is not a schedule of {application.intake}.")]
    if schedule.course_group != application.programme.qualification.course_group:
        course = application.programme.qualification
        return [About("schedule", f"{schedule} does not include {course}.")]
    return []


def funded_as(intake: Intake, funded_place: bool | None) -> bool | None:
    """Return what is kept of the answer: nothing where all are funded, no where nobody is."""
    match intake.funding:
        case Intake.Funding.FULL:
            return None
        case Intake.Funding.ZERO:
            return False
    return funded_place


def funds(application: Application, funded_place: bool | None) -> bool | None:
    """Say whether the DfE pays for the place: where all are funded, for whom it is eligible."""
    if application.intake.funding == Intake.Funding.FULL:
        return application.eligible_for_funding
    return funded_place


def obstacles_to_accepting_unasked(application: Application, funded: Funded) -> list[str]:
    """Say why nobody may be accepted without a look at their own page: one of many who would lose
    the funding that they are eligible for, only since no funded place is left."""
    if application.intake.funding != Intake.Funding.CAPPED or not application.eligible_for_funding:
        return []
    return [NO_FUNDED_PLACE_LEFT] if funded.is_used_up else []


def funded_by_default(application: Application, funded: Funded) -> bool | None:
    """Return the answer that a leader would give: yes while eligible and places are left."""
    if application.intake.funding == Intake.Funding.CAPPED:
        return application.eligible_for_funding is True and not funded.is_used_up
    return funded_as(application.intake, None)


def obstacles_to_rejecting(
    application: Application, *, place_status: str = "", is_declared: bool = False
) -> list[str]:
    """Say why the application cannot be rejected; pending and accepted ones can be.

    The DfE has allowed the rejection of accepted ones since 20 October 2025, while nothing is
    declared.
    """
    if application.status == Application.Status.REJECTED:
        return obstacles_to_deciding(application)
    if is_declared:
        return ["Something was declared for this place to the DfE. Void the declaration first."]
    if place_status in (Enrolment.Status.COMPLETED, Enrolment.Status.TRANSFERRED):
        state = Enrolment.Status(place_status).label.lower()
        return [f"The place was {state}, so the application can no longer be rejected."]
    return []


def obstacles_to_changing_funded_place(
    application: Application,
    *,
    cohort: Cohort,
    funded_place: bool,
    funded: Funded,
    is_declared: bool = False,
) -> list[str]:
    """Say why an accepted application cannot change between funded and not funded."""
    if application.status != Application.Status.ACCEPTED:
        return ["Only an accepted application has a funded place to change."]
    if application.intake.funding != Intake.Funding.CAPPED:
        return [f"{application.intake} has no cap, so funded places are not given one by one."]
    if is_declared:
        return ["Something was declared for this place to the DfE. Void the declaration first."]
    if application.funded_place == funded_place:
        now = "funded" if funded_place else "not funded"
        return [About("funded_place", f"The place is {now} already.")]
    return obstacles_to_funding(application, cohort, funded_place, funded=funded)


def obstacles_to_giving(application: Application, *, lead_provider: int) -> list[str]:
    """Say why the application cannot go to a hub of a lead provider."""
    if obstacles := obstacles_to_deciding(application):
        return obstacles
    if application.programme.lead_provider_id != lead_provider:
        return [About("hub", "The hub belongs to another lead provider.")]
    return []


def ends_on(enrolment: Enrolment, today: date) -> date:
    """Return the day on which a place ends whose application is rejected: today, or its first."""
    return max(today, enrolment.joined_on)
