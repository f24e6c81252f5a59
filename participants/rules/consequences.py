"""What follows from a change of a place, in sentences with numbers, for the page that asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from govuk.dates import date_text
from participants.rules.changes import Change, Facts, Funding, OtherPlace, counted, listed


@dataclass(frozen=True)
class Told:
    """What a page says before its button."""

    follows: Sequence[str]
    dfe: Sequence[str]

    @property
    def digest(self) -> str:
        """What the form carries of it, so that nobody agrees to what they did not read."""
        return sha256("\n".join([*self.follows, *self.dfe]).encode()).hexdigest()[:12]


def told_of(change: Change, facts: Facts) -> Told:
    """Gather what follows from a change and what the DfE says to it."""
    return Told(what_follows(change, facts), what_the_dfe_says(change, facts))


def what_follows(change: Change, facts: Facts) -> list[str]:
    """Say what will be otherwise once the change is made, in the order in which people ask."""
    return [sentence for told in _FOLLOWS[change] for sentence in told(facts)]


def what_follows_taking_over(*, free: int, sessions: int) -> list[str]:
    """Say what it brings to take somebody over from another lead provider."""
    return [
        f"They take {_place_of(free)} in the cohort.",
        f"{_sessions_of_all(sessions)} Sessions before they join are neither absent nor counted.",
        "What they did with the other lead provider is not counted here.",
    ]


def what_the_dfe_says(change: Change, facts: Facts) -> list[str]:
    """Say what the DfE's service will answer to the same change, as far as NPQ Hub can know."""
    told = _DFE.get(change)
    return told(facts) if told else []


def _sessions(facts: Facts) -> list[str]:
    if not facts.sessions:
        return ["They have no session from that day on, so no register changes."]
    verb = "is" if facts.sessions == 1 else "are"
    return [
        f"{counted(facts.sessions, 'session').capitalize()} from that day on {verb} no longer"
        " theirs, and they stand on no register of the cohort any more."
    ]


def _groups(facts: Facts) -> list[str]:
    return [f"They leave {listed(facts.groups)} on that day."] if facts.groups else []


def _past(facts: Facts) -> list[str]:
    stays = "Registers, groups and progress before that day stay as they are"
    if facts.done:
        does = "is" if facts.done == 1 else "are"
        activities = "activity" if facts.done == 1 else "activities"
        stays += f": {facts.done} {activities} {does} done"
    sentences = [f"{stays}."]
    if facts.absences:
        verb = "is" if facts.absences == 1 else "are"
        text = counted(facts.absences, "absence").capitalize()
        sentences.append(f"{text} {verb} not caught up and will stay so.")
    return sentences


def _freed(facts: Facts) -> list[str]:
    if not facts.holds_a_place:
        return ["They hold no place now, so none becomes free."]
    if facts.waiting:
        first, others = facts.waiting[0], len(facts.waiting) - 1
        behind = f", before {others} other{'s' if others > 1 else ''}" if others else ""
        return [
            f"One place becomes free and is offered at once to {first}, who is first on the"
            f" waiting list{behind}."
        ]
    return ["One place becomes free. Nobody is on the waiting list."]


def _pause(facts: Facts) -> list[str]:
    days = sorted(facts.return_reminder_days, reverse=True)
    when = f"{listed([str(each) for each in days])} days before" if days else "before"
    sentences = [
        "To return they need a free place again. NPQ Hub writes to them and to you"
        f" {when} the planned return."
    ]
    if facts.limit_months is None:
        return [*sentences, "No limit is set for how long a deferral may last."]
    months = counted(facts.limit_months, "month")
    return [*sentences, f"A deferral may last {months}. There is a last call before that."]


def _place_of(free: int) -> str:
    if not free:
        return "a place, but none is free now,"
    return "the last free place" if free == 1 else f"1 of {free} free places"


def _resumed(facts: Facts) -> list[str]:
    return [
        f"They take {_place_of(facts.free)} in the cohort.",
        f"{_sessions_of_all(facts.sessions)} Sessions between are neither absent nor counted.",
    ]


