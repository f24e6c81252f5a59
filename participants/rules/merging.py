"""When two records may become one, and when that may be taken back; both said in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from participants.models import Enrolment

Status = Enrolment.Status
# A place that ended here without being completed can stay where it is.
LEFT = (Status.WITHDRAWN, Status.TRANSFERRED)
MERGED_MEANWHILE = (
    "Somebody merged this record into another one at the same moment. Open the list again."
)


@dataclass(frozen=True)
class Place:
    """A place, or a turn for one, as far as it can stand in the way of a merge."""

    cohort: int
    programme: int
    status: str
    # What it is called for the reader, who may not see every cohort.
    name: str


@dataclass(frozen=True)
class Account:
    """An account: whether anybody can sign in with it, and has done so."""

    email: str
    is_open: bool
    is_used: bool
    has_other_roles: bool = False


@dataclass(frozen=True)
class Side:
    """One of the two records with what hangs on it."""

    name: str
    email: str
    places: Sequence[Place] = ()
    waiting: Sequence[Place] = ()
    account: Account | None = None
    dfe_id: str = ""
    is_merged: bool = False
    # How many rows would move, by what they are called.
    counts: Sequence[tuple[int, str, str]] = ()

    @property
    def called(self) -> str:
        return f"{self.name} ({self.email})"


def obstacles_to_merging(kept: Side, gone: Side, *, told_apart: bool = False) -> list[str]:
    """Say why the second record cannot become a part of the first, and what to do first."""
    if kept.is_merged or gone.is_merged:
        return [MERGED_MEANWHILE]
    obstacles = []
    if told_apart:
        obstacles.append("Somebody said that these are different people. Take that back first.")
    obstacles += _clashes_of_places(kept, gone)
    obstacles += _clashes_of_waiting(kept, gone)
    if kept.account and gone.account and kept.account.is_used and gone.account.is_used:
        obstacles.append(
            f"Both have an account they sign in with: {kept.account.email} and"
            f" {gone.account.email}. Ask which one they use, and have the other one disabled first."
        )
    return obstacles


def stays(kept: Side, place: Place) -> bool:
    """Say whether a place of the other record stays there: one has one place in a cohort."""
    return any(mine.cohort == place.cohort for mine in kept.places)


def _clashes_of_places(kept: Side, gone: Side) -> Iterator[str]:
    for mine in kept.places:
        for theirs in gone.places:
            both_open = mine.status in Enrolment.OPEN and theirs.status in Enrolment.OPEN
            if mine.cohort == theirs.cohort:
                yield from _clash_in_a_cohort(mine, theirs, gone, both_open=both_open)
            elif mine.programme == theirs.programme and both_open:
                yield (
                    f"Both have a place on one programme: in {mine.name} and in {theirs.name}."
                    " Withdraw or transfer the one that is not theirs first."
                )


def _clash_in_a_cohort(mine: Place, theirs: Place, gone: Side, *, both_open: bool) -> Iterator[str]:
    if both_open:
        yield (
            f"Both have a place in {mine.name}. Withdraw the one that was made by mistake first:"
            " it stays as it is, and the other one goes on."
        )
    elif theirs.status not in LEFT and mine.status in LEFT:
        yield (
            f"The place in {mine.name} that goes on is that of {gone.called}. Keep that record"
            " instead."
        )
    elif theirs.status not in LEFT and mine.status in Enrolment.OPEN:
        yield f"{gone.called} has completed {mine.name}. Withdraw the other place there first."


def _clashes_of_waiting(kept: Side, gone: Side) -> Iterator[str]:
    for one, other in ((kept, gone), (gone, kept)):
        for turn in one.waiting:
            if one is kept and any(turn.cohort == theirs.cohort for theirs in gone.waiting):
                yield f"Both wait for a place in {turn.name}. Take one of them off the list first."
            held = [p for p in other.places if p.programme == turn.programme]
            if any(p.status in Enrolment.OPEN for p in held):
                yield (
                    f"{one.called} waits for a place in {turn.name}, and the other record has a"
                    " place on that programme. Take them off the list first."
                )


def account_is_kept(kept: Side, gone: Side) -> bool:
    """Say whether the account stays that of the record that stays: it does unless it is unused."""
    mine, theirs = kept.account, gone.account
    if mine is None or theirs is None:
        return mine is not None
    return (mine.is_used, mine.is_open) >= (theirs.is_used, theirs.is_open)


def moving_in_words(gone: Side) -> list[str]:
    """Return what moves from the record that goes: "2 places", "1 contact"."""
    return [
        f"{number} {one if number == 1 else many}" for number, one, many in gone.counts if number
    ]


def what_follows(kept: Side, gone: Side) -> list[str]:
    """Say in sentences what a merge will do."""
    moving = moving_in_words(gone)
    told = [
        f"{_listed(moving)} of {gone.called} {'moves' if _is_one(gone) else 'move'} to"
        f" {kept.called}, with registers, groups, progress and requests."
        if moving
        else f"{gone.called} has no place, contact or adjustment that moves."
    ]
    told += [
        f"The {Status(place.status).label.lower()} place in {place.name} stays where it is, under"
        f" the name {gone.name}: a person has one place in a cohort."
        for place in gone.places
        if stays(kept, place)
    ]
    told += _about_accounts(kept, gone)
    if kept.dfe_id and gone.dfe_id:
        told.append(
            f"The DfE’s number stays {kept.dfe_id}; {gone.dfe_id} is kept as a former one and"
            " still finds this person."
        )
    elif gone.dfe_id:
        told.append(f"The DfE’s number becomes {gone.dfe_id}.")
    told.append("Whoever opens the page of the other record is led to this one.")
    told.append(
        "Nothing is deleted. The merge can be undone until something new happens to what moved."
    )
    return told


def _about_accounts(kept: Side, gone: Side) -> Iterator[str]:
    is_kept = account_is_kept(kept, gone)
    stays_on, other = (kept.account, gone.account) if is_kept else (gone.account, kept.account)
    if stays_on and (other or not is_kept):
        yield f"They sign in with the account {stays_on.email}."
    if other and not other.has_other_roles:
        yield f"The account {other.email} is disabled."


def _is_one(gone: Side) -> bool:
    return sum(number for number, _, _ in gone.counts) == 1


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def strength(
    *, trn_verified: bool, signs_in: bool, rows: int, key: int
) -> tuple[bool, bool, int, int]:
    """Return what decides which record to keep: verified TRN, account in use, longer history."""
    return trn_verified, signs_in, rows, -key


@dataclass(frozen=True)
class Since:
    """What happened after a merge."""

    is_undone: bool = False
    kept_is_merged: bool = False
    later_merge: str = ""
    details_changed: bool = False
    signed_in: str = ""
    # Sentences about rows that are new or not as they were.
    happened: Sequence[str] = ()


def obstacles_to_undoing(kept: str, gone: str, since: Since) -> list[str]:
    """Say what depends on a merge, so that it cannot be undone; empty when nothing does."""
    if since.is_undone:
        return ["This merge has been undone already."]
    obstacles = []
    if since.kept_is_merged:
        obstacles.append(f"{kept} was merged into another record later. Undo that first.")
    if since.later_merge:
        obstacles.append(f"{since.later_merge} was merged into {kept} later. Undo that first.")
    if since.details_changed:
        obstacles.append(f"The details of {kept} or {gone} have been changed since.")
    if since.signed_in:
        obstacles.append(f"They have signed in with {since.signed_in} since.")
    return [*obstacles, *since.happened]
