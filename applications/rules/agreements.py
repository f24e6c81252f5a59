"""What sponsors and participants are asked to agree to, and when they may be asked or answer."""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from applications.models import Agreement, Application
from govuk.dates import date_text
from govuk.sentences import About
from participants.models import Enrolment

Kind = Agreement.Kind
State = Agreement.State

# Of the words below: raise it with every change of them. What was asked before keeps its words.
VERSION = 1
ENGAGEMENT = 90

IS_USED = "This link has been used."
IS_DEAD = "This link no longer works."
IS_UNKNOWN = "We do not know this link, or a newer letter has replaced it."
NO_SPONSOR = "no name and email address of a sponsor is known"
# Who joined longer ago than this and was never asked is left out of the list of those to chase.
STARTED_LATELY_DAYS = 56
STATE_COLOURS = {
    State.DECLINED: "red",
    State.NOT_ASKED: "grey",
    State.ASKED: "yellow",
    State.SIGNED: "green",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Work:
    """How many minutes a programme takes: together at set times, and in one's own time."""

    live: int = 0
    own: int = 0


def statement(kind: str, *, person: str, programme: str, work: Work, weeks: int = 0) -> list[str]:
    """Return what is asked for, a sentence a line, with the hours as far as they are known."""
    told = _sponsor if kind == Kind.SPONSOR else _commitment
    return [*told(person, programme, work, weeks), f"(Wording {VERSION})"]


def _sponsor(person: str, programme: str, work: Work, weeks: int) -> list[str]:
    live = f"about {hours(work.live)} in all" if work.live else "as the timetable says"
    own = a_week(work, weeks)
    lines = [
        f"I support {person} in taking {programme}.",
        f"I will release them from other work for live sessions, {live},"
        " and arrange cover where they would be teaching.",
        "I will let them do the tasks of the programme in our school, with our pupils and staff.",
        "I know that the Department for Education and Ofsted may visit"
        " to see the quality of the training, and will make that possible.",
    ]
    if own:
        lines.insert(2, f"I know that they also need {own} for study and practice.")
    return lines


def _commitment(person: str, programme: str, work: Work, weeks: int) -> list[str]:
    time = f"{a_week(work, weeks)} for" if a_week(work, weeks) else "the time it needs for"
    live = f", about {hours(work.live)} in all," if work.live else ""
    return [
        f"I will take {programme} and give {time} study and practice.",
        f"I will come to the live sessions{live} and take part in at least {ENGAGEMENT}%"
        " of the programme.",
        "I will take the assessment when it is due, if the programme has one.",
        "I will tell my programme leader early if I cannot come, fall behind,"
        " change school or want to pause or leave.",
    ]


def hours(minutes: int) -> str:
    """Write minutes in whole hours, rounded up: nobody is asked for less than it takes."""
    number = ceil(minutes / 60)
    return f"{number} hour{'' if number == 1 else 's'}"


def a_week(work: Work, weeks: int) -> str:
    """Return the hours a week in one's own time, to the next half hour; empty if unknown."""
    if not (work.own and weeks > 0):
        return ""
    halves = ceil(work.own / weeks / 30)
    if halves == 1:
        return "about half an hour a week"
    number = f"{halves / 2:g}"
    return f"about {number} hour{'' if halves == 2 else 's'} a week"


def obstacles_to_asking(
    kind: str,
    *,
    application: Application | None,
    enrolment: Enrolment | None,
    standing: Agreement | None,
    signer_email: str,
    person_email: str,
) -> list[str]:
    """Say why an agreement cannot be asked for; `standing`: one that is asked for or signed."""
    if enrolment is None and application and application.status == Application.Status.REJECTED:
        return ["The application is rejected, so nothing needs to be agreed."]
    if enrolment and enrolment.status not in Enrolment.OPEN:
        status = enrolment.get_status_display().lower()
        return [f"The place is {status}, so nothing needs to be agreed."]
    if enrolment and enrolment.participant.merged_into_id:
        return ["This record was merged into another one."]
    if standing:
        done = "signed" if standing.signed_at else "asked for"
        return [f"The {standing.get_kind_display().lower()} is {done} already."]
    if kind == Kind.SPONSOR and signer_email.lower() == person_email.lower():
        return [About("signer_email", "Enter the address of the sponsor, not the participant’s")]
    return []


def obstacles_to_answering(agreement: Agreement, *, at: datetime) -> list[str]:
    """Say why a link's question cannot be answered any more; nothing of it is told."""
    if agreement.signed_at or agreement.declined_at:
        return [IS_USED]
    if agreement.link_ends_at <= at or not is_wanted(agreement):
        return [IS_DEAD]
    return []


def obstacles_to_answering_at_home(agreement: Agreement) -> list[str]:
    """Say why the participant cannot sign without the letter, whose end does not matter."""
    if agreement.signed_at or agreement.declined_at:
        return ["You have answered this already."]
    return [] if is_wanted(agreement) else ["This is no longer asked of you."]


def obstacles_to_reminding(agreement: Agreement) -> list[str]:
    """Say why no fresh letter can go out."""
    if agreement.state != State.ASKED:
        return [f"This agreement is {agreement.state.label.lower()}, so no letter goes out."]
    return [] if is_wanted(agreement) else ["The application or place has ended."]


def obstacles_to_withdrawing(agreement: Agreement) -> list[str]:
    """Say why a question cannot be taken back: an answer stays."""
    if agreement.state == State.ASKED:
        return []
    return [f"This agreement is {agreement.state.label.lower()} and stays as it is."]


def is_wanted(agreement: Agreement) -> bool:
    """Say whether the application or place still needs what is agreed."""
    if agreement.withdrawn_at:
        return False
    if place := agreement.enrolment:
        return place.status in Enrolment.OPEN and place.participant.merged_into_id is None
    application = agreement.application
    return application is not None and application.status != Application.Status.REJECTED


def urgency(state: str, *, starts_on: date, today: date) -> str:
    """Say in red how long a commitment may wait still; empty when it is signed."""
    if state == State.SIGNED:
        return ""
    days = (starts_on - today).days
    if days < 0:
        return f"Not signed, started {date_text(starts_on)}"
    if days == 0:
        return "Not signed, starts today"
    return f"{days} day{'' if days == 1 else 's'} left to sign"
