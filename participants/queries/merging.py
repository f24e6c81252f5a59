"""What hangs on a record: what a merge moves, and what happened to that since.

A floor above whose rows hang on participants, or on their places, says so in `AppConfig.ready`:

    merging.MOVES.append(Move(Application, "participant", "application", "applications"))
    merging.WATCHED.append(Watch(Agreement, "enrolment", "An agreement was signed or changed"))
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import F, Model, QuerySet

from accounts.access import in_scope
from accounts.models import Membership, User
from accounts.roles import Role
from participants.models import (
    ActivityProgress,
    Adjustment,
    Attendance,
    ChangeRequest,
    Contact,
    Deferral,
    DfeIdentity,
    DifferentPeople,
    Enrolment,
    GroupMembership,
    Merge,
    Participant,
    StatusChange,
    WaitingPlace,
)
from participants.rules.merging import Account, Place, Side, Since, stays
from programmes.models import Cohort

DETAILS = ("full_name", "email", "trn", "trn_verified", "date_of_birth", "school_id")
ELSEWHERE = "a cohort of another organisation"


@dataclass(frozen=True)
class Move:
    """A table whose rows go to the record that stays; without words nobody is told of them."""

    model: type[Model]
    field: str
    one: str = ""
    many: str = ""

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def of(self, person: Participant) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.field: person}).order_by("pk")


@dataclass(frozen=True)
class Watch:
    """A table in which something new or other means that a merge is depended on."""

    model: type[Model]
    # The field that leads to what moved; "pk" where the rows themselves moved.
    by: str
    since: str
    # Which table the field leads to.
    to: type[Model] = Enrolment

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.by}"


MOVES = [
    Move(Enrolment, "participant", "place", "places"),
    Move(WaitingPlace, "participant", "turn on a waiting list", "turns on waiting lists"),
    Move(Contact, "participant", "contact", "contacts"),
    Move(Adjustment, "participant", "adjustment", "adjustments"),
    Move(DfeIdentity, "participant"),
    Move(Participant, "merged_into"),
]
WATCHED = [
    Watch(Enrolment, "pk", "A place was made or changed"),
    Watch(StatusChange, "enrolment", "A place was changed"),
    Watch(Deferral, "enrolment", "A deferral was changed"),
    Watch(GroupMembership, "enrolment", "The group was changed"),
    Watch(Attendance, "enrolment", "A register was taken or changed"),
    Watch(ActivityProgress, "enrolment", "An activity was done or changed"),
    Watch(ChangeRequest, "enrolment", "A change was asked for or answered"),
    Watch(Enrolment, "continues", "A transfer was made"),
    Watch(WaitingPlace, "pk", "A turn on a waiting list was made or changed", WaitingPlace),
    Watch(Contact, "pk", "A contact was written or changed", Contact),
    Watch(Adjustment, "pk", "An adjustment was written or changed", Adjustment),
    Watch(DfeIdentity, "pk", "The DfE gave another number", DfeIdentity),
]


def sides_of(kept: Participant, gone: Participant, reader: User | None) -> tuple[Side, Side]:
    """Return both records with what stands in the way or follows, named as the reader may see."""
    both = (kept.pk, gone.pk)
    held = Enrolment.objects.filter(participant__in=both).order_by("pk")
    waits = WaitingPlace.objects.open().filter(participant__in=both)
    turns = waits.annotate(programme=F("cohort__programme")).order_by("pk")
    cohorts = {place.cohort_id for place in held} | {turn.cohort_id for turn in turns}
    names = _names(cohorts, reader)
    places: dict[int, list[Place]] = defaultdict(list)
    for place in held:
        name = names.get(place.cohort_id, ELSEWHERE)
        facts = Place(place.cohort_id, place.programme_id, place.status, name)
        places[place.participant_id].append(facts)
    waiting: dict[int, list[Place]] = defaultdict(list)
    for turn in turns:
        name = names.get(turn.cohort_id, ELSEWHERE)
        facts = Place(turn.cohort_id, turn.programme, turn.state, name)
        waiting[turn.participant_id].append(facts)
    accounts = _accounts([kept, gone])
    first, second = (
        Side(
            name=person.full_name,
            email=person.email,
            places=places[person.pk],
            waiting=waiting[person.pk],
            account=accounts.get(person.user_id),
            dfe_id=str(person.dfe_id or ""),
            is_merged=person.merged_into_id is not None,
        )
        for person in (kept, gone)
    )
    return first, second


def moving(kept: Side, gone: Side, person: Participant) -> list[tuple[int, str, str]]:
    """Count what would move from the record that goes, in words."""
    counts = [(move.of(person).count(), move.one, move.many) for move in MOVES[1:] if move.one]
    going = sum(not stays(kept, place) for place in gone.places)
    return [(going, MOVES[0].one, MOVES[0].many), *counts]


def _names(cohorts: set[int], reader: User | None) -> dict[int, str]:
    """Return what the cohorts are called, as far as the reader may hear of them."""
    found = Cohort.objects.filter(pk__in=cohorts)
    if reader and reader.acting:
        scope = in_scope(reader, hub="hub", delivery_partner="delivery_partner")
        found = found.filter(scope)
    return dict(found.values_list("pk", "name"))


def _accounts(people: Sequence[Participant]) -> dict[int | None, Account]:
    users = User.objects.filter(pk__in=[person.user_id for person in people if person.user_id])
    others = Membership.objects.filter(user__in=users.values("pk")).exclude(role=Role.PARTICIPANT)
    elsewhere = set(others.values_list("user", flat=True)) if users else set()
    return {
        user.pk: Account(
            user.email,
            user.is_active,
            user.is_active and user.last_login is not None,
            user.pk in elsewhere,
        )
        for user in users
    }


def are_told_apart(first: Participant, second: Participant) -> bool:
    """Say whether somebody said that the two are different people."""
    low, high = sorted((first.pk, second.pk))
    return DifferentPeople.objects.filter(first=low, second=high).exists()


def marks_of(moved: dict[str, list[int]]) -> dict[str, dict[str, str]]:
    """Return what tells whether rows that moved, or what hangs on them, are as they were."""
    return {
        watch.label: marks
        for watch in WATCHED
        if (keys := moved.get(watch.to._meta.label_lower)) and (marks := dict(_marks(watch, keys)))
    }


def _marks(watch: Watch, keys: list[int]) -> Iterator[tuple[str, str]]:
    fields = [field.attname for field in watch.model._meta.concrete_fields]
    by = "pk" if watch.by == "pk" else f"{watch.by}_id"
    rows = watch.model._default_manager.filter(**{f"{watch.by}__in": keys}).order_by("pk")
    found: dict[str, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list(by, *fields):
        found[str(key)].append(values)
    for key, values in found.items():
        yield key, sha256(repr(values).encode()).hexdigest()[:16]


def since(merge: Merge, reader: User | None) -> Since:
    """Return what happened after a merge to what moved and to the records themselves."""
    kept, gone = merge.kept, merge.gone
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk)
    newest = later.select_related("gone").order_by("pk").first()
    account = merge.moved.get("account", {})
    signed_in = User.objects.filter(pk__in=account.get("moved", []), last_login__gt=merge.at)
    user = signed_in.first()
    after = merge.moved.get("after", {})
    return Since(
        is_undone=merge.undone_at is not None,
        kept_is_merged=kept.merged_into_id is not None,
        later_merge=newest.gone.full_name if newest else "",
        details_changed=after != {"kept": values_of(kept), "gone": values_of(gone)},
        signed_in=user.email if user else "",
        happened=list(dict.fromkeys(_happened(merge, reader))),
    )


def values_of(person: Participant) -> dict[str, Any]:
    """Return a record's own values as JSON keeps them, without what is derived from them."""
    return {
        "full_name": person.full_name,
        "email": person.email,
        "trn": person.trn,
        "trn_verified": person.trn_verified,
        "date_of_birth": person.date_of_birth.isoformat() if person.date_of_birth else None,
        "school_id": person.school_id,
        "dfe_id": str(person.dfe_id) if person.dfe_id else None,
        "user_id": person.user_id,
    }


