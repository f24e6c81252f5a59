"""What happens to two records of one person: made one, parted again, or told apart for good."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from govuk.forms import CHANGED_MEANWHILE
from participants.actions import people
from participants.models import DfeIdentity, DifferentPeople, Enrolment, Merge, Participant
from participants.queries import details, merging
from participants.rules.merging import (
    Side,
    account_is_kept,
    moving_in_words,
    obstacles_to_merging,
    obstacles_to_undoing,
    stays,
)

CHOSEN = ("full_name", "email", "trn", "date_of_birth", "school")
TOLD = (*CHOSEN, "trn_verified", "dfe_id")
STORED = (*merging.DETAILS, "sort_name", "search_text", "name_key", "email_key", "dfe_id")
WRITTEN = (*CHOSEN, "trn_verified", "dfe_id", "user", "merged_into")
DERIVED = ("sort_name", "search_text", "name_key", "email_key")


@transaction.atomic
def merge(
    *,
    kept: Participant,
    gone: Participant,
    full_name: str = "",
    email: str = "",
    trn: str = "",
    date_of_birth: str = "",
    school: str = "",
    seen: str = "",
    at: datetime,
    by: User,
) -> Merge:
    """Make one record of two: every row of the one that goes moves to the one that is kept.

    For each detail "kept" or "gone" says whose stands; without it the one that there is. `seen`
    is what the form was made for: who changed something since is told, not overruled.

    :raises ValidationError: when places, waiting lists or accounts clash, one of them was merged
        or changed meanwhile, or they are different people.
    """
    kept, gone = _hold(kept, gone)
    sides = kept_side, gone_side = merging.sides_of(kept, gone, by)
    told_apart = merging.are_told_apart(kept, gone)
    if obstacles := obstacles_to_merging(kept_side, gone_side, told_apart=told_apart):
        raise ValidationError(obstacles)
    _refuse_changed(kept, gone, seen)
    before = [audit.snapshot(person, *TOLD) for person in (kept, gone)]
    moved: dict[str, Any] = {"before": {"kept": _stored(kept), "gone": _stored(gone)}}
    moved |= _move(kept, gone, gone_side, kept_side)
    moved["account"] = _settle_accounts(kept, gone, sides, at=at, by=by)
    asked = [full_name, email, trn, date_of_birth, school]
    _choose(kept, gone, dict(zip(CHOSEN, asked, strict=True)))
    gone.merged_into = kept
    _save_both(kept, gone)
    moved["made"] = _keep_numbers(kept, gone, at=at)
    moved["after"] = {"kept": merging.values_of(kept), "gone": merging.values_of(gone)}
    moved["marks"] = merging.marks_of(moved)
    merged = Merge.objects.create(kept=kept, gone=gone, moved=moved, at=at, by=by)
    told = {"merged": gone.full_name, "brought": moved["told"]}
    after = audit.snapshot(kept, *TOLD) | told
    audit.record("participant.merged", by=by, subject=kept, before=before[0], after=after)
    after = audit.snapshot(gone, *TOLD) | {"merged_into": kept}
    audit.record("participant.merged_away", by=by, subject=gone, before=before[1], after=after)
    return merged


@transaction.atomic
def undo_merge(*, merge: Merge, at: datetime, by: User) -> Merge:
    """Give back what a merge moved, so that both records are as they were; the merge stays known.

    :raises ValidationError: when something depends on the merge by now.
    """
    both = {person.pk: person for person in _locked(merge.kept_id, merge.gone_id)}
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    kept, gone = merge.kept, merge.gone = both[merge.kept_id], both[merge.gone_id]
    since = merging.since(merge, by)
    if obstacles := obstacles_to_undoing(kept.full_name, gone.full_name, since):
        raise ValidationError(obstacles)
    moved = merge.moved
    before = [audit.snapshot(person, *TOLD) for person in (kept, gone)]
    DfeIdentity.objects.filter(pk__in=moved["made"]).delete()
    for move in merging.MOVES:
        rows = move.model._default_manager.filter(pk__in=moved.get(move.label, []))
        rows.update(**{move.field: gone})
    for key, was in moved["account"].get("closed", {}).items():
        disabled_at = datetime.fromisoformat(was["disabled_at"]) if was["disabled_at"] else None
        User.objects.filter(pk=key).update(is_active=was["is_active"], disabled_at=disabled_at)
    for person, values in ((kept, moved["before"]["kept"]), (gone, moved["before"]["gone"])):
        keep = set() if "moved" in moved["account"] else {"user_id"}
        _restore(person, {name: value for name, value in values.items() if name not in keep})
    gone.merged_into = None
    _save_both(kept, gone)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    for person, other, was in ((kept, gone, before[0]), (gone, kept, before[1])):
        after = audit.snapshot(person, *TOLD) | {"parted_from": other.full_name}
        audit.record("participant.parted", by=by, subject=person, before=was, after=after)
    return merge


@transaction.atomic
def tell_apart(
    *, first: Participant, second: Participant, at: datetime, by: User
) -> DifferentPeople:
    """Record that two who look alike are different people, so that nobody is asked again.

    :raises ValidationError: when they are one record by now.
    """
    low, high = _hold(first, second) if first.pk < second.pk else _hold(second, first)
    if low.merged_into_id or high.merged_into_id:
        raise ValidationError("They have been merged meanwhile. Undo the merge first.")
    pair, is_new = DifferentPeople.objects.get_or_create(
        first=low, second=high, defaults={"at": at, "by": by}
    )
    if is_new:
        _tell_of_pair("participant.told_apart", low, high, by=by)
    return pair


@transaction.atomic
def look_again(*, first: Participant, second: Participant, by: User) -> None:
    """Take back that two are different people: they are looked at again if they look alike."""
    low, high = sorted((first, second), key=lambda person: person.pk)
    removed, _ = DifferentPeople.objects.filter(first=low, second=high).delete()
    if removed:
        _tell_of_pair("participant.not_told_apart", low, high, by=by)


def _tell_of_pair(verb: str, first: Participant, second: Participant, *, by: User) -> None:
    for person, other in ((first, second), (second, first)):
        audit.record(verb, by=by, subject=person, after={"other": other.full_name})


def _locked(*keys: int) -> list[Participant]:
    """Hold people's rows in the order in which everybody holds them."""
    held = Participant.objects.select_for_update(of=("self",)).select_related("school", "user")
    return list(held.filter(pk__in=keys).order_by("pk"))


