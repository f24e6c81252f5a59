"""Agreements for leaders: who has not signed, asked for one or many, reminded, taken back."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import allow, still_acts
from accounts.downloads import list_answer
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.roles import Permission
from applications.access import agreements_for, applications_for
from applications.actions import agreements as actions
from applications.forms.agreements import AgreementFilters, AskForm
from applications.models import Agreement
from applications.queries import agreements as queries
from applications.queries.agreements import Subject
from applications.rules import agreements as rules
from govuk.dates import datetime_text
from govuk.forms import attempt, pressed
from govuk.pages import link, paginate, tell
from participants.access import enrolments_for
from participants.models import Enrolment
from programmes.access import cohorts_for
from programmes.models import Cohort

Kind = Agreement.Kind
NAMED = ("participant", "cohort__hub", "cohort__programme__qualification")


@allow(Permission.DECIDE_APPLICATIONS)
def agreements(request: Request) -> HttpResponse:
    """List who has not signed in all cohorts in scope that are not finished."""
    return _list(request, _unfinished(request), None)


@allow(Permission.DECIDE_APPLICATIONS)
def cohort_agreements(request: Request, reference: str) -> HttpResponse:
    """List who of a cohort has signed what, declined first."""
    cohort = _cohort(request, reference)
    return _list(request, enrolments_for(request.user).filter(cohort=cohort), cohort)


@allow(Permission.DECIDE_APPLICATIONS)
def export_agreements(request: Request) -> HttpResponseBase:
    """Send the list as it is narrowed."""
    return _file(request, _unfinished(request), None)


@allow(Permission.DECIDE_APPLICATIONS)
def export_cohort_agreements(request: Request, reference: str) -> HttpResponseBase:
    """Send the list of a cohort as it is narrowed."""
    cohort = _cohort(request, reference)
    return _file(request, enrolments_for(request.user).filter(cohort=cohort), cohort)


def _unfinished(request: Request) -> QuerySet[Enrolment]:
    return enrolments_for(request.user).exclude(cohort__status=Cohort.Status.FINISHED)


def _asked_for(
    request: Request, places: QuerySet[Enrolment], cohort: Cohort | None
) -> tuple[AgreementFilters, QuerySet[Any], QuerySet[Any]]:
    """Return the filters, the places that they are about, and those of them that fit."""
    filters = AgreementFilters(request.GET, of_one_cohort=cohort is not None)
    if not filters.wants_everybody:
        places = queries.starting_or_asked(places, today=timezone.localdate())
    rows = queries.with_states(places)
    return filters, rows, queries.narrowed(rows, **filters.answers)


def _file(request: Request, places: QuerySet[Enrolment], cohort: Cohort | None) -> HttpResponseBase:
    _, _, found = _asked_for(request, places, cohort)
    return list_answer(
        request,
        f"agreements-{timezone.localdate().isoformat()}",
        queries.EXPORT_HEADINGS,
        queries.export(found),
        may_go_on=lambda: still_acts(request.user, at=timezone.now()),
    )


def _list(request: Request, places: QuerySet[Enrolment], cohort: Cohort | None) -> HttpResponse:
    filters, rows, found = _asked_for(request, places, cohort)
    page = paginate(request, found.values_list("pk", flat=True))
    counts = queries.counts(rows)
    context = {
        "cohort": cohort,
        "page": page,
        "lines": queries.lines(page.rows, today=timezone.localdate()),
        "counts": [(kind.label, counts[kind]) for kind in queries.KINDS],
        "any_at_all": any(counts[Kind.SPONSOR].values()) or not filters.wants_everybody,
        "unasked": sum(counts[kind]["not-asked"] for kind in queries.KINDS),
        "filters": filters,
        "q": filters.answers.get("q", ""),
        "chosen": [
            {"text": text, "href": link(request.GET, **{name: "", "page": ""})}
            for name, text in filters.chosen
        ],
        "kept": [(name, request.GET[name]) for name, _ in filters.chosen],
    }
    return render(request, "applications/agreements.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def ask_cohort_agreements(request: Request, reference: str) -> HttpResponse:
    """Name how many letters go out, and ask those of a cohort who were not asked."""
    cohort = _cohort(request, reference)
    places = enrolments_for(request.user).filter(cohort=cohort)
    if chosen := request.GET.getlist("place"):
        places = places.filter(reference__in=chosen)
    form = pressed(request)
    given = {"enrolments": places, "at": timezone.now(), "by": request.user}
    if done := attempt(form, actions.ask_many, **given):
        letters = f"{done.letters} letter{'' if done.letters == 1 else 's'} written"
        tell(request, letters, "They go out within minutes; reminders follow by themselves.")
        return redirect("applications:cohort_agreements", reference)
    wanted, missing = actions.letters_to_ask(places)
    context = {
        "cohort": cohort,
        "form": form,
        "letters": len(wanted),
        "sponsors": sum(each.kind == Kind.SPONSOR for each in wanted),
        "participants": sum(each.kind == Kind.COMMITMENT for each in wanted),
        "missing": missing,
    }
    return render(request, "applications/ask_cohort_agreements.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def ask_agreement(request: Request, reference: str, kind: str) -> HttpResponse:
    """Ask for one agreement about an application."""
    named = ("programme__qualification", *(f"enrolment__{each}" for each in NAMED))
    rows = applications_for(request.user).select_related(*named)
    row = get_object_or_404(rows, reference=reference)
    back = reverse("applications:application", args=[reference])
    return _ask(request, Subject(row, row.enrolment), _kind(kind), back)


@allow(Permission.DECIDE_APPLICATIONS)
def ask_place_agreement(request: Request, reference: str, kind: str) -> HttpResponse:
    """Ask for one agreement about a place that came in another way."""
    places = enrolments_for(request.user).select_related(*queries.PLACE_NAMED)
    place = get_object_or_404(places, reference=reference)
    back = reverse("applications:cohort_agreements", args=[place.cohort.reference])
    return _ask(request, Subject(getattr(place, "application", None), place), _kind(kind), back)


def _ask(request: Request, subject: Subject, kind: Kind, back: str) -> HttpResponse:
    known = {"signer_name": subject.person, "signer_email": subject.email}
    if kind == Kind.SPONSOR:
        row = subject.application
        known = {
            "signer_name": row.sponsor_name if row else "",
            "signer_email": row.sponsor_email if row else "",
        }
    form = AskForm(request.POST or None, initial=known)
    about = {"application": subject.application, "enrolment": subject.enrolment, "kind": kind}
    if asked := attempt(form, actions.ask, **about, at=timezone.now(), by=request.user):
        then = f"Their link works until {datetime_text(asked.link_ends_at)}."
        tell(request, f"{kind.label}: {asked.signer_name} is asked", then)
        return redirect(back)
    context = {"form": form, "subject": subject, "kind": kind, "back": back}
    return render(request, "applications/ask_agreement.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
def agreement(request: Request, reference: str) -> HttpResponse:
    """Show one agreement: the words, who is asked, what came of it."""
    row = _agreement(request, reference)
    may_remind = not rules.obstacles_to_reminding(row)
    next_at = queries.next_reminder_at(row, on=timezone.localdate()) if may_remind else None
    context = {
        "agreement": row,
        "subject": queries.subject_of(row),
        "colour": rules.STATE_COLOURS[row.state],
        "may_remind": may_remind,
        "next_reminder_at": next_at,
        "history": history_of(row),
        "may_ask_anew": row.state == Agreement.State.DECLINED,
    }
    return render(request, "applications/agreement.html", context)


@allow(Permission.DECIDE_APPLICATIONS)
@require_POST
def remind_agreement(request: Request, reference: str) -> HttpResponse:
    """Write a letter with a fresh link now."""
    row = _agreement(request, reference)
    form = pressed(request)
    if done := attempt(form, actions.ask_again, agreement=row, at=timezone.now(), by=request.user):
        then = f"The new link works until {datetime_text(done.link_ends_at)}; the old one is dead."
        tell(request, f"{done.signer_name} is reminded", then)
        return redirect("applications:agreement", reference)
    tell(request, "No letter was written", " ".join(map(str, form.non_field_errors())))
    return redirect("applications:agreement", reference)


@allow(Permission.DECIDE_APPLICATIONS)
def withdraw_agreement(request: Request, reference: str) -> HttpResponse:
    """Ask, and take a question back."""
    row = _agreement(request, reference)
    form = pressed(request)
    if attempt(form, actions.withdraw, agreement=row, at=timezone.now(), by=request.user):
        tell(request, f"{row.get_kind_display()} taken back", "You can ask somebody else now.")
        return redirect("applications:agreement", reference)
    context = {"agreement": row, "subject": queries.subject_of(row), "form": form}
    return render(request, "applications/withdraw_agreement.html", context)


def _kind(kind: str) -> Kind:
    if kind not in Kind.values:
        raise Http404
    return Kind(kind)


def _cohort(request: Request, reference: str) -> Cohort:
    named = ("programme__qualification", "programme__lead_provider", "hub", "intake")
    return get_object_or_404(cohorts_for(request.user).select_related(*named), reference=reference)


def _agreement(request: Request, reference: str) -> Agreement:
    rows = agreements_for(request.user).select_related(*queries.NAMED, "asked_by")
    return get_object_or_404(rows, reference=reference)
