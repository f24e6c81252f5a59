"""What happens to the record of a person: registered, changed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit, bulk, letters
from accounts.actions import invitations, messages
from accounts.actions.invitations import Invitee
from accounts.models import School, User
from participants.models import Participant
from participants.queries import contacts, details
from participants.rules import people as rules
from participants.rules.duplicates import email_key, name_key
from participants.rules.enrolments import Entry
from participants.rules.requests import obstacles_to_correcting_oneself

FIELDS = ("full_name", "email", "trn", "date_of_birth", "school")
# What a new record is made of, and the attributes that hold it.
WRITTEN = (
    *("reference", "full_name", "sort_name", "email", "trn", "date_of_birth", "school"),
    *("search_text", "name_key", "email_key"),
)
WRITTEN_FROM = tuple("school_id" if name == "school" else name for name in WRITTEN)
WORDS = {
    "full_name": "name",
    "email": "email address",
    "trn": "TRN",
    "date_of_birth": "date of birth",
    "school": "school",
}
EMAIL_TAKEN = "There is a participant with this email address."
TRN_TAKEN = "There is a participant with this TRN."


@transaction.atomic
def register(
    *,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    school: School | None = None,
    dfe_id: UUID | None = None,
    by: User | None,
) -> Participant:
    """Add a person to those who can take a programme.

    :raises ValidationError: when an answer is wrong or somebody has the email address or TRN.
    """
    participant = Participant(dfe_id=dfe_id, date_of_birth=date_of_birth, school=school)
    _write(participant, full_name=full_name, email=email, trn=trn)
    audit.record(
        "participant.registered",
        by=by,
        subject=participant,
        after=audit.snapshot(participant, *FIELDS),
    )
    return participant


@transaction.atomic
def invite(*, participants: Sequence[Participant], at: datetime, by: User) -> int:
    """Invite people without an account to sign in, in sets; return how many letters go out.

    An account that has the same email address already becomes theirs.

    :raises ValidationError: when everybody has an account.
    """
    waiting = list(
        Participant.objects.select_for_update(of=("self",))
        .filter(pk__in=[p.pk for p in participants], user=None)
        .order_by("pk")
    )
    if not waiting:
        raise ValidationError("Everybody has an account or an invitation already.")
    people = [Invitee(email=p.email, full_name=p.full_name) for p in waiting]
    users = invitations.invite_many(people=people, at=at, by=by)
    # An account may be somebody's who has changed address since: it stays theirs.
    theirs = set(Participant.objects.filter(user__in=users.values()).values_list("user", flat=True))
    invited = [p for p in waiting if users[p.email].pk not in theirs]
    for participant in invited:
        participant.user = users[participant.email]
    Participant.objects.bulk_update(invited, ["user"], batch_size=500)
    audit.record_many("participant.invited", by=by, changes=[(p, {}, {}) for p in invited])
    return len(invited)


@transaction.atomic
def change_details(
    *,
    participant: Participant,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    school: School | None = None,
    seen: str = "",
    by: User,
) -> Participant:
    """Change what is known of a person; a changed TRN is no longer verified.

    `seen` is what the form was made for (queries/details.py): a later change is told, not undone.

    :raises ValidationError: when an answer is wrong or somebody has the email address or TRN, or
        somebody else changed the details while the form was open.
    """
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=participant.pk)
    )
    details.refuse_changed(participant, seen)
    before = audit.snapshot(participant, *FIELDS)
    trn_before = participant.trn
    participant.date_of_birth, participant.school = date_of_birth, school
    if rules.clean_trn(trn) != trn_before:
        participant.trn_verified = False
    _write(participant, full_name=full_name, email=email, trn=trn)
    after = audit.snapshot(participant, *FIELDS)
    if after != before:
        audit.record("participant.changed", by=by, subject=participant, before=before, after=after)
    return participant


@transaction.atomic
def correct_own(
    *,
    participant: Participant,
    full_name: str,
    email: str,
    trn: str = "",
    school: School | None = None,
    seen: str = "",
    at: datetime,
    by: User,
) -> Participant:
    """Let a person correct their own details; the leaders of their hubs are told by a letter.

    :raises ValidationError: when the TRN is verified, or for what `change_details` refuses.
    """
    held = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if obstacles := obstacles_to_correcting_oneself(
        trn=rules.clean_trn(trn), known_trn=held.trn, is_verified=held.trn_verified
    ):
        raise ValidationError(obstacles)
    before = audit.snapshot(held, *FIELDS)
    changed = change_details(
        participant=held,
        full_name=full_name,
        email=email,
        trn=trn,
        date_of_birth=held.date_of_birth,
        school=school,
        seen=seen,
        by=by,
    )
    after = audit.snapshot(changed, *FIELDS)
    if names := [WORDS[field] for field in FIELDS if before[field] != after[field]]:
        _tell_leaders(changed, names, at=at)
    return changed


def _tell_leaders(participant: Participant, names: list[str], *, at: datetime) -> None:
    for leader in contacts.leaders_about(participant, at=at):
        subject, body = letters.compose(
            "details_corrected",
            name=participant.full_name,
            leader=leader.full_name,
            fields=", ".join(names),
            to_page=letters.address("participants:participant", participant.reference),
        )
        messages.write(
            kind="details_corrected",
            to_name=leader.full_name,
            to_email=leader.email,
            subject=subject,
            body=body,
            at=at,
        )


@transaction.atomic
def follow_schools() -> int:
    """Make the search find people by their schools' present names; return how many had an old one.

    The register of schools changes names without knowing who works there.
    """
    behind = []
    for person in Participant.objects.exclude(school=None).select_related("school").iterator(2000):
        before = person.search_text
        fill(person, full_name=person.full_name, email=person.email, trn=person.trn)
        if person.search_text != before:
            behind.append(person)
    return Participant.objects.bulk_update(behind, ["search_text"], batch_size=500)


def known(*, emails: set[str], trns: set[str]) -> list[Participant]:
    """Return the records that have one of the email addresses or one of the TRNs.

    A merged one is among them: `standing` is the record that it has become.
    """
    # Each by its own index, that of TRNs holding none that is empty: of both at once PostgreSQL
    # would rather read everybody.
    by_email = Participant.objects.filter(email__in=emails).values("pk")
    by_trn = Participant.objects.exclude(trn="").filter(trn__in=trns).values("pk")
    records = Participant.objects.filter(pk__in=by_email.union(by_trn)).order_by("pk")
    return list(records.select_related("merged_into"))


def register_many(*, entries: Sequence[Entry], by: User | None) -> dict[str, Participant]:
    """Add new people in sets, in the caller's transaction; return them by email address.

    Who was added by somebody else in the same moment is left out.
    """
    # In the order of the addresses, so that two imports wait for each other instead of clashing.
    people = [
        fill(
            Participant(date_of_birth=entry.date_of_birth, school=entry.school),
            full_name=entry.full_name,
            email=entry.email,
            trn=entry.trn,
        )
        for entry in sorted(entries, key=lambda entry: entry.email)
    ]
    written = dict(
        bulk.insert(
            Participant,
            WRITTEN,
            [[getattr(person, name) for name in WRITTEN_FROM] for person in people],
            alike={"trn_verified": False},
            skip=True,
            returning=("reference", "id"),
        )
    )
    registered = [person for person in people if person.reference in written]
    for person in registered:
        person.pk = written[person.reference]
        person._state.adding = False
    audit.record_many(
        "participant.registered",
        by=by,
        changes=[(person, {}, audit.snapshot(person, *FIELDS)) for person in registered],
    )
    return {person.email: person for person in registered}


def fill(participant: Participant, *, full_name: str, email: str, trn: str) -> Participant:
    """Set a person's cleaned name, email and TRN, and the texts that are derived from them."""
    participant.full_name, participant.email, participant.trn = full_name, email, trn
    participant.sort_name = rules.sort_name(full_name)
    participant.name_key, participant.email_key = name_key(full_name), email_key(email)
    school = participant.school
    participant.search_text = rules.search_text(
        full_name=full_name,
        email=email,
        trn=trn,
        school=f"{school.name} {school.urn}" if school else "",
    )
    return participant


