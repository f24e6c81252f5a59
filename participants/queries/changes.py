"""What is known of a place before it changes: what it was last seen as, and what would follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, Hub, Membership, User
from accounts.queries.history import item_of
from accounts.roles import Role
from govuk.dates import datetime_text
from participants.models import ActivityProgress, Attendance, Enrolment, WaitingPlace
from participants.queries import enrolments
from participants.queries.waiting import in_order
from participants.rules.changes import (
    Carried,
    Change,
    Done,
    Facts,
    OtherPlace,
    carried_over,
    named,
)
from participants.rules.enrolments import OPEN_TO_ENROLMENT
from participants.rules.progress import is_credited
from programmes.models import Activity, Cohort, Group, PlaceRule, Session

# What the events about a place itself are called; marks of activities are no change of it.
_CHANGES = Q(verb__startswith="enrolment.") | Q(verb__startswith="group.")
_CHANGES |= Q(verb__startswith="deferral.")
# What stands for a place of which no change is recorded.
UNCHANGED = "-"


def with_version(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Let each place know its newest change, read in the same statement as the place itself."""
    events = AuditEvent.objects.filter(
        _CHANGES,
        subject_type=Enrolment._meta.label_lower,
        subject_key=Cast(OuterRef("pk"), CharField()),
    )
    newest = events.order_by("-pk").values("reference")[:1]
    return places.annotate(version=Coalesce(Subquery(newest), Value(UNCHANGED)))


def version_of(enrolment: Enrolment) -> str:
    """Return what a form carries of the place it was made for, which comes `with_version`."""
    version: str = vars(enrolment)["version"]
    return version


def changed_since(enrolment: Enrolment, seen: str) -> str:
    """Say who changed a place since a form was made for it, and to what; empty when nobody did."""
    newest = _changes_of(enrolment).select_related("by").first()
    if newest is None or newest.reference == seen:
        return ""
    return told(newest)


def told(event: AuditEvent) -> str:
    """Say what somebody else did while a form was open."""
    item = item_of(event)
    changes = ", ".join(f"{c.label.lower()} {c.after}" for c in item.changes if c.after)
    what = f"{item.title}{f' ({changes})' if changes else ''}"
    return (
        f"{item.by} changed this while your form was open, on {datetime_text(item.at)}: {what}."
        " Nothing of yours was saved. Check what stands now, then send it again."
    )


def _changes_of(enrolment: Enrolment) -> QuerySet[AuditEvent]:
    return audit.events_about(enrolment).filter(_CHANGES).order_by("-pk")


@dataclass(frozen=True)
class Past:
    """What a place has seen: what was done in it, and absences that are not caught up."""

    done: Sequence[Done]
    absences: int


def past_of(enrolment: Enrolment) -> Past:
    """Return what was done in a place, activities and sessions held for one, in two queries."""
    done = [
        Done(*row)
        for row in ActivityProgress.objects.filter(enrolment=enrolment)
        .order_by("done_on", "pk")
        .values_list(
            *("activity_id", "activity__module__title", "activity__title", "done_on", "minutes")
        )
    ]
    marks = (
        Attendance.objects.filter(enrolment=enrolment)
        .exclude(session__status=Session.Status.CANCELLED)
        .order_by("session__starts_at", "pk")
        .values_list(
            *("mark", "caught_up_on", "session__activity_id", "session__activity__module__title"),
            *("session__activity__title", "session__starts_at", "session__activity__minutes"),
            "session__activity__counts_to_engagement",
        )
    )
    absences = 0
    for mark, caught_up_on, activity, module, title, starts_at, minutes, counts in marks:
        if not is_credited(mark, caught_up_on):
            absences += counts is not False
        elif activity is not None:
            done.append(Done(activity, module, title, timezone.localdate(starts_at), minutes))
    return Past(done, absences)


def carried_to(past: Past, enrolment: Enrolment, cohort: Cohort) -> Carried:
    """Return what counts in another cohort of what was done in a place."""
    if cohort.curriculum_id == enrolment.cohort.curriculum_id:
        return carried_over(past.done, None)
    there = Activity.objects.filter(module__curriculum=cohort.curriculum_id).order_by("-pk")
    keys = {
        named(module, title): key
        for key, module, title in there.values_list("pk", "module__title", "title")
    }
    return carried_over(past.done, keys)