def _sessions_of_all(number: int) -> str:
    """Say which sessions come with a place: the whole cohort's at once, the group's with it."""
    if not number:
        return "Their sessions are those of the group that is chosen next."
    verb = "is" if number == 1 else "are"
    return (
        f"{counted(number, 'session').capitalize()} of the whole cohort from that day on {verb}"
        " theirs, and those of the group that is chosen next."
    )


def _completed(facts: Facts) -> list[str]:
    return ["Their place stays taken and nobody else gets it."]


def _other(facts: Facts) -> OtherPlace:
    assert facts.other is not None
    return facts.other


def _joined(facts: Facts) -> list[str]:
    other = _other(facts)
    place = _place_of(facts.free)
    again = " Their earlier place there is opened again." if other.was_there else ""
    return [
        f"They take {place} in {other.cohort}, {other.hub}.{again}",
        f"{_sessions_of_all(other.sessions)} Sessions before that day are neither absent nor"
        " counted.",
    ]


def _carried(facts: Facts) -> list[str]:
    other = _other(facts)
    if other.same_version:
        if not other.carried:
            return ["They have done nothing yet that could be carried over."]
        activities = "activity" if other.carried == 1 else "activities"
        verb = "counts" if other.carried == 1 else "count"
        return [f"{other.carried} {activities} done {verb} there with the day of doing."]
    of = other.carried + len(other.unmatched)
    sentence = (
        f"That cohort follows version {other.version} of the programme: {other.carried} of {of}"
        " activities done have a counterpart there and count with the day of doing."
    )
    if other.unmatched:
        sentence += f" Without one: {listed(other.unmatched)}."
    return [sentence]


def _left_hub(facts: Facts) -> list[str]:
    other = _other(facts)
    if other.same_hub:
        return []
    return [
        f"From then on the leaders of {other.hub} look after them, and are told by email. You"
        " still see the place that they leave."
    ]


def _written_to(facts: Facts) -> list[str]:
    return ["They get an email about it today."]


def _written_to_unless(facts: Facts) -> list[str]:
    return ["They get an email about it today, unless they were started in error."]


def _handed_over(facts: Facts) -> list[str]:
    return ["They can sign in and read what they did here, but NPQ Hub follows them no further."]


def _new_group(facts: Facts) -> list[str]:
    if not facts.groups:
        return ["From that day on they stand on the registers of the group."]
    return [
        f"From that day on they stand on the registers of the new group, no longer on those of"
        f" {listed(facts.groups)}. Registers before that day stay with the old group."
    ]


def _none_recorded(facts: Facts) -> str:
    if facts.declarations:
        return f"NPQ Hub has these recorded: {listed(facts.declarations)}."
    return "NPQ Hub has no declaration recorded for this place: check with the DfE’s service."


def _dfe_deferral(facts: Facts) -> list[str]:
    return [
        "The DfE defers somebody only after at least one declaration, whatever became of it."
        f" {_none_recorded(facts)}"
    ]


def _dfe_withdrawal(facts: Facts) -> list[str]:
    once = "The DfE funds an NPQ once: if they may come back, defer them instead."
    return [
        "The DfE withdraws somebody only after at least one “started” declaration, even a voided"
        f" one. {_none_recorded(facts)}",
        *([once] if facts.is_funded else []),
    ]


def _dfe_resumption(facts: Facts) -> list[str]:
    return ["The DfE lets somebody resume from deferred and from withdrawn."]


