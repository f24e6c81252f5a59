"""A list that the demo world's leader imported last week: some rows in, some back in a file."""

from datetime import date, time, timedelta

from accounts import audit
from accounts.actions import imports as engine
from accounts.actions import jobs
from participants.actions import imports
from programmes.models import Cohort
from quality.demo import plan
from quality.demo.organisations import Organisations
from quality.demo.teaching import moment

HEADINGS = "full name,email,TRN,school URN"
GOOD = (
    "Rosamund Thackeray,rosamund.thackeray@example.org,9400001,990001",
    "Ignatius Bellamy,ignatius.bellamy@example.org,9400002,990002",
    "Philippa Osei,philippa.osei@example.org,9400003,990003",
)
BAD = (
    "Cornelius Vane,cornelius.vane at example.org,9400004,990001",
    "Henrietta Moss,henrietta.moss@example.org,94,990002",
    "Barnaby Quill,barnaby.quill@example.org,9400006,123",
    "Ignatius Bellamy,ignatius.bellamy@example.org,9400002,990002",
)


def take_in(founded: Organisations, *, today: date) -> None:
    """Upload the list into the cohort that people apply for, and let a worker take it in."""
    leader = founded.leader_of(plan.NORTH_WEST)
    hub = founded.hubs[plan.NORTH_WEST]
    open_ones = Cohort.objects.filter(hub=hub, status=Cohort.Status.OPEN, starts_on__gt=today)
    cohort = open_ones.order_by("-capacity", "pk").first()
    if cohort is None:
        return
    at = moment(today - timedelta(days=5), time(10, 15))
    content = "\n".join((HEADINGS, *GOOD, *BAD)).encode()
    with audit.dated(at):
        uploaded = imports.upload(
            cohort=cohort,
            name="late-starters.csv",
            content=content,
            joined_on=cohort.starts_on,
            at=at,
            by=leader,
        )
        imports.confirm(participant_import=uploaded, at=at, by=leader)
        job = jobs.claim(at=at)
        assert job is not None
        reading = engine.read(imports.LISTS, job)
        while engine.take_next(reading, at=at):
            pass
        jobs.finish(job, at=at)
