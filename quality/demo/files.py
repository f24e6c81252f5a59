"""A file of applications that the demo world's leader brought: one known already, four faults."""

from datetime import date, time, timedelta

from accounts import audit
from accounts.actions import imports as engine
from accounts.actions import jobs
from applications.actions import files
from applications.models import Application
from quality.demo import plan
from quality.demo.organisations import Organisations
from quality.demo.teaching import moment

HEADINGS = "Full name,Email,TRN,Course,Intake,Funding choice,Eligible for funding"
FAULTY = (
    "Septimus Larch,septimus.larch at example.org,9410011,{course},{intake},school,yes",
    "Wilhelmina Stroud,wilhelmina.stroud@example.org,9410012,npq-beekeeping,{intake},trust,yes",
    "Peregrine Holt,peregrine.holt@example.org,9410013,{course},1999z,school,no",
    "Araminta Fell,araminta.fell@example.org,9410014,{course},{intake},barter,perhaps",
)


def take_in(founded: Organisations, *, today: date) -> None:
    """Upload a file to the leader's hub, and let a worker take it in."""
    leader, hub = founded.leader_of(plan.NORTH_WEST), founded.hubs[plan.NORTH_WEST]
    here = Application.objects.filter(hub=hub, status="pending").order_by("pk")
    known = here.select_related("programme__qualification", "intake").first()
    if known is None:
        return
    course, intake = known.programme.qualification.identifier, known.intake.identifier
    rows = [
        f"{known.full_name},{known.email},{known.trn},{course},{intake},,",
        *(line.format(course=course, intake=intake) for line in FAULTY),
    ]
    at = moment(today - timedelta(days=4), time(14, 20))
    with audit.dated(at):
        uploaded = files.upload(
            lead_provider=hub.lead_provider,
            hub=hub,
            name="applications.csv",
            content="\n".join((HEADINGS, *rows)).encode(),
            at=at,
            by=leader,
        )
        columns = uploaded.plan["columns"]
        engine.confirm(kind=files.FILES, row=uploaded, columns=columns, at=at, by=leader)
        job = jobs.claim(at=at)
        assert job is not None
        reading = engine.read(files.FILES, job)
        while engine.take_next(reading, at=at):
            pass
        jobs.finish(job, at=at)
