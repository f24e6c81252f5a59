"""What workers do for `participants`: take in lists, give out places, keep search texts true."""

from celery import shared_task
from django.utils import timezone

from accounts.jobs import carries_out
from accounts.models import Job
from accounts.tasks import take_in
from participants.actions import deferrals as deferral_actions
from participants.actions import imports, people, waiting
from participants.queries import deferrals


@carries_out(imports.KIND)
def import_participants(job: Job) -> None:
    """Take in an uploaded list, chunk by chunk; go on where a dead worker stopped."""
    take_in(imports.LISTS, job)


@shared_task
def follow_schools() -> None:
    """Let the search find people by the present names of their schools."""
    people.follow_schools()


@shared_task
def give_out_places() -> None:
    """End the offers whose time is over, and offer what is free to those who wait."""
    waiting.expire_offers(at=timezone.now())
    waiting.offer_everywhere(at=timezone.now())


@shared_task
def remind_of_deferrals() -> None:
    """Write the letters about returns and limits of paused places that are due."""
    for hub in deferrals.hubs_to_remind():
        deferral_actions.remind(hub=hub, at=timezone.now())
