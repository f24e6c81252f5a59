"""Every form that changes a record, as two people have it open: what one saves, what the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import DeliveryPartner, Hub, LeadProvider
from participants.models import Deferral, Enrolment, Participant
from programmes.models import Cohort, FundedPlaces, Group, HalfTerm, Intake, PlaceRule, Session
from tests.factories import accounts, programmes
from tests.house.sendings import day
from tests.house.world import World

Answers = dict[str, object]


@dataclass
class Edit:
    """Who changes what where; the other's value as the page tells it, and what stands then."""

    name: str
    args: list[str]
    theirs: Answers
    mine: Answers
    told: str
    stands: Callable[[], object]
    # Who saves first, and who comes late.
    other: str = "national_leader"
    late: str = "hub_leader"

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.args)


def cohort(world: World) -> Edit:
    reference = world.references["cohort"]
    facts = {"name": "NPQSL", "capacity": "30"}
    facts |= day("starts_on", "2026-10-5") | day("ends_on", "2028-3-31")
    return Edit(
        "programmes:change_cohort",
        [reference],
        facts | {"capacity": "41"},
        facts,
        "“Places” is now 41",
        lambda: Cohort.objects.get(reference=reference).capacity,
    )


def group(world: World) -> Edit:
    reference = world.references["group"]
    return Edit(
        "programmes:rename_group",
        [reference],
        {"name": "Larch"},
        {"name": "Rowan"},
        "“Name” is now Larch",
        lambda: Group.objects.get(reference=reference).name,
    )


def _meeting(place: str) -> Answers:
    hours = {"from_time": "4pm", "to_time": "5pm", "place": place}
    return hours | day("on", "2026-12-3")


def session(world: World) -> Edit:
    standing = Group.objects.get(reference=world.references["group"])
    row = programmes.make_session(group=standing, starts_at=timezone.now() + timedelta(days=8))
    return Edit(
        "programmes:move_session",
        [row.reference],
        _meeting("Room 9"),
        _meeting("Library"),
        "“Place” is now Room 9",
        lambda: Session.objects.get(pk=row.pk).place,
    )


def note(world: World) -> Edit:
    reference = world.references["session"]
    return Edit(
        "facilitators:write_note",
        [reference],
        {"note": "We modelled it twice."},
        {"note": "Two were late."},
        "“Note” is now We modelled it twice.",
        lambda: Session.objects.get(reference=reference).note,
        other="facilitator",
        late="facilitator",
    )


def half_term(world: World) -> Edit:
    row = HalfTerm.objects.get()
    start = day("starts_on", "2026-9-3")
    return Edit(
        "programmes:change_half_term",
        [row.slug],
        start | day("ends_on", "2026-10-22"),
        start | day("ends_on", "2026-10-24"),
        "“End date” is now 22 October 2026",
        lambda: HalfTerm.objects.get().ends_on,
        other="administrator",
        late="administrator",
    )


def lead_provider(world: World) -> Edit:
    reference = world.references["lead_provider"]
    return Edit(
        "accounts:change_lead_provider",
        [reference],
        {"name": "Northern Institute"},
        {"name": "Southern Institute"},
        "“Name” is now Northern Institute",
        lambda: LeadProvider.objects.get(reference=reference).name,
        other="administrator",
        late="administrator",
    )


def hub(world: World) -> Edit:
    reference = world.references["hub"]
    return Edit(
        "accounts:change_hub",
        [reference],
        {"name": "North"},
        {"name": "West"},
        "“Name” is now North",
        lambda: Hub.objects.get(reference=reference).name,
        other="administrator",
        late="administrator",
    )


def delivery_partner(world: World) -> Edit:
    reference = world.references["delivery_partner"]
    return Edit(
        "accounts:change_delivery_partner",
        [reference],
        {"name": "Dale Hub"},
        {"name": "Vale Hub"},
        "“Name” is now Dale Hub",
        lambda: DeliveryPartner.objects.get(reference=reference).name,
        other="administrator",
        late="administrator",
    )


