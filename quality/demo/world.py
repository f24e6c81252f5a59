"""Builds the demo world from its plan, in one transaction, the same for the same day."""

from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.db import transaction

from accounts import audit
from accounts.actions import invitations
from accounts.models import Invitation
from accounts.roles import Role
from participants.actions import people as participants_people
from participants.models import Participant
from quality.demo import (
    agreements,
    applications,
    conversations,
    duplicates,
    files,
    life,
    lists,
    newcomers,
    organisations,
    pauses,
    people,
    plan,
    teaching,
    waiting,
)


@transaction.atomic
def build(*, today: date, cohorts: plan.Cohorts = plan.COHORTS) -> None:
    """Build hubs, people, cohorts, timetables, and all that happened up to today.

    `cohorts` names the cohorts by lead provider; the account holder's own one must be among them.
    """
    random = Random(20260922)
    invented = people.invent_people(random)
    founded_on = teaching.moment(date(2024, 9, 2), time(9, 0))
    with audit.dated(founded_on):
        administrator = organisations.appoint_administrator(at=founded_on)
        founded = organisations.found(random, administrator=administrator, at=founded_on)
        teaching.publish_curricula(
            founded, cohorts, administrator=administrator, on=founded_on.date()
        )
        institute = founded.providers[plan.NIOT]
        pauses.limit(institute, on=founded_on.date(), by=administrator)
    sizes = share_out(cohorts, random)
    taught = teaching.open_cohorts(founded, cohorts, sizes)
    teaching.stamp_timetables(taught)
    with audit.dated(founded_on + timedelta(weeks=4)):
        teaching.appoint_facilitators(founded, taught, invented, random, at=founded_on)
    life.enrol(taught, sizes, invented, founded.schools, random)
    life.let_time_pass(taught, random, today=today)
    teaching.gather_today(founded, taught, today=today)
    applications.build(founded, invented, random, today=today)
    agreements.answer(today=today)
    duplicates.know_twice(taught, today=today)
    _let_a_participant_in(founded, at=teaching.moment(today - timedelta(days=30), time(9, 0)))
    newcomers.invite(taught, today=today)
    waiting.let_people_wait(taught, invented, founded.schools, today=today)
    lists.take_in(founded, today=today)
    files.take_in(founded, today=today)
    conversations.hold(taught, today=today)
    inspector = next(each for each in plan.ACCOUNTS if each.role == Role.INSPECTOR)
    this_morning = teaching.moment(today, time(0, 0))
    organisations.open_account(founded, inspector, by=administrator, at=this_morning)


def share_out(cohorts: plan.Cohorts, random: Random) -> dict[plan.CohortPlan, int]:
    """Return how many people each cohort has: about 28 a group, in all exactly as planned."""
    sizes = {
        each: sum(random.randrange(27, 32) for _ in range(each.groups))
        for cohorts_of_one in cohorts.values()
        for each in cohorts_of_one
    }
    if cohorts is plan.COHORTS:
        turn = cycle(cohorts[plan.NIOT])
        planned = plan.PARTICIPANTS - waiting.TAKERS - len(lists.GOOD)
        while missing := planned - sum(sizes[each] for each in cohorts[plan.NIOT]):
            sizes[next(turn)] += 1 if missing > 0 else -1
    return sizes


def _let_a_participant_in(founded: organisations.Organisations, *, at: datetime) -> None:
    """Invite the participant of the plan, who accepts and can be signed in as."""
    account = next(each for each in plan.ACCOUNTS if each.role == Role.PARTICIPANT)
    participant = Participant.objects.get(email=account.email)
    with audit.dated(at):
        participants_people.invite(
            participants=[participant], at=at, by=founded.leader_of(account.hub)
        )
        invitation = Invitation.objects.get(user__email=account.email)
        user = invitations.accept(invitation=invitation, password=plan.PASSWORD, at=at)
        organisations.act(user, at=at)
