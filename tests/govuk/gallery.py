"""Pages that show every component and every kind of field; a URLconf for the tests alone."""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.urls import include, path

from govuk import pages
from govuk.forms import Checkboxes, DateField, FileField, Form, Radios, TimeField

HERE = Path(__file__).parent
PROCESSORS = ("template.context_processors.request", "contrib.messages.context_processors.messages")
# An engine of our own: the pages know nothing of the product's navigation.
ENGINE = DjangoTemplates(
    {
        "NAME": "gallery",
        "DIRS": [HERE, HERE.parent.parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [f"django.{name}" for name in PROCESSORS],
            "builtins": ["govuk.templatetags.govuk"],
        },
    }
)
PLACES = [("online", "Live online"), ("school", "Face to face")]
NEEDS = [("step", "Step-free access"), ("loop", "Hearing loop")]
SCHOOLS = [("", "Choose a school"), ("1", "Ashfield Primary School"), ("2", "Bridge Academy")]


class EveryField(Form):
    title = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"width": "20"}))
    email = forms.EmailField(label="Email address")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    minutes = forms.IntegerField(
        widget=forms.NumberInput(attrs={"width": "3", "suffix": "minutes"})
    )
    held_on = DateField(label="Date of the session", help_text="For example, 27 3 2026")
    starts_at = TimeField(label="Start time", help_text="For example, 4pm or 16:30")
    place = forms.ChoiceField(choices=PLACES, widget=Radios(hints={"online": "Add a link later"}))
    needs = forms.MultipleChoiceField(choices=NEEDS, widget=Checkboxes(hints={"step": "No stairs"}))
    school = forms.ChoiceField(choices=SCHOOLS, help_text="Where you work")
    notes = forms.CharField(widget=forms.Textarea(attrs={"max_words": 50}))
    roster = FileField(label="List of participants", kinds=("csv",), megabytes=1)
    agreed = forms.BooleanField(label="I have checked the list")
    key = forms.CharField(widget=forms.HiddenInput, initial="a1")


class MarkForm(forms.Form):
    mark = forms.ChoiceField(
        choices=[("present", "Present"), ("late", "Late"), ("absent", "Absent")],
        widget=Radios(attrs={"inline": True}),
    )


class FilterForm(Form):
    status = forms.MultipleChoiceField(
        required=False,
        choices=[("active", "Active"), ("deferred", "Deferred")],
        widget=Checkboxes(attrs={"small": True}),
    )
    hub = forms.ChoiceField(required=False, choices=[("", "All hubs"), ("n", "North and West")])


MOMENTS = [
    {
        "title": "Deferred from Senior Leadership",
        "at": datetime(2026, 11, 20, 15, 30),
        "on": date(2026, 11, 18),
        "by": "Janet Williams",
        "acting_as": "Hub leader, North and West",
        "because": "Parental leave",
        "detail": "Wants to come back in autumn.",
        "changes": [{"label": "Status", "before": "active", "after": "deferred"}],
    },
    {
        "title": "Attended 1 of 2 sessions in October 2026",
        "at": datetime(2026, 10, 22, 16, 0),
        "is_day": True,
        "parts": ["8 October 2026: Culture, present", "22 October 2026: Teaching, absent"],
    },
]


class Janet(SimpleNamespace):
    """Somebody signed in, without a database."""

    is_authenticated = is_active = True
    is_anonymous = False
    live_memberships = ()
    acting = SimpleNamespace(label="Hub leader, North and West")

    def __str__(self) -> str:
        return "Janet Williams"


def frame(**more: Any) -> dict[str, Any]:
    words = ["Home", "Cohorts", "Participants", "Facilitators", "Quality"]
    navigation = [{"text": word, "href": "/", "active": word == "Cohorts"} for word in words]
    return {
        "navigation": navigation,
        "acting": Janet.acting,
        "can_switch_role": True,
        "demo_world": True,
        **more,
    }


