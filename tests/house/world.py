"""The small world that the URL-by-role matrix walks through: who is there, and one of each thing.

Everything that a row may name stands in hub A, "North and West" of the National Institute.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.cookies import SimpleCookie

from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from accounts import access
from accounts.actions import saved_views
from accounts.models import Hub, Invitation, Job, Message, StoredFile, User
from accounts.roles import Role
from applications.actions import files as application_files
from facilitators.models import Facilitator
from participants.actions import imports as participant_imports
from participants.models import Enrolment, ImportRow, Merge, ParticipantImport
from programmes.models import Cohort, Group, Session
from tests.factories import (
    accounts,
    agreements,
    applications,
    facilitators,
    participants,
    programmes,
)
from tests.house.matrix import IDENTITIES

CANARY = "Quillfeather"  # the surname of hub A's participant; no outsider may read it
LIST = f"Full name,Email\nAmina {CANARY},amina@example.org\n".encode()
LONG_PAST = datetime(2026, 1, 5, tzinfo=UTC)
PAST = datetime(2026, 1, 9, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
HANDLERS: dict[bool, ClientHandler] = {}


@dataclass
class World:
    """Users by identity, references by what they name, and a signed-in session for each user."""

    users: dict[str, User] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, identity: str, *, csrf: bool = False) -> Client:
        """Return a fresh client with the identity's session: no request changes the next one."""
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        # Thousands are asked for; the middleware, which keeps nothing, is loaded once.
        client.handler = HANDLERS.setdefault(csrf, client.handler)
        client.cookies = SimpleCookie(self.cookies.get(identity, ""))
        return client


def build() -> World:
    world = World()
    hub = accounts.make_hub()
    _people(world, hub)
    cohort, group, session = _timetable(world, hub)
    _places(world, cohort, group)
    _agreements(world)
    _paperwork(world, hub, cohort, session)
    _sign_in(world)
    return world


def _people(world: World, hub: Hub) -> None:
    other_hub = accounts.make_hub(name="South Coast", lead_provider=hub.lead_provider)
    other_provider = accounts.make_lead_provider(name="Harris Federation")
    make = accounts.make_member
    world.users |= {
        "administrator": make(Role.ADMINISTRATOR),
        "national_leader": make(Role.NATIONAL_LEADER),
        "hub_leader": make(Role.HUB_LEADER, hub=hub),
        "other_hub_leader": make(Role.HUB_LEADER, hub=other_hub),
        "other_provider_leader": make(Role.NATIONAL_LEADER, lead_provider=other_provider),
        "delivery_partner": make(Role.DELIVERY_PARTNER),
        "facilitator": make(Role.FACILITATOR, hub=hub),
        "other_facilitator": make(Role.FACILITATOR, hub=hub),
        "participant": make(Role.PARTICIPANT),
        "other_participant": make(Role.PARTICIPANT),
        "quality_assurer": make(Role.QUALITY_ASSURER),
        "inspector": make(Role.INSPECTOR, starts_at=LONG_PAST, ends_at=FUTURE),
        "expired_inspector": make(Role.INSPECTOR, starts_at=LONG_PAST, ends_at=PAST),
        "disabled": make(Role.NATIONAL_LEADER),
    }
    world.references |= {
        "user": world.users["facilitator"].reference,
        "hub": hub.reference,
        "lead_provider": hub.lead_provider.reference,
        "delivery_partner": accounts.make_delivery_partner().reference,
        "membership": world.users["facilitator"].memberships.get().reference,
    }


def _timetable(world: World, hub: Hub) -> tuple[Cohort, Group, Session]:
    partner = accounts.make_delivery_partner()
    cohort = programmes.make_cohort(hub=hub, delivery_partner=partner, modules=1)
    group = programmes.make_group(cohort=cohort)
    module = cohort.curriculum.modules.get()
    activity = module.activities.get(position=2)
    session = programmes.make_session(
        group=group, activity=activity, led_by=world.users["facilitator"]
    )
    programmes.make_session(
        group=programmes.make_group(cohort=cohort), led_by=world.users["other_facilitator"]
    )
    # Where somebody of hub A may go on: of the same programme, at the same hub.
    world.references["other_cohort"] = programmes.make_cohort(
        hub=hub, delivery_partner=partner
    ).reference
    world.references |= {
        "qualification": cohort.programme.qualification.code,
        "intake": cohort.intake.identifier,
        "half_term": programmes.make_half_term().slug,
        "programme": cohort.programme.reference,
        "curriculum": cohort.curriculum.reference,
        "module": module.reference,
        "activity": activity.reference,
        "self_study": module.activities.get(position=1).reference,
        "cohort": cohort.reference,
        "group": group.reference,
        "session": session.reference,
    }
    return cohort, group, session