def _dfe_schedule(facts: Facts) -> list[str]:
    other = _other(facts)
    if other.same_intake:
        return ["The intake is the same, so the DfE needs no change of schedule."]
    sentences = [
        f"The DfE calls this a change of schedule, to {other.intake}. It refuses it while a"
        f" declaration stands that is submitted, eligible, payable or paid. {_none_recorded(facts)}"
    ]
    match other.funding_before, other.funding_after:
        case Funding.CAPPED, Funding.FULL:
            sentences.append(
                "The DfE will refuse this: nobody goes from an intake with capped funded places to"
                " one that is fully funded."
            )
        case Funding.ZERO, Funding.CAPPED | Funding.FULL:
            sentences.append(
                "The DfE will refuse this: nobody goes from an intake without funded places to one"
                " that has them."
            )
        case _, Funding.ZERO if other.funding_before != Funding.ZERO:
            sentences.append("That intake has no funded places, so theirs will not be funded.")
        case Funding.FULL, Funding.CAPPED:
            sentences.append(
                "Places are capped there: the DfE funds theirs if they are eligible, and NPQ Hub"
                " shows it as not decided until then."
            )
    return sentences


def _dfe_hand_over(facts: Facts) -> list[str]:
    return [
        "The DfE moves somebody to another lead provider itself: tell it, and agree with the other"
        f" who declares what. {_none_recorded(facts)}"
    ]


Teller = Callable[[Facts], list[str]]
_FOLLOWS: dict[Change, Sequence[Teller]] = {
    Change.DEFER: (_sessions, _groups, _freed, _pause, _past, _written_to),
    Change.WITHDRAW: (_sessions, _groups, _freed, _past, _written_to_unless),
    Change.COMPLETE: (_sessions, _groups, _completed, _past),
    Change.RESUME: (_resumed, _written_to),
    Change.TRANSFER: (_joined, _carried, _left_hub, _sessions, _groups, _freed, _past),
    Change.HAND_OVER: (_sessions, _groups, _freed, _handed_over, _past, _written_to),
    Change.GROUP: (_new_group,),
}
_DFE: dict[Change, Teller] = {
    Change.DEFER: _dfe_deferral,
    Change.WITHDRAW: _dfe_withdrawal,
    Change.RESUME: _dfe_resumption,
    Change.TRANSFER: _dfe_schedule,
    Change.HAND_OVER: _dfe_hand_over,
}


def next_step(
    change: Change, facts: Facts, answers: Mapping[str, Any], *, person: str, today: date
) -> str:
    """Say, once a change is made, what happens next and by when."""
    match change:
        case Change.DEFER:
            return (
                f"{_place_goes(facts)} {_reminder(facts, answers['returns_on'], today)} Defer them"
                " in the DfE’s service today too."
            )
        case Change.RESUME:
            return (
                "Next, choose their group before it meets again: until then they see the whole"
                " cohort’s sessions only. Let them resume in the DfE’s service today too."
            )
        case Change.TRANSFER if facts.other and not facts.other.same_hub:
            return (
                f"The leaders of {facts.other.hub} get an email today, and so does {person}. They"
                " choose the group; you still see the place that was left."
            )
        case Change.TRANSFER:
            return f"{person} gets an email today. Next, choose their group."
        case Change.HAND_OVER:
            provider = answers["provider"]
            return (
                f"{_place_goes(facts)} Next, tell the DfE, and agree with {provider} who declares"
                " what."
            )
        case Change.WITHDRAW:
            return (
                f"{_place_goes(facts)} Next, withdraw them in the DfE’s service today, with the"
                f" same reason: declarations dated before {date_text(answers['on'])} still count."
            )
    return (
        "What they attended and did stays as it is. Next, declare “completed” to the DfE once it is"
        " known whether they passed."
    )


def _place_goes(facts: Facts) -> str:
    if facts.holds_a_place and facts.waiting:
        return f"Their place is offered to {facts.waiting[0]} by email today."
    return "Their place is free." if facts.holds_a_place else "They held no place."


def _reminder(facts: Facts, returns_on: date | None, today: date) -> str:
    if returns_on is None:
        return "Set the planned return as soon as they know it: no reminder goes out until then."
    first = returns_on - timedelta(max(facts.return_reminder_days, default=0))
    when = f"on {date_text(first)}" if first > today else "within a day"
    return f"They and you get a letter {when}, before the return on {date_text(returns_on)}."
