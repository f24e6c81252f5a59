"""Real forms with real answers, each of which somebody may send twice, and what they do once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from programmes.models import ChangeReason, Cohort, Group, Offering, Session
from tests.factories import programmes
from tests.house.world import World

Answers = Callable[[], dict[str, object]]


@dataclass
class Sending:
    """Who sends what where, and the verbs of the trail that one sending leaves."""

    identity: str
    url: str
    answers: Answers
    verbs: list[str]


def day(name: str, date: str) -> dict[str, str]:
    parts = zip(("year", "month", "day"), date.split("-"), strict=True)
    return {f"{name}_{part}": value for part, value in parts}


def of_cohort(world: World, path: str) -> str:
    return f"/cohorts/{world.references['cohort']}/{path}"


def create_cohort(world: World) -> Sending:
    cohort = Cohort.objects.get(reference=world.references["cohort"])
    Offering.objects.create(programme=cohort.programme, intake=cohort.intake)
    offering = f"{cohort.programme.reference}.{cohort.intake.identifier}"
    facts = {"name": "NPQSL Autumn", "capacity": "28"}
    facts |= day("starts_on", "2026-10-5") | day("ends_on", "2028-3-31")
    url = f"/cohorts/create/?offering={offering}&hub={world.references['hub']}"
    return Sending("hub_leader", url, lambda: facts, ["cohort.created"])


def create_groups(world: World) -> Sending:
    url = of_cohort(world, "groups/create/?count=2&kind=seminar")
    names = {"name_1": "North", "name_2": "South"}
    return Sending("hub_leader", url, lambda: names, ["group.created"] * 2)


def stamp_timetable(world: World) -> Sending:
    cohort = Cohort.objects.get(reference=world.references["cohort"])
    group = programmes.make_group(cohort=cohort)
    slot = {"groups": group.reference, "weekday": "2", "starts_at": "4pm", "weeks_apart": "1"}
    slot |= day("first_on", "2026-10-5")
    url = of_cohort(world, "timetable/stamp/")
    asked = world.client("hub_leader").post(url, slot | {"step": "preview"})
    slot |= {"step": "confirm", "token": asked.context["draft"].token}
    return Sending("hub_leader", url, lambda: slot, ["timetable.stamped", "session.planned"])


def plan_session(world: World) -> Sending:
    meeting = {"title": "Clinic", "mode": "face-to-face", "from_time": "4pm", "to_time": "5pm"}
    meeting |= day("on", "2026-12-3")
    url = of_cohort(world, "sessions/plan/")
    return Sending("hub_leader", url, lambda: meeting, ["session.planned"])


def appoint(world: World) -> Sending:
    group = Group.objects.get(reference=world.references["group"])
    session = programmes.make_session(group=group, starts_at=timezone.now() + timedelta(days=8))
    chosen = {"facilitator": world.references["facilitator"], "part": "lead"}
    chosen["sessions"] = session.reference
    url = of_cohort(world, f"facilitators/appoint/?group={group.reference}")
    return Sending("hub_leader", url, lambda: chosen, ["session.lead_appointed"])


def write_note(world: World) -> Sending:
    url = f"/my-sessions/{world.references['session']}/note/"
    note = {"note": "We modelled it twice."}
    return Sending("facilitator", url, lambda: note, ["session.noted"])


def add_participant(world: World) -> Sending:
    person = {"full_name": "Rosalind Ainsley", "email": "rosalind@example.org"}
    person |= {"is_funded": "yes"} | day("joined_on", "2026-10-5")
    url = of_cohort(world, "participants/add/")
    verbs = ["participant.registered", "enrolment.made"]
    return Sending("hub_leader", url, lambda: person, verbs)


def import_participants(world: World) -> Sending:
    content = b"full name,email\nRosalind Ainsley,rosalind@example.org\n"

    def answers() -> dict[str, object]:
        return {"file": SimpleUploadedFile("new.csv", content)} | day("joined_on", "2026-10-5")

    url = of_cohort(world, "participants/import/")
    return Sending("hub_leader", url, answers, ["import.uploaded"])


def take_register(world: World) -> Sending:
    session = Session.objects.get(reference=world.references["session"])
    members = session.group.memberships.values_list("enrolment__reference", flat=True)
    marks = dict.fromkeys((f"mark-{reference}" for reference in members), "late")
    url = f"/sessions/{session.reference}/register/"
    return Sending("facilitator", url, lambda: marks, ["register.taken", "session.held"])


def mark_done(world: World) -> Sending:
    place, activity = world.references["enrolment"], world.references["self_study"]
    url = f"/my-programme/{place}/activities/{activity}/done/"
    return Sending("participant", url, lambda: {"minutes": "40"}, ["activity.done"])


def invite(world: World) -> Sending:
    person = {"full_name": "Priya Natarajan", "user_email": "priya@example.org"}
    verbs = ["user.invited"]
    return Sending("hub_leader", "/people/invite/facilitator/", lambda: person, verbs)


def change_details(world: World) -> Sending:
    person = {"full_name": "Amina Reed", "email": "amina.reed@example.org"}
    url = f"/participants/{world.references['participant']}/change/"
    return Sending("hub_leader", url, lambda: person, ["participant.changed"])


def defer(world: World) -> Sending:
    reason = ChangeReason.objects.create(kind="deferral", code="x", label="Leave", position=1)
    why = {"reason": reason.code} | day("on", "2026-11-25")
    url = f"/places/{world.references['enrolment']}/defer/"
    # Two people wait for the cohort, and the participant had asked for this.
    verbs = ["enrolment.deferred", "offer.made", "offer.made", "request.agreed"]
    return Sending("hub_leader", url, lambda: why, verbs)


SENDINGS = [
    create_cohort,
    create_groups,
    stamp_timetable,
    plan_session,
    appoint,
    write_note,
    add_participant,
    import_participants,
    take_register,
    mark_done,
    invite,
    change_details,
    defer,
]
