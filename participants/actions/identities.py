"""Somebody who comes with identifiers: found among those we know, or registered."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import School, User
from participants.actions import people
from participants.models import DfeIdentity, Participant
from participants.queries.identities import Identity, known

_IDENTIFIERS = ("trn", "trn_verified", "dfe_id")


@transaction.atomic
def find_or_register(
    *,
    who: Identity,
    date_of_birth: date | None = None,
    school: School | None = None,
    at: datetime,
    by: User | None,
) -> Participant:
    """Return the record of a person, made if there is none, with their identifiers on it.

    :raises ValidationError: when the identifiers point to two people, or an answer is wrong.
    """
    found = known([who])
    if obstacles := found.obstacles(who):
        raise ValidationError(obstacles)
    person = found.person(who)
    if person is None:
        person = people.register(
            full_name=who.full_name,
            email=who.email,
            trn=who.trn,
            date_of_birth=date_of_birth,
            school=school,
            by=by,
        )
    return _keep(person, who, date_of_birth=date_of_birth, school=school, at=at, by=by)


def _keep(
    person: Participant,
    who: Identity,
    *,
    date_of_birth: date | None,
    school: School | None,
    at: datetime,
    by: User | None,
) -> Participant:
    """Add what the record does not hold yet; what it holds stays, and a second number beside it."""
    held = Participant.objects.select_for_update(of=("self",)).get(pk=person.pk)
    fields = (*_IDENTIFIERS, "date_of_birth", "school")
    before = audit.snapshot(held, *fields)
    held.trn = held.trn or who.trn
    held.trn_verified = held.trn_verified or (who.trn_verified and held.trn == who.trn)
    held.dfe_id = held.dfe_id or who.dfe_id
    held.date_of_birth = held.date_of_birth or date_of_birth
    held.school = held.school or school
    after = audit.snapshot(held, *fields)
    if after != before:
        people.fill(held, full_name=held.full_name, email=held.email, trn=held.trn)
        held.save(update_fields=[*fields, "search_text", "sort_name"])
        audit.record("participant.identified", by=by, subject=held, before=before, after=after)
    if who.dfe_id:
        DfeIdentity.objects.get_or_create(
            dfe_id=who.dfe_id, defaults={"participant": held, "known_since": at}
        )
    return held