def render(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(ENGINE.get_template(name).render(context, request), status=status)


def show(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    request.user = Janet()
    return render(request, name, **frame(**context))


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    pages.tell(request, "Register saved", "Those who were absent get a catch-up task by email.")
    cell = {"text": "Deferred", "colour": "yellow"}
    return show(
        request,
        "gallery.html",
        crumbs=[{"text": "Cohorts", "href": "/"}, {"text": "NPQSL autumn 2026"}],
        tabs=[
            {"text": "Overview", "href": "/", "active": True},
            {"text": "Participants", "href": "/", "count": 25},
            {"text": "Facilitators", "href": "/"},
        ],
        facts=["TRN 1234567", "Ashfield Primary School", "Started 3 June 2026"],
        rows=[
            {"key": "Name", "value": "Janet Williams", "href": "/"},
            {"key": "School", "value": "Ashfield Primary School", "text2": "URN 100000"},
        ],
        head=["Hub", {"text": "Participants", "numeric": True}, "Status"],
        table_rows=[[{"text": "North and West", "href": "/"}, 1135, cell], ["South", 12, "Open"]],
        steps=[
            {"text": "See it", "href": "/", "status": "Completed", "hint": "20 minutes"},
            {"text": "Name it", "href": "/", "status": "To do", "colour": "blue"},
            {"text": "Do it", "status": "Cannot start yet"},
        ],
        numbers=[
            {"number": "1,135", "label": "participants", "href": "/", "note": "in 12 cohorts"},
            {"number": 3, "label": "registers waiting", "href": "/", "warn": True},
            {"number": "92%", "label": "engagement"},
        ],
        moments=MOMENTS,
        bars=[{"label": "North and West", "value": 94}, {"label": "South", "value": 71}],
    )


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    filled = {
        "held_on": date(2026, 11, 26),
        "starts_at": datetime(2026, 11, 26, 16, 30).time(),
        "place": "online",
    }
    shown = EveryField(request.POST or None, request.FILES or None, initial=filled)
    if shown.is_bound:
        shown.add_error(None, "Another session of this group is at the same time.")
    return show(request, "gallery_form.html", form=shown)


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    people = [
        SimpleNamespace(
            name=f"Janet Williams {number}",
            href="/",
            school="Ashfield Primary School",
            status="Active",
            colour="green",
            started_on=date(2026, 6, 3),
        )
        for number in range(1, 1136)
    ]
    return show(
        request,
        "gallery_list.html",
        page=pages.paginate(request, people, per_page=25),
        sort=pages.sort_by(request, {"name": ["name"], "started": ["started_on"]}, default="name"),
        filters=FilterForm(request.GET),
        chosen=[{"text": "Active", "href": "/list/"}],
        modules=[f"Module {number}" for number in range(1, 15)],
        marks=[
            ("app-yes", "✓", "done"),
            ("app-part", "◐", "begun"),
            ("app-no", "!", "late"),
            ("app-none", "–", "not due"),
        ],
        register=[MarkForm(prefix=str(number)) for number in range(4)],
    )


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    fields = {
        "login": forms.EmailField(label="Email address"),
        "password": forms.CharField(widget=forms.PasswordInput),
    }
    shown = type("SignInForm", (forms.Form,), fields)(request.POST or None)
    account = {"email": "leader@example.org", "password": "a good demo password"}
    roles = ["Programme leader", "Facilitator", "Participant", "Provider administrator"]
    demo = [account | {"role": role, "name": "Omar Khan", "scope": "North"} for role in roles]
    return render(request, "account/login.html", form=shown, demo_accounts=demo)


@login_not_required
def totp(request: HttpRequest) -> HttpResponse:
    shown = type("CodeForm", (forms.Form,), {"code": forms.CharField()})(request.POST or None)
    shown.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    square = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>"
    return show(request, "mfa/totp/activate_form.html", form=shown, totp_svg_data_uri=square)


@login_not_required
def error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", status=status)


urlpatterns = [
    path("", components),
    path("form/", form),
    path("list/", listing),
    path("sign-in/", sign_in),
    path("totp/", totp),
    path("error/<int:status>/", error),
    path("accounts/", include("allauth.urls")),
]
