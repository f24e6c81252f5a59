"""Who of the demo world's participants was invited to sign in, and the few who have done so."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from accounts import audit
from accounts.actions import invitations
from accounts.models import Invitation
from participants.actions import people
from participants.models import Enrolment, Participant
from quality.demo import plan
from quality.demo.teaching import Taught, moment

# A cohort that has begun since then still waits for its leader to invite it.
YOUNG = timedelta(days=30)
# The letters went out so long ago that their links still work.
INVITED = timedelta(days=6)
# Where one person of each cohort has accepted; not everywhere, since hashing a password costs
# a third of a second by design.
ANSWERED_FROM = plan.NORTH_WEST


def invite(taught: Sequence[Taught], *, today: date) -> None:
    """Invite everybody with a place in the running cohorts; a few accept on the next day."""
    at = moment(today - INVITED, time(9, 30))
    for each in taught:
        if each.cohort.starts_on > today - YOUNG or each.cohort.ends_on < today:
            continue
        waiting = Participant.objects.filter(
            enrolments__cohort=each.cohort,
            enrolments__status=Enrolment.Status.ACTIVE,
            user=None,
        )
        with audit.dated(at):
            people.invite(participants=list(waiting.order_by("pk")), at=at, by=each.leader)
        if each.plan.hub == ANSWERED_FROM:
            _let_one_in(each, at=at + timedelta(days=1))


def _let_one_in(each: Taught, *, at: datetime) -> None:
    sent = Invitation.objects.waiting(at).filter(user__participant__enrolments__cohort=each.cohort)
    if invitation := sent.order_by("pk").first():
        with audit.dated(at):
            invitations.accept(invitation=invitation, password=plan.PASSWORD, at=at)
