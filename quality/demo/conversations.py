"""What was said with the demo world's participants, what some need, and what some ask for."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from accounts import audit
from participants.actions import adjustments, contacts, enrolments, requests
from participants.models import ChangeRequest, Contact, Enrolment
from programmes.models import ChangeReason
from quality.demo import plan
from quality.demo.teaching import Taught, moment

Kind = ChangeRequest.Kind
Talk = tuple[Contact.Way, int, str, str, int]
# Way, days ago, what was said, the next action, and in how many days it is due.
TALKS = (
    (Contact.Way.PHONE, 12, "Missed two sessions: no cover on Thursdays. The head has agreed to"
     " release them from January.", "Ask whether cover is arranged", -3),
    (Contact.Way.EMAIL, 6, "Asked how the case study is marked. Sent the guidance.", "", 0),
    (Contact.Way.IN_PERSON, 4, "Finds the reading heavy beside a new post. Agreed to plan it by"
     " half term.", "Send the reading plan", 1),
    (Contact.Way.VIDEO, 2, "Wants to visit another school for module 4.", "Find a school", 6),
    (Contact.Way.EMAIL, 9, "The joining links go to an old address. Changed it with them.",
     "Check that the last letter arrived", -1),
    (Contact.Way.PHONE, 8, "New line manager at the school, who knows nothing of the programme.",
     "Send the dates to the new line manager", 2),
    (Contact.Way.IN_PERSON, 5, "Would like to lead the next rehearsal. The group agreed.", "", 0),
    (Contact.Way.PHONE, 3, "Will miss the seminar in January: jury service. Has told the"
     " facilitator.", "Book them into another group that week", 10),
)  # fmt: skip
# So many people of a cohort were talked with; each cohort begins further down the list.
TALKS_PER_COHORT = 4
NEEDS = (
    ("Large print", "Slides and handouts in 18 point, a day before"),
    ("A seat near the door", "Facilitators keep one free"),
    ("Captions at online sessions", ""),
)
# Kind, days ago, why, and the answer where there is one.
WISHES = (
    (Kind.DEFER, 11, "I start parental leave in February and want to come back in autumn.", ""),
    (Kind.TRANSFER, 3, "I move to a school in another town and cannot reach the centre.", ""),
    (Kind.WITHDRAW, 16, "I do not find the time.", "Let us plan your reading first: I call you on"
     " Monday. You can ask again at any time."),
)  # fmt: skip


def hold(taught: Sequence[Taught], *, today: date) -> None:
    """Let leaders of running cohorts talk with people, and people of one hub ask for changes."""
    running = [each for each in taught if each.cohort.starts_on < today <= each.cohort.ends_on]
    for number, each in enumerate(running):
        places = list(_under_way(each)[:TALKS_PER_COHORT])
        start = 3 * number % len(TALKS)
        _talk(each, places, (TALKS[start:] + TALKS[:start])[:TALKS_PER_COHORT], today=today)
        _need(each, places, today=today)
    for each in [each for each in running if each.plan.hub == plan.NORTH_WEST][:1]:
        _wish(each, today=today)
    for each in [each for each in running if each.plan.hub == plan.LONDON][:1]:
        _agree(each, today=today)


def _under_way(each: Taught) -> QuerySet[Enrolment]:
    places = each.cohort.enrolments.filter(status=Enrolment.Status.ACTIVE)
    invited = places.exclude(participant__user=None).select_related("participant__user")
    return invited.order_by("pk")


def _talk(each: Taught, places: Sequence[Enrolment], talks: Sequence[Talk], *, today: date) -> None:
    for place, (way, ago, said, action, due) in zip(places, talks, strict=False):
        on = today - timedelta(days=ago)
        at = moment(on, time(15, 30))
        with audit.dated(at):
            contacts.write(
                participant=place.participant,
                way=way,
                on=on,
                summary=said,
                next_action=action,
                owner=each.leader if action else None,
                due_on=max(on, today + timedelta(days=due)) if action else None,
                at=at,
                by=each.leader,
            )


def _need(each: Taught, places: Sequence[Enrolment], *, today: date) -> None:
    at = moment(each.cohort.starts_on, time(9, 0))
    for place, (need, arrangement) in zip(places, NEEDS, strict=False):
        with audit.dated(at):
            adjustments.add(
                participant=place.participant,
                need=need,
                arrangement=arrangement,
                starts_on=each.cohort.starts_on,
                at=at,
                by=each.leader,
            )


def _wish(each: Taught, *, today: date) -> None:
    """Let people ask; the one whom everybody can sign in as is left to ask for themselves."""
    known = [account.email for account in plan.ACCOUNTS]
    places = _under_way(each).exclude(participant__email__in=known)
    for place, (kind, ago, why, answer) in zip(places, WISHES, strict=False):
        at = moment(today - timedelta(days=ago), time(19, 0))
        asked = _ask(place, kind, why, at=at)
        if answer:
            later = at + timedelta(days=2)
            with audit.dated(later):
                requests.decline(request=asked, answer=answer, at=later, by=each.leader)


def _agree(each: Taught, *, today: date) -> None:
    """Let somebody ask to defer and be deferred today, which answers it."""
    place, at = _under_way(each)[0], moment(today, time(8, 0))
    reason = ChangeReason.objects.get(kind=ChangeReason.Kind.DEFERRAL, code="long-term-sickness")
    asked_at = moment(today - timedelta(days=5), time(19, 0))
    _ask(place, Kind.DEFER, "I am ill and will be for some months.", at=asked_at)
    with audit.dated(at):
        enrolments.defer(enrolment=place, reason=reason, on=today, at=at, by=each.leader)


def _ask(place: Enrolment, kind: str, why: str, *, at: datetime) -> ChangeRequest:
    """Ask as the participant, all of whom were invited."""
    user = place.participant.user
    assert user is not None
    with audit.dated(at):
        return requests.ask(enrolment=place, kind=kind, why=why, at=at, by=user)
