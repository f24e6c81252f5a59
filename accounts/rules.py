"""What keeps an invitation, a role, an account or a saved view from being changed, in sentences."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from accounts.models import Invitation, User
from accounts.roles import Role
from govuk.sentences import About

# So many saved views of one list are looked through at a glance.
MOST_VIEWS = 12
LONGEST_QUERY = 1000
# Behind the "?" of a list, and no part of how it is narrowed or sorted: search words may be a
# person's name.
NOT_KEPT = ("q", "page")


def obstacles_to_inviting(
    user: User | None,
    *,
    role: Role,
    has_role: bool,
    role_starts_at: datetime | None,
    role_ends_at: datetime | None,
    at: datetime,
) -> list[str]:
    """Say why a person cannot be invited to a role."""
    obstacles: list[str] = []
    if user and user.disabled_at:
        disabled = "This person’s account is disabled. Open it again before you invite them."
        obstacles.append(About("user_email", disabled))
    if has_role:
        obstacles.append(About("user_email", "This person has that role already."))
    if role == Role.INSPECTOR and role_ends_at is None:
        obstacles.append(About("role_ends_at", "Enter when the inspector’s access ends"))
    if role_ends_at and role_ends_at <= (role_starts_at or at):
        obstacles.append(About("role_ends_at", "The end of the access must be after its start"))
    elif role_ends_at and role_ends_at <= at:
        obstacles.append(About("role_ends_at", "The end of the access must be in the future"))
    return obstacles


def obstacles_to_accepting(invitation: Invitation, *, at: datetime) -> list[str]:
    """Say why an invitation's link no longer works, and what to do."""
    again = "Ask the person who invited you to send a new invitation."
    if invitation.accepted_at:
        return ["This invitation has been used. Sign in with your email address and password."]
    if invitation.revoked_at:
        return [f"This invitation was withdrawn. {again}"]
    if invitation.expires_at <= at:
        return [f"This invitation is too old. {again}"]
    if invitation.user.disabled_at:
        return ["Your account has been disabled. Ask your programme leader."]
    if invitation.role_ends_at and invitation.role_ends_at <= at:
        return ["The time for which you were invited is over."]
    return []


def obstacles_to_withdrawing(invitation: Invitation) -> list[str]:
    """Say why an invitation cannot be withdrawn or sent again."""
    if invitation.accepted_at:
        return ["This invitation has been accepted. End the person’s role instead."]
    if invitation.revoked_at:
        return ["This invitation was withdrawn already."]
    return []


def obstacles_to_ending_role(
    *, is_over: bool, is_own_in_use: bool, is_last_administrator: bool
) -> list[str]:
    """Say why a role cannot be ended."""
    if is_over:
        return ["This role has ended already."]
    if is_last_administrator:
        return ["This is the only administrator. Make somebody else an administrator first."]
    if is_own_in_use:
        return ["You are using this role now. Ask another leader to end it."]
    return []


def obstacles_to_enabling(user: User, *, has_roles_elsewhere: bool) -> list[str]:
    """Say why an account cannot be opened again."""
    if not user.disabled_at:
        return ["This account is not disabled."]
    if has_roles_elsewhere:
        return ["Only an administrator can open this account again."]
    return []


def obstacles_to_disabling(
    user: User, *, is_oneself: bool, has_roles_elsewhere: bool, is_last_administrator: bool
) -> list[str]:
    """Say why an account cannot be disabled."""
    if user.disabled_at:
        return ["This account is disabled already."]
    if is_last_administrator:
        return ["This is the only administrator. Make somebody else an administrator first."]
    if is_oneself:
        return ["You cannot disable your own account. Ask another leader."]
    if has_roles_elsewhere:
        return ["Only an administrator can disable this account. End the person’s role instead."]
    return []


def kept_of(answers: Iterable[tuple[str, Any]]) -> str:
    """Return what a saved view keeps of a list's query string; empty when there is nothing."""
    return urlencode([(name, value) for name, value in answers if value and name not in NOT_KEPT])


def obstacles_to_saving_a_view(name: str, query: str, *, names: Collection[str]) -> list[str]:
    """Say why a list cannot be kept as it is shown; `names` are those of the views there are."""
    obstacles: list[str] = []
    if name.casefold() in {each.casefold() for each in names}:
        obstacles.append(About("name", "You have a view of that name. Choose another name"))
    if len(names) >= MOST_VIEWS:
        obstacles.append(f"You have {MOST_VIEWS} views of this list. Remove one to save another.")
    if not query:
        obstacles.append("Nothing is narrowed or sorted, so there is nothing to save.")
    if len(query) > LONGEST_QUERY:
        obstacles.append("So many filters cannot be saved. Clear some of them.")
    return obstacles


def obstacles_to_turning_off(
    *, has_one: bool, is_oneself: bool, has_roles_elsewhere: bool, because: str
) -> list[str]:
    """Say why somebody's two-step sign-in cannot be turned off by another person."""
    if not has_one:
        return ["Two-step sign-in is not on for this person."]
    if is_oneself:
        return ["Turn off your own two-step sign-in on the page of your account."]
    if has_roles_elsewhere:
        return ["Only an administrator can turn off this person’s two-step sign-in."]
    if not because.strip():
        return [About("because", "Enter how you made sure that it is them")]
    return []