def _hold(first: Participant, second: Participant) -> tuple[Participant, Participant]:
    if first.pk == second.pk:
        raise ValidationError("This is one record, not two.")
    both = {person.pk: person for person in _locked(first.pk, second.pk)}
    return both[first.pk], both[second.pk]


def _refuse_changed(kept: Participant, gone: Participant, seen: str) -> None:
    for person, version in zip((kept, gone), seen.split(","), strict=False):
        if version and (told := details.changed_since(person, version)):
            raise ValidationError(f"{person}: {told}", code=CHANGED_MEANWHILE)


def _stored(person: Participant) -> dict[str, Any]:
    derived = {field: getattr(person, field) for field in DERIVED}
    return merging.values_of(person) | derived


def _restore(person: Participant, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(person, field, value)
    born = values["date_of_birth"]
    person.date_of_birth = date.fromisoformat(born) if born else None
    person.dfe_id = UUID(values["dfe_id"]) if values["dfe_id"] else None


def _move(kept: Participant, gone: Participant, gone_side: Side, kept_side: Side) -> dict[str, Any]:
    """Let every row of the one hang on the other; return the keys by table, and a sentence."""
    there = {place.cohort for place in gone_side.places if stays(kept_side, place)}
    moved: dict[str, Any] = {"own": {}}
    for move in merging.MOVES:
        moved["own"][move.label] = list(move.of(kept).values_list("pk", flat=True))
        rows = move.of(gone)
        if move.model is Enrolment:
            rows = rows.exclude(cohort__in=there)
        moved[move.label] = list(rows.values_list("pk", flat=True))
        move.model._default_manager.filter(pk__in=moved[move.label]).update(**{move.field: kept})
    moved["told"] = ", ".join(moving_in_words(gone_side))
    return moved


def _settle_accounts(
    kept: Participant, gone: Participant, sides: tuple[Side, Side], *, at: datetime, by: User
) -> dict[str, Any]:
    """Give the record that stays the account that is used, and disable the other one."""
    settled: dict[str, Any] = {}
    if not account_is_kept(*sides) and gone.user:
        settled["moved"] = [gone.user.pk]
        kept.user, gone.user = gone.user, kept.user
        sides = sides[1], sides[0]
    other, facts = gone.user, sides[1].account
    if other and facts and not facts.has_other_roles and other.disabled_at is None:
        was = other.disabled_at.isoformat() if other.disabled_at else None
        settled["closed"] = {str(other.pk): {"is_active": other.is_active, "disabled_at": was}}
        other.is_active, other.disabled_at = False, at
        other.save(update_fields=["is_active", "disabled_at"])
        audit.record("user.disabled", by=by, subject=other, reason="Two records were merged")
    return settled


def _choose(kept: Participant, gone: Participant, chosen: Mapping[str, str]) -> None:
    """Let the asked values stand; what is unique changes sides, so that no address is lost."""
    for field in CHOSEN:
        mine, theirs = getattr(kept, field), getattr(gone, field)
        if chosen[field] == "gone" or (not chosen[field] and not mine):
            setattr(kept, field, theirs)
            if field in ("email", "trn"):
                setattr(gone, field, mine)
            if field == "trn":
                verified = kept.trn_verified, gone.trn_verified
                gone.trn_verified, kept.trn_verified = verified
    if kept.dfe_id is None:
        kept.dfe_id, gone.dfe_id = gone.dfe_id, None
    for person in (kept, gone):
        people.fill(person, full_name=person.full_name, email=person.email, trn=person.trn)


def _save_both(kept: Participant, gone: Participant) -> None:
    """Write both; what is unique leaves the one first, since it may go to the other."""
    nobody = f"{gone.reference.lower()}@merged.invalid"
    Participant.objects.filter(pk=gone.pk).update(
        email=nobody, trn="", trn_verified=False, dfe_id=None, user=None
    )
    kept.save(update_fields=[*WRITTEN, *DERIVED])
    gone.save(update_fields=[*WRITTEN, *DERIVED])


def _keep_numbers(kept: Participant, gone: Participant, *, at: datetime) -> list[int]:
    """Let both numbers of the DfE find the record that stays; return the rows that were made."""
    known = set(kept.dfe_identities.values_list("dfe_id", flat=True))
    numbers = {person.dfe_id for person in (kept, gone) if person.dfe_id} - known
    return [
        DfeIdentity.objects.create(participant=kept, dfe_id=number, known_since=at).pk
        for number in sorted(numbers, key=str)
    ]
