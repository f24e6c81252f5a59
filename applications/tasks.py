"""What workers do for `applications`: take in files."""

from accounts.jobs import carries_out
from accounts.models import Job
from accounts.tasks import take_in
from applications.actions import files


@carries_out(files.KIND)
def import_applications(job: Job) -> None:
    """Take in an uploaded file, chunk by chunk; go on where a dead worker stopped."""
    take_in(files.FILES, job)
