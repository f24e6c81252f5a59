"""What an administrator's home counts: organisations, accounts, invitations, work and letters."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import (
    DeliveryPartner,
    Hub,
    Invitation,
    Job,
    LeadProvider,
    Message,
    School,
    User,
)


def numbers(*, at: datetime) -> list[dict[str, Any]]:
    """Return the numbers for components/stats.html, those that ask for action marked."""
    failed_jobs = Job.objects.filter(state=Job.State.FAILED).count()
    failed_letters = Message.objects.filter(failed_at__isnull=False).count()
    counted = [
        (LeadProvider.objects.count(), "lead providers", "accounts:organisations"),
        (Hub.objects.count(), "hubs", "accounts:organisations"),
        (DeliveryPartner.objects.count(), "delivery partners", "accounts:organisations"),
        (School.objects.count(), "schools", "accounts:schools"),
        (User.objects.filter(is_active=True).count(), "people who can sign in", "accounts:people"),
        (Invitation.objects.waiting(at).count(), "invitations waiting", "accounts:invitations"),
        (failed_jobs, "jobs stopped with a fault", "accounts:jobs"),
        (failed_letters, "letters that could not be sent", ""),
    ]
    return [
        {
            "number": f"{number:,}",
            "label": label,
            "href": reverse(name) if name else "",
            "warn": bool(number) and label in (counted[6][1], counted[7][1]),
        }
        for number, label, name in counted
    ]
