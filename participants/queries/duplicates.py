"""People who look like somebody we know: at entry, in pairs, and by a number of the DfE."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.access import lead_providers_for
from accounts.models import User
from participants.access import enrolments_for, participants_for
from participants.models import DifferentPeople, Enrolment, Participant, WaitingPlace
from participants.queries.among import Among
from participants.rules.duplicates import (
    Reason,
    are_similar,
    certainty,
    certainty_in_words,
    email_key,
    name_key,
)
from participants.rules.enrolments import Entry
from participants.rules.merging import strength


def participant_by_dfe_id(dfe_id: UUID) -> Participant | None:
    """Return the record that a number of the DfE stands for, be it a former one or a merged one."""
    by_number = Q(dfe_id=dfe_id) | Q(dfe_identities__dfe_id=dfe_id)
    found = Participant.objects.filter(by_number).select_related("merged_into").order_by("pk")
    # The number of a merged record has moved to the one that stands; both lead there.
    return next((person.standing for person in found), None)


# So many letters of a sorted name are shared by the names of a school that are looked at.
_SAME_BEGINNING = 2
_Known = tuple[int, str, str | None, str, int | None, str, str]


@dataclass
class Pair:
    """Two records that look like one person, by their keys, and why."""

    first: int
    second: int
    trns: tuple[str, str]
    reasons: list[str] = field(default_factory=list)

    @cached_property
    def certainty(self) -> int:
        return certainty(self.reasons, *self.trns)


def pairs_for(user: User) -> list[Pair]:
    """Return the pairs of which the user may see both, the surest first; in two statements.

    Read in one walk and paired here: joining a hundred thousand people with themselves takes the
    database three times as long.
    """
    # As text, so that nobody makes a hundred thousand dates.
    born = Cast("date_of_birth", CharField())
    fields = "pk", "name_key", born, "email_key", "school", "sort_name", "trn"
    people: list[_Known] = list(participants_for(user).order_by("pk").values_list(*fields))
    pairs: dict[tuple[int, int], Pair] = {}
    for reason, one, other in _alike(people):
        both = one[0], other[0]
        pair = pairs.setdefault(both, Pair(*both, (one[6], other[6])))
        if reason not in pair.reasons:
            pair.reasons.append(reason)
    keys = sorted({key for both in pairs for key in both})
    told_apart = DifferentPeople.objects.filter(Among("first_id", keys))
    apart = set(told_apart.values_list("first", "second"))
    kept = [pair for both, pair in pairs.items() if both not in apart]
    return sorted(kept, key=lambda pair: (-pair.certainty, pair.first, pair.second))


def _alike(people: Sequence[_Known]) -> Iterator[tuple[str, _Known, _Known]]:
    """Yield who looks alike, and why; people come in the order of their keys."""
    births, mailboxes, names, beginnings = (defaultdict[Any, list[_Known]](list) for _ in range(4))
    for person in people:
        _, name, born, mailbox, school, sort_name, _ = person
        if born and name:
            births[name, born].append(person)
        if mailbox:
            mailboxes[mailbox].append(person)
        if school:
            names[school, name].append(person)
            beginnings[school, sort_name[:_SAME_BEGINNING]].append(person)
    found = (
        (Reason.NAME_AND_BIRTH, births),
        (Reason.MAILBOX, mailboxes),
        (Reason.SCHOOL, names),
        (Reason.SCHOOL, beginnings),
    )
    for reason, groups in found:
        for group in groups.values():
            for one, other in combinations(group, 2) if len(group) > 1 else ():
                if groups is not beginnings or are_similar(one[1], other[1]):
                    yield reason, one, other


@dataclass(frozen=True)
class PersonFacts:
    """One of a pair as the list shows it."""

    reference: str
    name: str
    email: str
    trn: str
    date_of_birth: date | None
    school: str
    places: int
    # By which of two records the one to keep is told.
    strength: tuple[bool, bool, int, int]


@dataclass(frozen=True)
class PairLine:
    """A pair as the list shows it; the record that would be kept stands first."""

    people: tuple[PersonFacts, PersonFacts]
    reasons: list[str]
    words: str
    colour: str


def lines(pairs: Sequence[Pair], user: User) -> list[PairLine]:
    """Return pairs with what tells them apart, in two statements."""
    people = facts_of({key for pair in pairs for key in (pair.first, pair.second)}, user)
    shown = []
    for pair in pairs:
        first, second = people[pair.first], people[pair.second]
        if second.strength > first.strength:
            first, second = second, first
        reasons = [Reason(reason).label for reason in pair.reasons]
        if all(pair.trns) and pair.trns[0] != pair.trns[1]:
            reasons.append("But two TRNs")
        words, colour = certainty_in_words(pair.certainty)
        shown.append(PairLine((first, second), reasons, words, colour))
    return shown


def facts_of(keys: Collection[int], user: User) -> dict[int, PersonFacts]:
    """Return people as the list shows them, counting the places that the user sees."""
    places: dict[int, int] = defaultdict(int)
    people = participants_for(user).filter(pk__in=keys).select_related("school", "user")
    for key in (
        enrolments_for(user).filter(participant__in=keys).values_list("participant", flat=True)
    ):
        places[key] += 1
    return {
        person.pk: PersonFacts(
            *(person.reference, person.full_name, person.email, person.trn),
            person.date_of_birth,
            str(person.school or ""),
            places[person.pk],
            strength(
                trn_verified=person.trn_verified,
                signs_in=person.user is not None and person.user.last_login is not None,
                rows=places[person.pk],
                key=person.pk,
            ),
        )
        for person in people
    }


def told_apart(people: QuerySet[Participant]) -> QuerySet[DifferentPeople]:
    """Return the pairs that somebody told apart, of whom both are among the people."""
    keys = people.values("pk")
    pairs = DifferentPeople.objects.filter(first__in=keys, second__in=keys)
    return pairs.select_related("first", "second", "by").order_by("-at", "-pk")


# What stands for somebody whom the reader may not see.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class LooksLike:
    """Somebody we know who may be the person that is being added."""

    record: Participant
    reasons: tuple[str, ...]
    # Whether the reader may know who it is.
    is_seen: bool
    # Two people cannot have this in common.
    must_be: bool = False
    # The same address and the same name: nobody needs to be asked.
    is_sure: bool = False

    @property
    def person(self) -> Participant | None:
        return self.record if self.is_seen else None

    @property
    def choice(self) -> str:
        """What an answer names them by."""
        return self.record.reference if self.is_seen else ELSEWHERE


def look_alikes(
    *,
    full_name: str,
    email: str,
    trn: str = "",
    date_of_birth: date | None = None,
    reader: User,
) -> list[LooksLike]:
    """Return whom we know who may be this person, the surest first, in two statements.

    Of people at other hubs of the reader's lead provider no name is told; of others nothing.
    """
    wanted = Q(email=email) | Q(email_key=email_key(email))
    if trn:
        wanted |= Q(trn=trn)
    if date_of_birth:
        wanted |= Q(name_key=name_key(full_name), date_of_birth=date_of_birth)
    rows = Participant.objects.filter(wanted).select_related("merged_into__school", "school")
    found: dict[Participant, list[str]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.standing] += _reasons(row, full_name, email, trn, date_of_birth)
    keys = [person.pk for person in found]
    seen = set(participants_for(reader).filter(pk__in=keys).values_list("pk", flat=True))
    ours = seen | set(_known_to_provider(reader, keys))
    return [
        LooksLike(
            person,
            tuple(Reason(reason).label for reason in dict.fromkeys(reasons)),
            person.pk in seen,
            bool({Reason.EMAIL, Reason.TRN} & set(reasons)),
            Reason.EMAIL in reasons and person.name_key == name_key(full_name),
        )
        for person, reasons in sorted(found.items(), key=lambda item: -certainty(set(item[1])))
        if person.pk in ours
    ]


def alike_among(entries: Sequence[Entry], reader: User) -> set[str]:
    """Return the email addresses of those who share name and birth date with somebody else.

    In one statement, whatever their number; only people whom the reader sees count.
    """
    keys = {e.email: (name_key(e.full_name), e.date_of_birth) for e in entries if e.date_of_birth}
    if not keys:
        return set()
    people = participants_for(reader).filter(
        name_key__in={name for name, _ in keys.values()},
        date_of_birth__in={born for _, born in keys.values()},
    )
    known: dict[tuple[str, date | None], set[str]] = defaultdict(set)
    for name, born, email in people.values_list("name_key", "date_of_birth", "email"):
        known[name, born].add(email)
    return {email for email, key in keys.items() if known[key] - {email}}


def _reasons(
    row: Participant, full_name: str, email: str, trn: str, date_of_birth: date | None
) -> list[str]:
    tests = {
        Reason.TRN: bool(trn) and row.trn == trn,
        Reason.EMAIL: row.email == email,
        Reason.NAME_AND_BIRTH: date_of_birth is not None
        and (row.name_key, row.date_of_birth) == (name_key(full_name), date_of_birth),
        Reason.MAILBOX: row.email != email and row.email_key == email_key(email),
    }
    return [reason for reason, holds in tests.items() if holds]


def _known_to_provider(reader: User, keys: Sequence[int]) -> QuerySet[Participant, int]:
    ours = lead_providers_for(reader)
    at_ours = {"participant": OuterRef("pk"), "cohort__hub__lead_provider__in": ours}
    known = Exists(Enrolment.objects.filter(**at_ours)) | Exists(
        WaitingPlace.objects.filter(**at_ours)
    )
    return Participant.objects.filter(known, pk__in=keys).values_list("pk", flat=True)
