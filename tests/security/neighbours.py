"""Three neighbours who must not know each other: two hubs of one lead provider, one of another.

Each has one of every thing, and a word and a number that stand in all its personal fields and
nowhere else: whoever reads them from outside was let in.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts import audit
from accounts.models import Hub, Invitation, Job, Membership, Message, StoredFile, User
from accounts.roles import Role
from participants.models import Enrolment, ImportRow, Participant, ParticipantImport, StatusChange
from programmes.models import Group
from tests.factories import accounts, facilitators, participants, programmes
from tests.house.world import FUTURE, World, build

A, B, C = "A", "B", "C"
WORDS = {A: "nettlewood", B: "marshwiggle", C: "thornapple"}
TRNS = {A: "7318201", B: "7318202", C: "7318203"}
# Whose records each identity may read; who is not named reads nobody's.
SEES = {
    "administrator": {A, B, C},
    "national_leader": {A, B},
    "quality_assurer": {A, B},
    "inspector": {A, B},
    "hub_leader": {A},
    "other_hub_leader": {B},
    "other_provider_leader": {C},
}


@dataclass(frozen=True)
class Neighbour:
    """One hub's things, by what they are: public reference and row number."""

    references: dict[str, str]
    keys: dict[str, str]
    canaries: tuple[str, str]


@dataclass(frozen=True)
class Street:
    """The house's small world, and the neighbours in it."""

    world: World
    neighbours: dict[str, Neighbour]

    def foreign_to(self, identity: str) -> list[Neighbour]:
        seen = SEES.get(identity, set())
        return [each for name, each in self.neighbours.items() if name not in seen]

    def told(self, identity: str, text: str) -> list[str]:
        """Name the canaries of others that a text holds."""
        words = [word for each in self.foreign_to(identity) for word in each.canaries]
        return [word for word in words if word in text.lower()]


def build_street() -> Street:
    world = build()
    hubs = {A: Hub.objects.get(name="North and West"), B: Hub.objects.get(name="South Coast")}
    hubs[C] = accounts.make_hub(
        name="London East", lead_provider=accounts.make_lead_provider(name="Harris Federation")
    )
    leaders = {A: "hub_leader", B: "other_hub_leader", C: "other_provider_leader"}
    made = {name: _neighbour(name, hub, world.users[leaders[name]]) for name, hub in hubs.items()}
    return Street(world, made)


def _neighbour(name: str, hub: Hub, leader: User) -> Neighbour:
    word = WORDS[name]
    cohort = programmes.make_cohort(name=f"Cohort {word}", hub=hub, modules=1)
    module = cohort.curriculum.modules.order_by("position")[0]
    lead = accounts.make_member(
        Role.FACILITATOR, user=accounts.make_user(full_name=f"Fay {word}"), hub=hub
    )
    group = programmes.make_group(cohort=cohort, name=f"Group {word}")
    live = module.activities.get(position=2)
    session = programmes.make_session(group=group, activity=live, led_by=lead)
    session.note, session.place = f"Note {word}", f"Hall {word}"
    session.save()
    cleared = cohort.programme.qualification
    rows = {
        "hub": hub,
        "lead_provider": hub.lead_provider,
        "cohort": cohort,
        "programme": cohort.programme,
        "curriculum": cohort.curriculum,
        "module": module,
        "activity": live,
        "self_study": module.activities.get(position=1),
        "group": group,
        "session": session,
        "user": lead,
        "membership": Membership.objects.get(user=lead),
        "facilitator": facilitators.make_facilitator(user=lead, hub=hub, cleared_for=cleared),
    }
    rows |= _person(name, group, leader) | _paperwork(word, hub, rows["cohort"], leader)
    return Neighbour(
        references={kind: row.reference for kind, row in rows.items()},
        keys={kind: str(row.pk) for kind, row in rows.items()},
        canaries=(word, TRNS[name]),
    )


def _person(name: str, group: Group, leader: User) -> dict[str, Participant | Enrolment]:
    word, user = WORDS[name], accounts.make_user(full_name=f"Pat {WORDS[name]}")
    person = participants.make_participant(
        full_name=f"Pat {word}", email=f"pat@{word}.example.org", trn=TRNS[name], user=user
    )
    person.date_of_birth = date(1985, 3, 27)
    person.save()
    place = participants.make_enrolment(participant=person, group=group)
    StatusChange.objects.filter(enrolment=place).update(note=f"Note {word}")
    audit.record("participant.changed", by=leader, subject=person, after={"full_name": word})
    return {"participant": person, "enrolment": place}


def _paperwork(word: str, hub: Hub, cohort: object, leader: User) -> dict[str, object]:
    now = timezone.now()
    stored = StoredFile.objects.create(
        name=f"{word}.csv", size=0, sha256="0" * 64, gzipped=b"", stored_by=leader
    )
    job = Job.objects.create(
        kind="import", title=f"Import {word}", owner=leader, state=Job.State.DONE
    )
    arriving = ParticipantImport.objects.create(
        cohort=cohort, stored_file=stored, job=job, uploaded_at=now, uploaded_by=leader
    )
    ImportRow.objects.create(
        participant_import=arriving,
        number=2,
        cells={"name": f"Pat {word}", "row": [word]},
        outcome=ImportRow.Outcome.REFUSED,
        sentence=f"Nobody is called {word}",
    )
    invitation = Invitation.objects.create(
        user=accounts.make_user(full_name=f"New {word}"),
        role=Role.HUB_LEADER,
        hub=hub,
        token_hash=word.ljust(64, "0"),
        invited_by=leader,
        invited_at=now,
        expires_at=FUTURE,
    )
    letter = Message.objects.create(
        kind="invitation", to_name=word, to_email="new@example.org", body=word, not_before=now
    )
    return {"job": job, "import": arriving, "invitation": invitation, "message": letter}
