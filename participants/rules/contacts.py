"""What may be written about a conversation, its next action and an adjustment, and why not."""

from datetime import date, datetime

from govuk.sentences import About


def obstacles_to_writing(
    *, on: date, today: date, next_action: str, has_owner: bool, due_on: date | None
) -> list[str]:
    """Say why a conversation cannot be kept like this; empty when it can."""
    obstacles: list[str] = []
    if on > today:
        obstacles.append(About("on", "The day of the conversation must be today or in the past."))
    if next_action and due_on is None:
        obstacles.append(About("due_on", "Enter the day by which the next action is due."))
    if next_action and not has_owner:
        obstacles.append(About("owner", "Select who does the next action."))
    if due_on and not next_action:
        obstacles.append(About("next_action", "Enter what is due on that day."))
    if due_on and due_on < on:
        obstacles.append(About("due_on", "The due day must not be before the conversation."))
    return obstacles


def obstacles_to_correcting(*, is_own: bool, is_corrected: bool) -> list[str]:
    """Say why an entry cannot be put right by this person; empty when it can."""
    if not is_own:
        return ["Only who wrote an entry can correct it. Add an entry of your own."]
    if is_corrected:
        return ["This entry is corrected already. Correct the newer one."]
    return []


def obstacles_to_finishing(
    *, next_action: str, done_at: datetime | None, is_corrected: bool
) -> list[str]:
    """Say why a next action cannot be marked as done; empty when it can."""
    if not next_action:
        return ["This entry has no next action."]
    if done_at:
        return ["This action is done already."]
    if is_corrected:
        return ["This entry is corrected. Its action stands in the newer one."]
    return []


def obstacles_to_ending(*, starts_on: date, ends_on: date | None, on: date) -> list[str]:
    """Say why an adjustment cannot end on a day; empty when it can."""
    if ends_on:
        return [f"This adjustment ended on {ends_on:%-d %B %Y} already."]
    if on < starts_on:
        return [About("on", f"The day must be {starts_on:%-d %B %Y} or later, when it began.")]
    return []