def facts_of(change: Change, enrolment: Enrolment, *, on: date, to: Cohort | None = None) -> Facts:
    """Count what a change from that day would touch; `to` is a cohort of `cohorts_to_go_to`."""
    if change == Change.GROUP:
        return Facts(groups=_names(enrolments.groups_now(enrolment)))
    if change == Change.RESUME:
        cohort = enrolment.cohort
        free = max(0, cohort.capacity - enrolments.places_taken(cohort))
        return Facts(free=free, sessions=sessions_from(on, cohort)[cohort.pk])
    groups, past = enrolments.groups_now(enrolment), past_of(enrolment)
    sessions = sessions_from(on, enrolment.cohort, to, groups=groups)
    is_active = enrolment.status == Enrolment.Status.ACTIVE
    holds = enrolment.status in Enrolment.HOLDS_A_PLACE
    facts = Facts(
        sessions=sessions[enrolment.cohort_id] if is_active else 0,
        absences=past.absences,
        done=len({done.activity for done in past.done}),
        groups=_names(groups),
        holds_a_place=holds,
        is_funded=enrolment.is_funded,
        waiting=_waiting(enrolment.cohort) if holds and change != Change.COMPLETE else (),
    )
    if change == Change.DEFER:
        rule = PlaceRule.objects.in_force(enrolment.cohort.hub.lead_provider_id, on)
        reminders = rule.return_reminder_days
        return replace(
            facts, limit_months=rule.deferral_limit_months, return_reminder_days=reminders
        )
    if to is None:
        return facts
    other = _other_place(enrolment, to, past, sessions=sessions[to.pk])
    return replace(facts, other=other, free=getattr(to, "free", 0))


def _other_place(enrolment: Enrolment, to: Cohort, past: Past, *, sessions: int) -> OtherPlace:
    carried = carried_to(past, enrolment, to)
    before = enrolment.cohort
    return OtherPlace(
        cohort=str(to),
        hub=str(to.hub),
        same_hub=before.hub_id == to.hub_id,
        same_version=before.curriculum_id == to.curriculum_id,
        version=to.curriculum.version,
        sessions=sessions,
        carried=len(carried.rows),
        unmatched=carried.unmatched,
        was_there=getattr(to, "was_there", False),
        intake=str(to.intake),
        same_intake=before.intake_id == to.intake_id,
        funding_before=before.intake.funding,
        funding_after=to.intake.funding,
    )


def sessions_from(
    on: date, cohort: Cohort, to: Cohort | None = None, *, groups: Sequence[Group] = ()
) -> dict[int, int]:
    """Count the sessions of whole cohorts, and of the groups, from a day of London on."""
    keys = [cohort.pk, to.pk] if to else [cohort.pk]
    midnight = timezone.make_aware(datetime.combine(on, time.min))
    called = Session.objects.standing().filter(
        Q(group=None) | Q(group__in=[group.pk for group in groups]),
        cohort__in=keys,
        starts_at__gte=midnight,
    )
    counted = dict(called.values_list("cohort").annotate(number=Count("pk")))
    return {key: counted.get(key, 0) for key in keys}


def cohorts_to_go_to(
    enrolment: Enrolment, cohorts: QuerySet[Cohort], *, on: date
) -> QuerySet[Cohort]:
    """Return the open cohorts of the same programme, each with `free` places and `was_there`."""
    theirs = Enrolment.objects.filter(cohort=OuterRef("pk"), participant=enrolment.participant_id)
    held = Enrolment.objects.filter(cohort=OuterRef("pk")).holding_a_place()
    on_offer = WaitingPlace.objects.filter(cohort=OuterRef("pk")).holding_a_place()
    return (
        cohorts.filter(
            programme=enrolment.programme_id, status__in=OPEN_TO_ENROLMENT, ends_on__gte=on
        )
        .exclude(pk=enrolment.cohort_id)
        .exclude(Exists(theirs.filter(status=Enrolment.Status.COMPLETED)))
        .annotate(
            was_there=Exists(theirs),
            free=F("capacity") - _number_of(held) - _number_of(on_offer),
        )
    )


def nearest_first(cohorts: QuerySet[Cohort], cohort: Cohort, *, q: str = "") -> QuerySet[Cohort]:
    """Return cohorts in the order in which a leader looks for one: the own hub's, then by hub."""
    for word in q.split():
        cohorts = cohorts.filter(Q(name__icontains=word) | Q(hub__name__icontains=word))
    is_far = Case(When(hub=cohort.hub_id, then=0), default=1, output_field=IntegerField())
    return cohorts.order_by(is_far, "hub__name", "starts_on", "pk")


def leaders_of(hub: Hub, *, at: datetime) -> list[User]:
    """Return who leads a hub; where nobody does, who leads its lead provider's programmes."""
    live = Membership.objects.live(at)
    people = User.objects.filter(is_active=True).order_by("pk")
    own = live.filter(role=Role.HUB_LEADER, hub=hub)
    found = list(people.filter(memberships__in=own).distinct())
    national = live.filter(role=Role.NATIONAL_LEADER, lead_provider=hub.lead_provider_id)
    return found or list(people.filter(memberships__in=national).distinct())


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("cohort").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _names(groups: Sequence[Group]) -> list[str]:
    return [str(group) for group in groups]


def _waiting(cohort: Cohort) -> list[str]:
    return list(in_order(cohort).values_list("participant__full_name", flat=True))
