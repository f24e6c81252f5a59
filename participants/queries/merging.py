"""What hangs on a record: what a merge moves, and what happened to that since.

A floor above whose rows hang on participants, or on their places, says so in `AppConfig.ready`:

    merging.MOVES.append(Move(Application, "participant", "application", "applications"))
    merging.WATCHED.append(Watch(Agreement, "enrolment", "An agreement was signed or changed"))
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

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


def two_records(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """Add what a page that compares records shows of each."""
    about = {"enrolment__participant": OuterRef("pk")}
    sessions = Attendance.objects.filter(**about, mark__in=Attendance.ATTENDED)
    done = ActivityProgress.objects.filter(**about).order_by("-done_on")
    return people.select_related("school", "user").annotate(
        last_session=Subquery(
            sessions.order_by("-session__starts_at").values("session__starts_at")[:1]
        ),
        last_done=Subquery(done.values("done_on")[:1]),
    )


def sides_of(kept: Participant, gone: Participant, reader: User | None) -> tuple[Side, Side]:
    """Return both records with what stands in the way or follows, named as the reader may see."""
    both = (kept.pk, gone.pk)
    places: dict[int, list[Place]] = defaultdict(list)
    waiting: dict[int, list[Place]] = defaultdict(list)
    held = _with_names(Enrolment.objects.filter(participant__in=both), reader)
    for person, *facts in held.values_list("participant", *_PLACE, "status", "name"):
        places[person].append(Place(*facts))
    turns = _with_names(WaitingPlace.objects.open().filter(participant__in=both), reader)
    for person, *facts in turns.values_list("participant", *_PLACE, "state", "name"):
        waiting[person].append(Place(*facts))
    accounts = _accounts(kept, gone)
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
    return first, replace(second, counts=_counts(first, second, gone))


_PLACE = ("cohort", "cohort__programme")


def _with_names(rows: QuerySet[Any], reader: User | None) -> QuerySet[Any]:
    """Add what a cohort is called, as far as the reader may hear of it."""
    named: Any = F("cohort__name")
    if reader and reader.acting:
        scope = in_scope(reader, hub="cohort__hub", delivery_partner="cohort__delivery_partner")
        named = Case(When(scope, then=named), default=Value(ELSEWHERE), output_field=CharField())
    return rows.annotate(name=named).order_by("pk")


def _counts(kept: Side, gone: Side, person: Participant) -> list[tuple[int, str, str]]:
    """Count what would move from the record that goes, in words."""
    others = [move for move in MOVES if move.one and move.model is not Enrolment]
    counts = {
        f"n{number}": Subquery(
            move.model._default_manager.filter(**{move.field: OuterRef("pk")})
            .order_by()
            .values(move.field)
            .annotate(n=Count("pk"))
            .values("n")
        )
        for number, move in enumerate(others)
    }
    row = Participant.objects.filter(pk=person.pk).values_list(*counts.values()).get()
    going = sum(not stays(kept, place) for place in gone.places)
    words = [(n or 0, move.one, move.many) for n, move in zip(row, others, strict=True)]
    return [(going, "place", "places"), *words]


def _names(cohorts: set[int], reader: User | None) -> dict[int, str]:
    """Return what the cohorts are called, as far as the reader may hear of them."""
    found = Cohort.objects.filter(pk__in=cohorts)
    if reader and reader.acting:
        scope = in_scope(reader, hub="hub", delivery_partner="delivery_partner")
        found = found.filter(scope)
    return dict(found.values_list("pk", "name"))


def _accounts(kept: Participant, gone: Participant) -> dict[int | None, Account]:
    users = [person.user for person in (kept, gone) if person.user]
    elsewhere: set[int] = set()
    if len(users) > 1:
        others = Membership.objects.filter(user__in=users).exclude(role=Role.PARTICIPANT)
        elsewhere = set(others.values_list("user", flat=True))
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
        details_changed=_differ(after, kept=kept, gone=gone, moved="moved" in account),
        signed_in=user.email if user else "",
        happened=list(dict.fromkeys(_happened(merge, reader))),
    )


def _differ(after: dict[str, Any], *, kept: Participant, gone: Participant, moved: bool) -> bool:
    """Say whether a record's own values are others than a merge left.

    Who was invited since keeps that account; only of one that moved it is asked where it is.
    """
    now = {"kept": values_of(kept), "gone": values_of(gone)}
    ignored = set() if moved else {"user_id"}
    return any(
        value != after.get(which, {}).get(field)
        for which, values in now.items()
        for field, value in values.items()
        if field not in ignored
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
        known = {*moved.get(move.label, []), *moved.get("own", {}).get(move.label, [])}
        if move.one and set(move.of(merge.kept).values_list("pk", flat=True)) - known:
            yield f"The record has another {move.one} since."


def _cohorts_of(moved: dict[str, Any]) -> dict[str, int]:
    """Return the cohort of each place that moved."""
    keys = moved.get(Enrolment._meta.label_lower, [])
    places = Enrolment.objects.filter(pk__in=keys).values_list("pk", "cohort")
    return {str(pk): cohort for pk, cohort in places}


def merges_of(people: QuerySet[Participant]) -> QuerySet[Merge]:
    """Return the merges whose record is among the people, newest first, undone ones as well."""
    keys = people.values("pk")
    merges = Merge.objects.filter(Q(kept__in=keys) | Q(kept__merged_into__in=keys))
    return merges.select_related("kept", "gone", "by", "undone_by").order_by("-pk")


def standing_for(people: QuerySet[Participant], reference: str) -> Participant | None:
    """Return who of the people stands for a record that was merged."""
    return people.filter(merged_from__reference=reference).first()
