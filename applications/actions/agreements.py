"""What happens to agreements: asked for, reminded of, signed, declined, taken back.

Each letter has a link of its own, which kills the one before; only a hash of it is kept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit, letters
from accounts.actions import messages
from accounts.actions.invitations import hash_of
from accounts.models import LeadProvider, Message, User
from applications.models import Agreement, Application
from applications.queries import agreements as queries
from applications.queries.agreements import Subject, subject_of
from applications.rules import agreements as rules
from govuk.dates import date_text, datetime_text
from participants.models import Enrolment, Participant
from programmes.models import PlaceRule

Kind = Agreement.Kind
LINK = ("token_hash", "link_ends_at", "reminded_at", "reminders", "signer_name", "signer_email")
A_CHUNK = 200
MOVED_SCHOOL = "The participant works at another school now."


@dataclass(frozen=True)
class Wanted:
    """One signature that is to be asked for, and of whom."""

    kind: str
    subject: Subject
    signer_name: str
    signer_email: str


@dataclass
class Asked:
    """How many letters were written, and for whom there is nobody to write to."""

    letters: int = 0
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def ask(
    *,
    kind: str,
    application: Application | None = None,
    enrolment: Enrolment | None = None,
    signer_name: str,
    signer_email: str,
    at: datetime,
    by: User | None,
) -> Agreement:
    """Ask one person to sign, by a letter with a link that works once.

    :raises ValidationError: when it is asked for or signed already, or no longer needed.
    """
    subject = _held(application, enrolment)
    email = signer_email.strip().lower()
    _refuse_if(
        rules.obstacles_to_asking(
            kind,
            application=subject.application,
            enrolment=subject.enrolment,
            standing=queries.standing(
                kind, application=subject.application, enrolment=subject.enrolment
            ),
            signer_email=email,
            person_email=subject.email,
        )
    )
    [agreement] = _ask_each([Wanted(kind, subject, signer_name.strip(), email)], at=at, by=by)
    return agreement


@transaction.atomic
def ask_many(*, enrolments: QuerySet[Enrolment], at: datetime, by: User | None) -> Asked:
    """Ask for both, for each active place where nobody was asked and the signer is known.

    The statements are as many for three hundred places as for one.
    """
    keys = list(enrolments.order_by("pk").values_list("pk", flat=True))
    held = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(held.order_by("pk").values_list("pk"))
    wanted, missing = letters_to_ask(Enrolment.objects.filter(pk__in=keys))
    return Asked(len(_ask_each(wanted, at=at, by=by)), missing)


def letters_to_ask(enrolments: QuerySet[Enrolment]) -> tuple[list[Wanted], list[str]]:
    """Return the letters that asking would write, and the people whose sponsor is not known."""
    wanted = [
        _of_the_person(Subject(getattr(place, "application", None), place))
        for place in queries.unasked(enrolments, Kind.COMMITMENT)
    ]
    missing = []
    for place in queries.unasked(enrolments, Kind.SPONSOR):
        subject = Subject(getattr(place, "application", None), place)
        if found := _of_the_sponsor(subject):
            wanted.append(found)
        else:
            missing.append(subject.person)
    return wanted, missing


@transaction.atomic
def ask_on_acceptance(*, application: Application, at: datetime, by: User | None) -> Asked:
    """Ask for both when an application is accepted; what was asked before goes to the place."""
    place = application.enrolment
    assert place is not None
    before = Agreement.objects.filter(application=application, enrolment=None)
    before.update(enrolment=place)
    return ask_many(enrolments=Enrolment.objects.filter(pk=place.pk), at=at, by=by)


@transaction.atomic
def sign(*, agreement: Agreement, name: str, at: datetime, by: User | None = None) -> Agreement:
    """Keep that the signer agrees, with the name as typed, and send them a copy.

    :raises ValidationError: when it was answered, or the link is dead.
    """
    agreement = _ready_to_answer(agreement, at=at, by=by)
    agreement.signed_at, agreement.signed_name = at, name.strip()
    agreement.save(update_fields=["signed_at", "signed_name"])
    audit.record("agreement.signed", by=by, subject=agreement, after={"kind": agreement.kind})
    copy = _letter("agreement_signed", agreement, at=at, signed=datetime_text(at))
    messages.write_many([copy])
    return agreement


@transaction.atomic
def decline(
    *, agreement: Agreement, because: str, at: datetime, by: User | None = None
) -> Agreement:
    """Keep that the signer cannot agree, and why; leaders see it first in their list.

    :raises ValidationError: when it was answered, or the link is dead.
    """
    agreement = _ready_to_answer(agreement, at=at, by=by)
    agreement.declined_at, agreement.declined_because = at, because.strip()
    agreement.save(update_fields=["declined_at", "declined_because"])
    after = {"kind": agreement.kind}
    audit.record("agreement.declined", by=by, subject=agreement, after=after, reason=because)
    return agreement


@transaction.atomic
def withdraw(*, agreement: Agreement, at: datetime, by: User) -> Agreement:
    """Take a question back: its link dies, and no reminder goes out.

    :raises ValidationError: when it was answered.
    """
    agreement = _locked(agreement)
    _refuse_if(rules.obstacles_to_withdrawing(agreement))
    agreement.withdrawn_at = at
    agreement.save(update_fields=["withdrawn_at"])
    audit.record("agreement.withdrawn", by=by, subject=agreement, before={"kind": agreement.kind})
    return agreement


@transaction.atomic
def end_with_the_school(participant: Participant, at: datetime, by: User) -> None:
    """Take back what a sponsor was asked or signed: the head of another school has to agree anew.

    What was signed stays on record, with its day.
    """
    standing = Agreement.objects.filter(kind=Kind.SPONSOR, withdrawn_at=None, declined_at=None)
    rows = list(
        standing.filter(
            enrolment__participant=participant, enrolment__status__in=Enrolment.OPEN
        ).select_for_update(of=("self",))
    )
    for agreement in rows:
        agreement.withdrawn_at = at
        agreement.save(update_fields=["withdrawn_at"])
    audit.record_many(
        "agreement.withdrawn",
        by=by,
        changes=[(row, {"kind": row.kind}, {}) for row in rows],
        reason=MOVED_SCHOOL,
    )


@transaction.atomic
def ask_again(*, agreement: Agreement, at: datetime, by: User) -> Agreement:
    """Write a reminder with a fresh link now; the old link dies.

    :raises ValidationError: when it was answered or is no longer needed.
    """
    agreement = _locked(agreement)
    _refuse_if(rules.obstacles_to_reminding(agreement))
    rule = _rule_of(subject_of(agreement).provider, at)
    _remind([agreement], rule, at=at, by=by)
    return agreement


def remind_due(*, at: datetime) -> int:
    """Write the reminders that are due, each once whatever the number of workers; say how many.

    A reminder that is late by several turns is written once.
    """
    written = 0
    for provider in queries.providers_to_remind_for():
        rule = _rule_of(provider, at)
        every = rule.agreement_reminder_days
        keys = list(queries.due(provider, at=at, every=every).values_list("pk", flat=True))
        for start in range(0, len(keys), A_CHUNK):
            chunk = keys[start : start + A_CHUNK]
            written += _remind_chunk(provider, chunk, rule, at=at)
    return written


@transaction.atomic
def _remind_chunk(
    provider: LeadProvider, keys: Sequence[int], rule: PlaceRule, *, at: datetime
) -> int:
    # Held first, asked afterwards: another worker may have written some of these meanwhile.
    held = Agreement.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(held.order_by("pk").values_list("pk"))
    due = queries.due(provider, at=at, every=rule.agreement_reminder_days).filter(pk__in=keys)
    rows = list(due.select_related(*queries.NAMED))
    _remind(rows, rule, at=at, by=None)
    return len(rows)


def _remind(rows: Sequence[Agreement], rule: PlaceRule, *, at: datetime, by: User | None) -> None:
    if not rows:
        return
    post = []
    for row in rows:
        subject = subject_of(row)
        if row.kind == Kind.COMMITMENT:
            # By the address that the participant has now.
            row.signer_name, row.signer_email = subject.person, subject.email
        row.reminded_at, row.reminders = at, row.reminders + 1
        link = _fresh_link(row, rule, at=at)
        post.append(_letter("agreement_reminder", row, at=at, link=link))
    Agreement.objects.bulk_update(rows, LINK)
    messages.write_many(post)
    audit.record_many(
        "agreement.reminded",
        by=by,
        changes=[(row, {}, {"reminders": row.reminders, **_offer(row)}) for row in rows],
    )


def _ask_each(wanted: Sequence[Wanted], *, at: datetime, by: User | None) -> list[Agreement]:
    """Write the rows, their letters and the trail, in a statement for each table."""
    if not wanted:
        return []
    works = queries.works_of(each.subject for each in wanted)
    providers = {each.subject.provider.pk: each.subject.provider for each in wanted}
    rulings = {key: _rule_of(provider, at) for key, provider in providers.items()}
    rows, post = [], []
    for each in wanted:
        subject = each.subject
        said = rules.statement(
            each.kind,
            person=subject.person,
            programme=str(subject.programme),
            work=subject.work(works),
            weeks=subject.weeks,
        )
        row = Agreement(
            kind=each.kind,
            application=subject.application,
            enrolment=subject.enrolment,
            signer_name=each.signer_name,
            signer_email=each.signer_email,
            statement="\n".join(said),
            asked_at=at,
            asked_by=by,
        )
        link = _fresh_link(row, rulings[subject.provider.pk], at=at)
        rows.append(row)
        post.append(_letter(f"agreement_{each.kind}", row, at=at, link=link))
    kept = Agreement.objects.bulk_create(rows, batch_size=500)
    messages.write_many(post)
    audit.record_many("agreement.asked", by=by, changes=[(row, {}, _offer(row)) for row in kept])
    return kept


def _of_the_person(subject: Subject) -> Wanted:
    return Wanted(Kind.COMMITMENT, subject, subject.person, subject.email)


def _of_the_sponsor(subject: Subject) -> Wanted | None:
    application = subject.application
    if application is None or not (application.sponsor_name and application.sponsor_email):
        return None
    email = application.sponsor_email.lower()
    if email == subject.email.lower():
        return None
    return Wanted(Kind.SPONSOR, subject, application.sponsor_name, email)


def _fresh_link(row: Agreement, rule: PlaceRule, *, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row.token_hash = hash_of(token)
    row.link_ends_at = at + timedelta(days=rule.agreement_link_days)
    return letters.address("applications:agreement_link", token)


def _letter(kind: str, row: Agreement, *, at: datetime, link: str = "", **facts: object) -> Message:
    subject = subject_of(row)
    heading, body = letters.compose(
        kind,
        name=row.signer_name,
        agreement=row,
        is_sponsor=row.kind == Kind.SPONSOR,
        person=subject.person,
        programme=subject.programme,
        asker=subject.asker,
        starts=date_text(subject.cohort.starts_on) if subject.cohort else "",
        ends=datetime_text(row.link_ends_at),
        **facts,
    )
    return Message(
        kind=kind,
        to_name=row.signer_name,
        to_email=row.signer_email,
        subject=heading,
        body=body,
        link=link,
        not_before=at,
    )


def _offer(row: Agreement) -> dict[str, object]:
    return {"kind": row.kind, "link_works_until": row.link_ends_at}


def _rule_of(provider: LeadProvider, at: datetime) -> PlaceRule:
    return PlaceRule.objects.in_force(provider, timezone.localdate(at))


def _held(application: Application | None, enrolment: Enrolment | None) -> Subject:
    """Hold the application and the place, in that order, and return them as they are now."""
    if application:
        rows = Application.objects.select_for_update(of=("self",))
        named = ("hub", "programme__qualification", "programme__lead_provider", "enrolment")
        application = rows.select_related(*named).get(pk=application.pk)
    key = application.enrolment_id if application else None
    if key is None and enrolment:
        key = enrolment.pk
    if key is None:
        return Subject(application, None)
    places = Enrolment.objects.select_for_update(of=("self",))
    place = places.select_related(*queries.PLACE_NAMED).get(pk=key)
    return Subject(application or getattr(place, "application", None), place)


def _ready_to_answer(agreement: Agreement, *, at: datetime, by: User | None) -> Agreement:
    agreement = _locked(agreement)
    place = agreement.enrolment
    is_own = by is not None and place is not None and place.participant.user_id == by.pk
    _refuse_if(
        rules.obstacles_to_answering_at_home(agreement)
        if is_own and agreement.kind == Kind.COMMITMENT
        else rules.obstacles_to_answering(agreement, at=at)
    )
    return agreement


def _locked(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",)).select_related(*queries.NAMED)
    return rows.get(pk=agreement.pk)


def _refuse_if(obstacles: list[str]) -> None:
    if obstacles:
        raise ValidationError(obstacles)