def cleaned(*, full_name: str, email: str, trn: str) -> dict[str, str]:
    """Return a name, an email address and a TRN as they are kept.

    :raises ValidationError: with what is wrong, by field.
    """
    readings = {
        "full_name": (rules.clean_name, full_name),
        "email": (rules.clean_email, email),
        "trn": (rules.clean_trn, trn),
    }
    answers: dict[str, str] = {}
    faults: dict[str, ValidationError] = {}
    for field, (clean, text) in readings.items():
        try:
            answers[field] = clean(text)
        except ValidationError as fault:
            faults[field] = fault
    if faults:
        raise ValidationError(faults)
    return answers


def _write(participant: Participant, *, full_name: str, email: str, trn: str) -> None:
    answers = cleaned(full_name=full_name, email=email, trn=trn)
    others = Participant.objects.exclude(pk=participant.pk)
    faults: dict[str, str] = {}
    if others.filter(email=answers["email"]).exists():
        faults["email"] = EMAIL_TAKEN
    if answers["trn"] and others.filter(trn=answers["trn"]).exists():
        faults["trn"] = TRN_TAKEN
    if faults:
        raise ValidationError(faults)
    try:
        with transaction.atomic():
            fill(participant, **answers).save()
    except IntegrityError as clash:
        # Somebody else saved the same address or TRN between our look and our write.
        raise ValidationError({"email": EMAIL_TAKEN}) from clash
