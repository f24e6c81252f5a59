"""People who change school: from a day on, with the old school kept in the history."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import School, User
from accounts.queries.meanwhile import refuse_changed
from govuk.sentences import About
from participants.actions import people
from participants.models import Participant

# What floors above do when somebody works at another school: called with (participant, at, by),
# in the same transaction.
CHANGED: list[Callable[[Participant, datetime, User], None]] = []


@transaction.atomic
def change_school(
    *,
    participant: Participant,
    school: School | None,
    on: date,
    seen: str = "",
    at: datetime,
    by: User,
) -> Participant:
    """Let a person work at another school from a day.

    :raises ValidationError: when no other school is chosen, the day is in the future, or somebody
        changed the school since it was `seen`.
    """
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=participant.pk)
    )
    before = participant.school
    refuse_changed({"school": before}, seen, audit.events_about(participant))
    if school is None:
        raise ValidationError(About("school_words", "Enter the new school"))
    if school == before:
        raise ValidationError(About("school_words", f"They are at {school} already"))
    if on > timezone.localdate(at):
        raise ValidationError(About("on", "The date must be today or in the past."))
    participant.school = school
    people.fill(
        participant,
        full_name=participant.full_name,
        email=participant.email,
        trn=participant.trn,
    ).save(update_fields=["school", "full_name", "email", "trn", "sort_name", "search_text"])
    audit.record(
        "participant.school_changed",
        by=by,
        subject=participant,
        before={"school": before},
        after={"school": school, "on": on},
    )
    for follow in CHANGED:
        follow(participant, at, by)
    return participant
