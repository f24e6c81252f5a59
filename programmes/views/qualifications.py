"""Qualifications and lead providers' offers of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import allow
from accounts.middleware import Request
from accounts.queries.history import history_of
from accounts.roles import Permission
from govuk.pages import link
from programmes import access
from programmes.forms.catalogue import QualificationFilter
from programmes.models import Intake, Qualification
from programmes.queries import catalogue, curricula


@allow(Permission.SEE_PROGRAMMES)
def qualifications(request: Request) -> HttpResponse:
    """List the qualifications, who assured them, and how many lead providers offer each."""
    filters = QualificationFilter(request.GET)
    filters.is_valid()
    intake, assured = catalogue.latest_intake(), catalogue.assurances()
    offered = catalogue.offered_in(intake)
    rows = [
        {
            "qualification": each,
            "assured": assured.get(each.suite, []),
            "offered": offered.get(each.pk, 0),
        }
        for each in catalogue.qualifications(**filters.cleaned_data)
    ]
    context = {
        "rows": rows,
        "intake": intake,
        "filters": filters,
        "chosen": [
            {"text": text, "href": link(request.GET, **{name: ""})}
            for name, text in filters.chosen.items()
        ],
    }
    return render(request, "programmes/qualifications.html", context)


@allow(Permission.SEE_PROGRAMMES)
def qualification(request: Request, code: str) -> HttpResponse:
    """Show a qualification's facts and who offers it in which intake."""
    found = get_object_or_404(Qualification, code=code)
    intakes = list(Intake.objects.order_by("start_year", "suffix"))
    visible = access.programmes_for(request.user)
    context = {
        "qualification": found,
        "assured": catalogue.assurances().get(found.suite, []),
        "intakes": intakes,
        "offers": catalogue.offers_of(found, intakes, visible),
    }
    return render(request, "programmes/qualification.html", context)


@allow(Permission.SEE_PROGRAMMES)
def programme(request: Request, reference: str) -> HttpResponse:
    """Show a lead provider's offer: its curriculum's versions and the intakes it is offered in."""
    visible = access.programmes_for(request.user)
    found = get_object_or_404(
        visible.select_related("qualification", "lead_provider"), reference=reference
    )
    versions = access.curricula_for(request.user).filter(programme=found)
    sees_history = request.user.may(Permission.SEE_HISTORY)
    context = {
        "programme": found,
        "curricula": curricula.listed(versions),
        "intakes": Intake.objects.filter(offerings__programme=found).order_by(
            "-start_year", "-suffix"
        ),
        "history": history_of(found, limit=10) if sees_history else [],
        "sees_history": sees_history,
    }
    return render(request, "programmes/programme.html", context)