def funded_places(world: World) -> Edit:
    intake = Intake.objects.get(identifier=world.references["intake"])
    field = f"hub_{world.references['hub']}"
    return Edit(
        "programmes:funded_places",
        [intake.identifier],
        {field: "40"},
        {field: "20"},
        f"{Hub.objects.get(reference=world.references['hub'])}: 40",
        lambda: FundedPlaces.objects.get().places,
        late="national_leader",
    )


def place_rule(world: World) -> Edit:
    rule = {
        "return_reminder_days": "42, 14",
        "last_call_days": "30",
        "offer_days": "7",
        "agreement_reminder_days": "7",
        "agreement_link_days": "14",
        "answer_days": "10",
    }
    return Edit(
        "programmes:place_rules",
        [],
        rule | {"deferral_limit_months": "9"} | day("in_force_from", "2026-12-1"),
        rule | {"deferral_limit_months": "6"} | day("in_force_from", "2026-12-2"),
        "“Deferral limit months” is now 9",
        lambda: PlaceRule.objects.latest("pk").deferral_limit_months,
        late="national_leader",
    )


def _person(reference: str) -> Participant:
    return Participant.objects.get(reference=reference)


def details(world: World) -> Edit:
    reference = world.references["participant"]
    person = {"email": "amina.reed@example.org"}
    return Edit(
        "participants:change_participant",
        [reference],
        person | {"full_name": "Amina Reed"},
        person | {"full_name": "Amina Stone"},
        "“Full name” is now Amina Reed",
        lambda: _person(reference).full_name,
    )


def own_details(world: World) -> Edit:
    reference = world.references["participant"]
    return Edit(
        "participants:correct_own_details",
        [],
        {"full_name": "Amina Reed", "email": "amina.reed@example.org"},
        {"full_name": "Amina Stone", "email": "amina.reed@example.org"},
        "“Full name” is now Amina Reed",
        lambda: _person(reference).full_name,
        other="participant",
        late="participant",
    )


def school(world: World) -> Edit:
    reference = world.references["participant"]
    # Two schools may have one name.
    for urn in ("100001", "100002"):
        accounts.make_school(urn=urn, name="St Mary’s")
    today = day("on", "2026-11-25")
    return Edit(
        "participants:change_school",
        [reference],
        {"school_words": "100001"} | today,
        {"school_words": "100002"} | today,
        "“School” is now St Mary’s",
        lambda: getattr(_person(reference).school, "urn", ""),
    )


def group_of_place(world: World) -> Edit:
    place = Enrolment.objects.get(reference=world.references["enrolment"])
    larch, rowan = (programmes.make_group(cohort=place.cohort, name=n) for n in ("Larch", "Rowan"))
    on = day("on", "2026-11-26")
    return Edit(
        "participants:change_group",
        [place.reference],
        {"group": larch.reference} | on,
        {"group": rowan.reference} | on,
        "Larch",
        lambda: place.group_memberships.get(ends_on=None).group.name,
    )


def planned_return(world: World) -> Edit:
    place = Enrolment.objects.get(reference=world.references["enrolment"])
    today = timezone.localdate()
    Enrolment.objects.filter(pk=place.pk).update(status="deferred", left_on=today)
    Deferral.objects.create(enrolment=place, deferred_on=today)
    return Edit(
        "participants:change_return",
        [place.reference],
        day("returns_on", "2027-4-5"),
        day("returns_on", "2027-9-1"),
        "5 April 2027",
        lambda: Deferral.objects.get(enrolment=place).returns_on,
    )


EDITS = [
    cohort,
    group,
    session,
    note,
    half_term,
    lead_provider,
    hub,
    delivery_partner,
    funded_places,
    place_rule,
    details,
    own_details,
    school,
    group_of_place,
    planned_return,
]