def _happened(merge: Merge, reader: User | None) -> Iterator[str]:
    moved = merge.moved
    marks, now = moved.get("marks", {}), marks_of(moved)
    cohorts = _cohorts_of(moved)
    names = _names(set(cohorts.values()), reader)
    for watch in WATCHED:
        before, after = marks.get(watch.label, {}), now.get(watch.label, {})
        for key in sorted(before | after):
            if before.get(key) != after.get(key):
                where = names.get(cohorts.get(key, 0), ELSEWHERE)
                yield f"{watch.since} since{f' in {where}' if watch.to is Enrolment else ''}."
    for move in MOVES:
        known = {*moved.get(move.label, []), *moved["own"].get(move.label, [])}
        if move.one and set(move.of(merge.kept).values_list("pk", flat=True)) - known:
            yield f"The record has another {move.one} since."


def _cohorts_of(moved: dict[str, Any]) -> dict[str, int]:
    """Return the cohort of each place that moved."""
    keys = moved.get(Enrolment._meta.label_lower, [])
    places = Enrolment.objects.filter(pk__in=keys).values_list("pk", "cohort")
    return {str(pk): cohort for pk, cohort in places}


def merges_for(user: User, people: QuerySet[Participant]) -> QuerySet[Merge]:
    """Return the merges whose record is among the people that a user sees, newest first."""
    merges = Merge.objects.filter(kept__in=people.values("pk"))
    return merges.select_related("kept", "gone", "by", "undone_by").order_by("-pk")