def _places(world: World, cohort: Cohort, group: Group) -> None:
    school = accounts.make_school(urn="141862")
    enrolments: dict[str, Enrolment] = {}
    for identity, name in {
        "participant": f"Amina {CANARY}",
        "other_participant": "Tom Reed",
    }.items():
        person = participants.make_participant(
            full_name=name, user=world.users[identity], school=school
        )
        enrolments[identity] = participants.make_enrolment(participant=person, group=group)
    elsewhere = programmes.make_cohort(hub=Hub.objects.get(name="South Coast"))
    stranger = participants.make_participant(full_name="Eve Stone")
    participants.make_enrolment(participant=stranger, cohort=elsewhere)
    _twice_known(world, cohort)
    next_one = participants.make_waiting(cohort=cohort)
    offer = participants.make_waiting(
        cohort=programmes.make_cohort(hub=cohort.hub),
        participant=enrolments["participant"].participant,
        state="offered",
        offer_ends_at=FUTURE,
    )
    mine = enrolments["participant"]
    world.references |= {
        "school": school.urn,
        "waiting": next_one.reference,
        "waiting_person": next_one.participant.reference,
        "offer": offer.reference,
        "enrolment": mine.reference,
        "participant": mine.participant.reference,
        "contact": participants.make_contact(
            participant=mine.participant, written_by=world.users["hub_leader"]
        ).reference,
        "adjustment": participants.make_adjustment(
            participant=mine.participant, written_by=world.users["hub_leader"]
        ).reference,
        "request": participants.make_request(enrolment=mine).reference,
        "application": applications.make_application(
            full_name=f"Bilal {CANARY}", hub=cohort.hub, programme=cohort.programme
        ).reference,
    }


def _agreements(world: World) -> None:
    """Ask for both agreements about a place: neither is answered."""
    place = Enrolment.objects.get(reference=world.references["enrolment"])
    for kind, name in (("sponsor", "agreement"), ("commitment", "commitment")):
        asked = agreements.make_agreement(kind=kind, enrolment=place, link_ends_at=FUTURE)
        world.references[name] = asked.reference


def _twice_known(world: World, cohort: Cohort) -> None:
    """Put somebody of hub A on record twice, and merge two other records of one person."""
    first, second, kept, gone = (
        participants.make_participant(full_name=f"Ben {CANARY}", date_of_birth=date(1985, 3, 27))
        for _ in range(4)
    )
    for person in (first, kept):
        participants.make_enrolment(participant=person, cohort=cohort)
    participants.make_waiting(cohort=cohort, participant=second)
    merge = Merge.objects.create(
        kept=kept, gone=gone, moved={}, at=PAST, by=world.users["hub_leader"], undone_at=PAST
    )
    world.references |= {
        "double": first.reference,
        "other_double": second.reference,
        "merge": merge.reference,
    }


def _paperwork(world: World, hub: Hub, cohort: Cohort, session: Session) -> None:
    leader, now = world.users["hub_leader"], timezone.now()
    world.references["facilitator"] = _facilitators(world, hub, cohort).reference
    stored = StoredFile.objects.create(
        name="participants.csv", size=0, sha256="0" * 64, gzipped=b"", stored_by=leader
    )
    job = Job.objects.create(kind="import", title="Import", owner=leader, state=Job.State.DONE)
    arriving = ParticipantImport.objects.create(
        cohort=cohort, stored_file=stored, job=job, uploaded_at=now, uploaded_by=leader
    )
    ImportRow.objects.create(
        participant_import=arriving, number=2, cells={}, outcome=ImportRow.Outcome.REFUSED
    )
    world.references |= _files(hub, leader)
    world.references["unchecked_import"] = _unchecked(cohort, leader).reference
    invitation = Invitation.objects.create(
        user=accounts.make_user(full_name="New Leader"),
        role=Role.HUB_LEADER,
        hub=hub,
        token_hash="0" * 64,
        invited_by=leader,
        invited_at=now,
        expires_at=FUTURE,
    )
    message = Message.objects.create(
        kind="invitation",
        to_name="New Leader",
        to_email="new.leader@example.org",
        subject="Your account",
        body="Welcome",
        not_before=now,
    )
    world.references |= {
        "job": job.reference,
        "import": arriving.reference,
        "stored_file": stored.reference,
        "invitation": invitation.reference,
        "message": message.reference,
        "day": date(2026, 11, 25).isoformat(),
    }


def _unchecked(cohort: Cohort, leader: User) -> ParticipantImport:
    return participant_imports.upload(
        cohort=cohort, name="a.csv", content=LIST, at=timezone.now(), by=leader
    )


def _files(hub: Hub, leader: User) -> dict[str, str]:
    """Keep two files of applications to hub A, one to be looked at, and a view of a list."""
    first, second = (
        application_files.upload(
            lead_provider=hub.lead_provider,
            hub=hub,
            name="a.csv",
            content=LIST.replace(b"Email", b"Email,Course,Intake"),
            at=timezone.now(),
            by=leader,
        )
        for _ in range(2)
    )
    first.job = Job.objects.create(
        kind=application_files.KIND, title="Import", owner=leader, state=Job.State.DONE
    )
    first.save()
    paused = saved_views.save(
        page="participants:participants", query="status=deferred", name="Paused", by=leader
    )
    return {
        "application_file": first.reference,
        "unchecked_file": second.reference,
        "saved_view": paused.reference,
    }


def _facilitators(world: World, hub: Hub, cohort: Cohort) -> Facilitator:
    ready_for = cohort.programme.qualification
    facilitators.make_facilitator(user=world.users["other_facilitator"], hub=hub)
    return facilitators.make_facilitator(
        user=world.users["facilitator"], hub=hub, cleared_for=ready_for
    )


def _sign_in(world: World) -> None:
    for identity in IDENTITIES:
        if user := world.users.get(identity):
            client = Client()
            client.force_login(user)
            world.cookies[identity] = client.cookies.output(header="", sep=";")
    disabled = world.users["disabled"]
    disabled.is_active = False
    disabled.save(update_fields=["is_active"])
    for user in world.users.values():
        access.act(user, "", at=timezone.now())
