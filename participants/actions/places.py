"""How places are given out: under the lock of the cohort, in sets, never more than there are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts import audit, bulk
from accounts.models import User
from participants.actions import people
from participants.models import Enrolment, ImportRow, Participant, StatusChange, WaitingPlace
from participants.queries import duplicates
from participants.queries import enrolments as queries
from participants.rules.duplicates import LOOKS_ALIKE
from participants.rules.enrolments import (
    ADDED_MEANWHILE,
    HAS_A_PLACE,
    TRN_OF_ANOTHER,
    Answer,
    Entry,
    already_there,
    obstacles_to_being,
    obstacles_to_enrolling,
)
from participants.rules.merging import MERGED_MEANWHILE
from programmes.models import Cohort

Outcome = ImportRow.Outcome
Place = tuple[Participant, date, bool | None]


def lock(cohort: Cohort) -> Cohort:
    """Hold the cohort's row until the end of the transaction: every door to a place passes here."""
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)


def lock_people(participants: Iterable[Participant]) -> None:
    """Hold people's rows, so that two cohorts of a programme cannot both take one of them.

    :raises ValidationError: when one of them was merged into another record meanwhile.
    """
    if _hold(participants):
        raise ValidationError(MERGED_MEANWHILE)


def _hold(participants: Iterable[Participant]) -> set[int]:
    """Hold people's rows; return those that were merged into another record."""
    keys = [participant.pk for participant in participants]
    locked = Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    rows = list(locked.order_by("pk").values_list("pk", "merged_into"))
    return {pk for pk, merged_into in rows if merged_into}


def give(
    cohort: Cohort, wanted: Sequence[Place], *, note: str = "", at: datetime, by: User | None
) -> list[Enrolment]:
    """Write places, their first step of history and the audit, in a statement for each table."""
    enrolments = [
        Enrolment(
            participant=participant,
            cohort=cohort,
            programme_id=cohort.programme_id,
            joined_on=joined_on,
            is_funded=is_funded,
        )
        for participant, joined_on, is_funded in wanted
    ]
    keys = dict(
        bulk.insert(
            Enrolment,
            ("reference", "participant", "status", "joined_on", "is_funded"),
            [
                (e.reference, e.participant_id, e.status, e.joined_on, e.is_funded)
                for e in enrolments
            ],
            alike={"cohort": cohort, "programme": cohort.programme_id},
            returning=("reference", "id"),
        )
    )
    for enrolment in enrolments:
        enrolment.pk = keys[enrolment.reference]
        enrolment._state.adding = False
    bulk.insert(
        StatusChange,
        ("enrolment", "status", "on"),
        [(e.pk, e.status, e.joined_on) for e in enrolments],
        alike={"at": at, "by": by, "note": note},
    )
    fields = ("cohort", "status", "joined_on", "is_funded")
    audit.record_many(
        "enrolment.made",
        by=by,
        changes=[(e, {}, audit.snapshot(e, *fields)) for e in enrolments],
    )
    end_waiting(enrolments, at=at, by=by)
    return enrolments


def end_waiting(enrolments: Sequence[Enrolment], *, at: datetime, by: User | None) -> None:
    """Take people who have a place now off the waiting lists of its programme, by any door.

    On the list of the place's own cohort they took it; on those of others they wait no longer.
    """
    by_person = {(e.participant_id, e.programme_id): e for e in enrolments}
    waiting = (
        WaitingPlace.objects.open()
        .filter(participant__in={person for person, _ in by_person})
        .select_for_update(of=("self",))
        .select_related("cohort")
        .order_by("pk")
    )
    changes = []
    for row in waiting:
        enrolment = by_person.get((row.participant_id, row.cohort.programme_id))
        if enrolment is None:
            continue
        before = audit.snapshot(row, "state")
        row.state = WaitingPlace.State.LEFT
        if row.cohort_id == enrolment.cohort_id:
            row.state, row.enrolment = WaitingPlace.State.TAKEN, enrolment
        row.answered_at = at
        row.save(update_fields=["state", "enrolment", "answered_at"])
        changes.append((row, before, audit.snapshot(row, "state")))
    if changes:
        audit.record_many("waiting.ended", by=by, changes=changes)


def give_to_entries(
    cohort: Cohort,
    entries: Sequence[Entry],
    *,
    joined_on: date,
    at: datetime,
    by: User | None,
) -> list[Answer]:
    """Answer each entry: a place, already there, or why not. The cohort's row is locked."""
    taken = queries.places_taken(cohort)
    answers: dict[int, Answer] = {}
    admitted: dict[int, tuple[Entry, Participant | None, date]] = {}
    judged = _judge(cohort, entries)
    for number, (entry, (person, answer)) in enumerate(zip(entries, judged, strict=True)):
        day = entry.joined_on or joined_on
        if answer:
            answers[number] = answer
        elif obstacles := obstacles_to_enrolling(
            cohort, taken=taken + len(admitted), joined_on=day
        ):
            answers[number] = Answer(Outcome.REFUSED, " ".join(obstacles))
        else:
            admitted[number] = (entry, person, day)
    new = people.register_many(
        entries=[entry for entry, person, _ in admitted.values() if person is None], by=by
    )
    wanted: dict[int, Place] = {}
    for number, (entry, person, day) in admitted.items():
        if found := person or new.get(entry.email):
            wanted[number] = (found, day, entry.is_funded)
        else:
            answers[number] = Answer(Outcome.REFUSED, ADDED_MEANWHILE)
    given = give(cohort, list(wanted.values()), at=at, by=by)
    # Now that everybody has a place, two who stand in one list are found as well.
    alike = duplicates.alike_among([entries[n] for n in wanted], by) if by else set()
    for number, enrolment in zip(wanted, given, strict=True):
        sentence = LOOKS_ALIKE if entries[number].email in alike else ""
        answers[number] = Answer(Outcome.ENROLLED, sentence, enrolment)
    return [answers[number] for number in range(len(entries))]


def _judge(
    cohort: Cohort, entries: Sequence[Entry]
) -> list[tuple[Participant | None, Answer | None]]:
    """Find each entry's person among those we know, and whether that is an answer already."""
    known = people.known(
        emails={entry.email for entry in entries},
        trns={entry.trn for entry in entries if entry.trn},
    )
    standing = {person.standing for person in known}
    merged = _hold(standing)
    by_email = {person.email: person for person in known}
    by_trn = {person.trn: person for person in known if person.trn}
    here, open_elsewhere = queries.standing_of(standing, cohort)
    judged: list[tuple[Participant | None, Answer | None]] = []
    emails: set[str] = set()
    trns: set[str] = set()
    named: set[int] = set()  # one person has two addresses when their records were merged
    for entry in entries:
        record = by_email.get(entry.email)
        person = record.standing if record else None
        answer = None
        if entry.email in emails:
            answer = already_there(None)
        elif obstacle := obstacles_to_being(entry, record, by_trn.get(entry.trn)):
            answer = Answer(Outcome.REFUSED, " ".join(obstacle))
        elif entry.trn and entry.trn in trns:
            answer = Answer(Outcome.REFUSED, TRN_OF_ANOTHER)
        elif person and person.pk in merged:
            answer = Answer(Outcome.REFUSED, MERGED_MEANWHILE)
        elif person and (person.pk in here or person.pk in named):
            answer = already_there(here.get(person.pk))
        elif person and person.pk in open_elsewhere:
            answer = Answer(Outcome.REFUSED, HAS_A_PLACE)
        if person and answer is None:
            named.add(person.pk)
        emails.add(entry.email)
        trns.add(entry.trn)
        judged.append((person, answer))
    return judged
