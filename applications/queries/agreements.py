"""Agreements as their pages and letters see them: who signed, who has not, who was never asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Hub, LeadProvider
from applications.models import Agreement, Application
from applications.rules.agreements import (
    STARTED_LATELY_DAYS,
    STATE_COLOURS,
    State,
    Work,
    urgency,
)
from participants.models import Enrolment
from participants.queries import search
from programmes.models import Activity, Cohort, PlaceRule, Programme

Kind = Agreement.Kind
KINDS = (Kind.SPONSOR, Kind.COMMITMENT)
EXPORT_HEADINGS = (
    *("Full name", "Email", "TRN", "Cohort", "Hub"),
    *(kind.label for kind in KINDS),
)
NAMED = (
    "enrolment__participant",
    "enrolment__cohort__hub",
    "enrolment__cohort__programme__qualification",
    "enrolment__cohort__programme__lead_provider",
    "application__hub",
    "application__enrolment",
    "application__programme__qualification",
    "application__programme__lead_provider",
)
# What to read with places, so that a letter about each can be written.
PLACE_NAMED = (
    "participant",
    "application",
    "cohort__hub",
    "cohort__programme__qualification",
    "cohort__programme__lead_provider",
)
OPEN = Q(signed_at=None, declined_at=None, withdrawn_at=None)
# A paused participant is left in peace; the letters go on when they are back.
REMINDED = Q(enrolment=None, application__status=Application.Status.PENDING) | Q(
    enrolment__status=Enrolment.Status.ACTIVE, enrolment__participant__merged_into=None
)


@dataclass(frozen=True)
class Subject:
    """Whom and what an agreement is about, from the application or the place."""

    application: Application | None
    enrolment: Enrolment | None

    @property
    def person(self) -> str:
        return str(self._who.full_name)

    @property
    def email(self) -> str:
        return str(self._who.email)

    @property
    def _who(self) -> Any:
        return self.enrolment.participant if self.enrolment else self.application

    @property
    def cohort(self) -> Cohort | None:
        return self.enrolment.cohort if self.enrolment else None

    @property
    def programme(self) -> Programme:
        if self.enrolment:
            return self.enrolment.cohort.programme
        assert self.application is not None
        return self.application.programme

    @property
    def provider(self) -> LeadProvider:
        return self.programme.lead_provider

    @property
    def asker(self) -> Hub | LeadProvider:
        """The organisation that asks: the hub, or the lead provider while there is none."""
        hub = self.cohort.hub if self.cohort else self.application and self.application.hub
        return hub or self.provider

    @property
    def weeks(self) -> int:
        cohort = self.cohort
        return (cohort.ends_on - cohort.starts_on).days // 7 if cohort else 0

    def work(self, works: Mapping[int, Work]) -> Work:
        """Return the minutes of the cohort's curriculum, or of the programme's published one."""
        cohort = self.cohort
        key = cohort.curriculum_id if cohort else -self.programme.pk
        return works.get(key or 0, Work())


def subject_of(agreement: Agreement) -> Subject:
    """Return whom an agreement is about."""
    return Subject(agreement.application, agreement.enrolment)


def works_of(subjects: Iterable[Subject]) -> dict[int, Work]:
    """Return minutes by curriculum, and by the negative key of a programme, in one statement."""
    subjects = list(subjects)
    curricula = {s.cohort.curriculum_id for s in subjects if s.cohort}
    programmes = {s.programme.pk for s in subjects if not s.cohort}
    published = Q(
        module__curriculum__programme__in=programmes, module__curriculum__status="published"
    )
    live = Q(mode__in=Activity.LIVE_MODES)
    rows = (
        Activity.objects.filter(Q(module__curriculum__in=curricula) | published)
        .values_list("module__curriculum", "module__curriculum__programme")
        .annotate(
            live=Coalesce(Sum("minutes", filter=live), 0),
            own=Coalesce(Sum("minutes", filter=~live), 0),
        )
        .order_by("module__curriculum")
    )
    works: dict[int, Work] = {}
    for curriculum, programme, in_sessions, own in rows:
        works[curriculum] = Work(in_sessions, own)
        if programme in programmes:
            works[-programme] = Work(in_sessions, own)
    return works


def behind(token_hash: str) -> Agreement | None:
    """Return the agreement that a link of a letter leads to."""
    return Agreement.objects.select_related(*NAMED).filter(token_hash=token_hash).first()


def providers_to_remind_for() -> QuerySet[LeadProvider]:
    """Return the lead providers of whose programmes an answer is still wanted."""
    waiting = Agreement.objects.filter(OPEN, REMINDED).filter(_of_provider(OuterRef("pk")))
    return LeadProvider.objects.filter(Exists(waiting)).order_by("pk")


def due(provider: LeadProvider, *, at: datetime, every: int) -> QuerySet[Agreement]:
    """Return the agreements of a lead provider whose last letter is so many days old."""
    last = Coalesce("reminded_at", "asked_at")
    rows = Agreement.objects.annotate(last_letter_at=last).filter(OPEN, REMINDED)
    late = rows.filter(last_letter_at__lte=at - timedelta(days=every))
    return late.filter(_of_provider(provider.pk)).order_by("pk")


def next_reminder_at(agreement: Agreement, *, on: date) -> datetime | None:
    """Return when the next letter goes out by itself; None while the participant pauses."""
    place = agreement.enrolment
    if place and place.status != Enrolment.Status.ACTIVE:
        return None
    rule = PlaceRule.objects.in_force(subject_of(agreement).provider, on)
    last = agreement.reminded_at or agreement.asked_at
    return last + timedelta(days=rule.agreement_reminder_days)


def _of_provider(key: Any) -> Q:
    return Q(enrolment__cohort__hub__lead_provider=key) | Q(
        enrolment=None, application__programme__lead_provider=key
    )


def standing(
    kind: str, *, application: Application | None, enrolment: Enrolment | None
) -> Agreement | None:
    """Return the agreement that is asked for or signed, if there is one."""
    about = Q(pk__in=[])
    if application:
        about |= Q(application=application)
    if enrolment:
        about |= Q(enrolment=enrolment)
    found = Agreement.objects.filter(about, kind=kind, withdrawn_at=None, declined_at=None)
    return found.order_by("pk").first()


def unasked(places: QuerySet[Enrolment], kind: str) -> QuerySet[Enrolment]:
    """Narrow places to the active ones for which nobody was asked for this."""
    asked = Agreement.objects.filter(kind=kind, withdrawn_at=None, enrolment=OuterRef("pk"))
    active = places.filter(status=Enrolment.Status.ACTIVE, participant__merged_into=None)
    return active.filter(~Exists(asked)).select_related(*PLACE_NAMED).order_by("pk")


def of_application(application: Application) -> dict[str, Agreement]:
    """Return the newest agreement of each kind for an application or its place."""
    about = Q(application=application)
    if application.enrolment_id:
        about |= Q(enrolment=application.enrolment_id)
    rows = Agreement.objects.filter(about, withdrawn_at=None).order_by("asked_at", "pk")
    return {row.kind: row for row in rows}


def with_states(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Narrow to open places, each with the state of both kinds; `urgency` puts declined first."""
    rows = places.filter(status__in=Enrolment.OPEN, participant__merged_into=None)
    rows = rows.annotate(**{f"{kind.value}_state": _state(kind) for kind in KINDS})
    first = Case(
        When(_either(State.DECLINED), then=Value(0)),
        When(_either(State.NOT_ASKED), then=Value(1)),
        When(_either(State.ASKED), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.annotate(urgency=first)


def starting_or_asked(places: QuerySet[Enrolment], *, today: date) -> QuerySet[Enrolment]:
    """Leave out who started weeks ago and was never asked: before the product did it, say."""
    asked = Agreement.objects.filter(enrolment=OuterRef("pk"), withdrawn_at=None)
    lately = today - timedelta(days=STARTED_LATELY_DAYS)
    return places.filter(Q(joined_on__gte=lately) | Exists(asked))


def narrowed(
    rows: QuerySet[Any], *, kind: str = "", state: str = "", q: str = "", who: str = ""
) -> QuerySet[Any]:
    """Narrow places with states to a state of one kind or of either, and to a name.

    `who` has narrowed them already (`starting_or_asked`).
    """
    if state:
        rows = rows.filter(Q(**{f"{kind}_state": state}) if kind else _either(state))
    elif kind:
        rows = rows.exclude(**{f"{kind}_state": State.SIGNED})
    for word in search.wanted_in(q):
        rows = rows.filter(participant__search_text__contains=word)
    return rows.order_by("urgency", "participant__sort_name", "pk")


def export(found: QuerySet[Any]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each place in its order, without holding them all."""
    words = dict(State.choices)
    rows = found.values_list(
        *("participant__full_name", "participant__email", "participant__trn"),
        *("cohort__name", "cohort__hub__name", "sponsor_state", "commitment_state"),
    )
    for *cells, sponsor, commitment in rows.iterator(chunk_size=2000):
        yield (*cells, words[sponsor], words[commitment])


def counts(rows: QuerySet[Any]) -> dict[str, dict[str, int]]:
    """Return how many places there are by kind and state."""
    grouped = rows.values_list("sponsor_state", "commitment_state").annotate(n=Count("pk"))
    found = {kind.value: {state.value: 0 for state in State} for kind in KINDS}
    for sponsor, commitment, number in grouped.order_by():
        found[Kind.SPONSOR][sponsor] += number
        found[Kind.COMMITMENT][commitment] += number
    return found


@dataclass(frozen=True)
class Cell:
    """How one agreement of a place stands."""

    kind: str
    state: State
    colour: str
    agreement: Agreement | None
    warning: str = ""


@dataclass(frozen=True)
class Line:
    """A place in the list of agreements."""

    place: Enrolment
    cells: list[Cell]


def lines(keys: Collection[int], *, today: date) -> list[Line]:
    """Return the rows of a page in the order of their keys, in two statements."""
    places = Enrolment.objects.select_related("participant", "cohort__hub").in_bulk(keys)
    newest: dict[tuple[int | None, str], Agreement] = {}
    asked = Agreement.objects.filter(enrolment__in=keys, withdrawn_at=None)
    for row in asked.order_by("asked_at", "pk"):
        newest[row.enrolment_id, row.kind] = row
    return [
        Line(
            places[key],
            [cell_of(kind, newest.get((key, kind)), places[key], today=today) for kind in KINDS],
        )
        for key in keys
    ]


def cells_on(application: Application, *, today: date) -> list[Cell]:
    """Return how both agreements stand for somebody accepted; before that nobody need be asked."""
    if application.status != Application.Status.ACCEPTED:
        return []
    newest = of_application(application)
    place = application.enrolment
    return [cell_of(kind, newest.get(kind), place, today=today) for kind in KINDS]


def cell_of(
    kind: str, agreement: Agreement | None, place: Enrolment | None, *, today: date
) -> Cell:
    """Say how one kind stands: in red where a commitment is wanting."""
    state = agreement.state if agreement else State.NOT_ASKED
    warning = ""
    if place and kind == Kind.COMMITMENT and place.status in Enrolment.OPEN:
        warning = urgency(state, starts_on=place.cohort.starts_on, today=today)
    return Cell(kind, state, STATE_COLOURS[state], agreement, warning)


def _state(kind: Kind) -> Coalesce:
    newest = Agreement.objects.filter(enrolment=OuterRef("pk"), kind=kind, withdrawn_at=None)
    state = Case(
        When(declined_at__isnull=False, then=Value(State.DECLINED.value)),
        When(signed_at__isnull=False, then=Value(State.SIGNED.value)),
        default=Value(State.ASKED.value),
    )
    found = newest.annotate(state_now=state).order_by(F("asked_at").desc(), "-pk")
    return Coalesce(Subquery(found.values("state_now")[:1]), Value(State.NOT_ASKED.value))


def _either(state: str) -> Q:
    return Q(sponsor_state=state) | Q(commitment_state=state)
