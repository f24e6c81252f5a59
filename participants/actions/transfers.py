"""The parts of a transfer: leave one place, go on in another, carry over what was done, tell."""

from datetime import date, datetime
from typing import Any

from accounts import audit, letters
from accounts.actions import messages
from accounts.models import User
from participants.actions import changes, places
from participants.actions.post import letter
from participants.models import ActivityProgress, Enrolment
from participants.queries import changes as queries
from participants.rules.changes import funded_after
from programmes.models import Cohort

Status = Enrolment.Status


def leave(
    old: Enrolment, cohort: Cohort, *, on: date, note: str, at: datetime, by: User | None
) -> None:
    """Leave a held place for one in another cohort."""
    where = f"{cohort}, {cohort.hub}"
    changes.step(
        *(old, Status.TRANSFERRED),
        on=on,
        note=changes.note_of(f"To {where}", note),
        at=at,
        by=by,
        after={"to": where},
    )


def go_on_in(
    cohort: Cohort,
    there: Enrolment | None,
    old: Enrolment,
    *,
    on: date,
    note: str,
    at: datetime,
    by: User | None,
) -> Enrolment:
    """Give somebody who left a place one in a held cohort: a new one, or that of earlier again."""
    note = changes.note_of(f"From {old.cohort}, {old.cohort.hub}", note)
    if there is not None:
        again = changes.held(there)
        again.cohort = cohort
        changes.step(
            again, Status.ACTIVE, on=on, note=note, at=at, by=by, verb="enrolment.reopened"
        )
        places.end_waiting([again], at=at, by=by)
        return again
    funding = old.cohort.intake.funding, cohort.intake.funding
    place = (old.participant, on, funded_after(old.is_funded, *funding))
    [new] = places.give(cohort, [place], note=note, at=at, by=by)
    new.continues = old
    if old.cohort.intake_id == cohort.intake_id:
        new.schedule_id = old.schedule_id
    new.save(update_fields=["continues", "schedule"])
    return new


def tell(old: Enrolment, new: Enrolment, *, at: datetime) -> None:
    """Write to the participant where they go on, and to the leaders of another hub who comes."""
    person = new.participant
    told: dict[str, Any] = {
        "old": old.cohort,
        "new": new.cohort,
        "hub": new.cohort.hub,
        "old_hub": old.cohort.hub,
        "programme": new.cohort.programme.qualification,
        "person": person,
    }
    written = [letter("place_transferred", person.full_name, person.email, told, at=at)]
    if old.cohort.hub_id != new.cohort.hub_id:
        link = letters.address("participants:participant", person.reference)
        written += [
            letter("transferred_to_hub", leader.full_name, leader.email, told, at=at, link=link)
            for leader in queries.leaders_of(new.cohort.hub, at=at)
        ]
    messages.write_many(written)


def carry_over(old: Enrolment, new: Enrolment, *, by: User | None) -> int:
    """Let what was done in one place count in the other, with the days of doing; return how much.

    Nothing of the old place moves.
    """
    carried = queries.carried_to(queries.past_of(old), old, new.cohort)
    there = set(new.activities_done.values_list("activity_id", flat=True))
    made = ActivityProgress.objects.bulk_create(
        ActivityProgress(enrolment=new, activity_id=key, done_on=done.on, minutes=done.minutes)
        for key, done in carried.rows.items()
        if key not in there
    )
    if made or carried.unmatched:
        audit.record(
            "enrolment.carried_over",
            by=by,
            subject=new,
            after={
                "from": f"{old.cohort}, {old.cohort.hub}",
                "activities": len(made),
                "without_counterpart": list(carried.unmatched),
            },
        )
    return len(made)
