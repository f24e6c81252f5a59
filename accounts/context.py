"""What every page's frame needs to know about the person who is signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def acting(request: HttpRequest) -> dict[str, Any]:
    """Return the membership in force, whether there is another to switch to, and the demo mark."""
    user = getattr(request, "user", None)
    return {
        "acting": getattr(user, "acting", None),
        "can_switch_role": len(getattr(user, "live_memberships", ())) > 1,
        "demo_world": settings.DEMO,
    }
