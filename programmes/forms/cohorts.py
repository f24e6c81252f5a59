"""What is asked about a cohort: what it is to teach, its facts, and how a list is narrowed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import DeliveryPartner, Hub
from govuk.forms import DateField, Form
from programmes.models import Cohort, Intake, Offering, Programme
from programmes.rules.cohorts import is_over


class CohortFilter(Form):
    """How the list of cohorts is narrowed; every answer may be left out."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        required=False, label="Status", choices=[("", "Any status"), *Cohort.Status.choices]
    )
    hub = forms.ModelChoiceField(
        Hub.objects.none(), required=False, to_field_name="reference", empty_label="Every hub"
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="Every programme",
    )
    intake = forms.ModelChoiceField(
        Intake.objects.none(),
        required=False,
        to_field_name="identifier",
        empty_label="Every intake",
    )

    def __init__(
        self,
        *args: Any,
        hubs: QuerySet[Hub],
        programmes: QuerySet[Programme],
        intakes: QuerySet[Intake],
        has_several_hubs: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("hub").queryset = hubs
        self.row_choice("programme").queryset = programmes
        self.row_choice("intake").queryset = intakes
        if not has_several_hubs:
            del self.fields["hub"]

    @property
    def chosen(self) -> dict[str, str]:
        """The answers that narrow the list now, in words, by field."""
        answers = {name: self.cleaned_data.get(name) for name in self.fields if name != "q"}
        statuses = dict(Cohort.Status.choices)
        return {name: str(statuses.get(a, a)) for name, a in answers.items() if a}


class OfferForm(Form):
    """What a new cohort is to teach, and where: only what is offered to choose."""

    offering = forms.ChoiceField(
        label="Programme and intake", error_messages={"required": "Select a programme"}
    )
    past = forms.CharField(required=False, widget=forms.HiddenInput)
    hub = forms.ModelChoiceField(
        Hub.objects.none(), to_field_name="reference", empty_label="Select a hub"
    )

    def __init__(
        self, *args: Any, offerings: list[Offering], hubs: QuerySet[Hub], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # A cohort of the past may have to be written down: its intakes are shown when asked for.
        over = [offer for offer in offerings if is_over(offer.intake, on=today)]
        begin = [offer for offer in offerings if offer not in over]
        self.has_more = bool(over and begin)
        self.shows_past = self.has_more and self._asks_for(over)
        shown = over if self.shows_past or not begin else begin
        self.offerings = {_value_of(offer): offer for offer in shown}
        by_intake: dict[str, list[tuple[str, str]]] = {}
        for value, offer in self.offerings.items():
            by_intake.setdefault(str(offer.intake), []).append((value, str(offer.programme)))
        self.choice("offering").choices = [("", "Select a programme"), *by_intake.items()]
        self.row_choice("hub").queryset = hubs
        self.only_hub = hubs[0] if len(hubs) == 1 else None
        if self.only_hub:
            del self.fields["hub"]

    def _asks_for(self, over: list[Offering]) -> bool:
        """Say whether the past is asked for: by the link, or by one of its programmes."""
        past = self.data.get("past") or self.initial.get("past")
        return bool(past) or self.data.get("offering") in {_value_of(offer) for offer in over}

    def clean(self) -> dict[str, Any]:
        """Answer with the rows that a cohort is created from."""
        offer = self.offerings.get(self.cleaned_data.get("offering", ""))
        hub = self.only_hub or self.cleaned_data.get("hub")
        if offer is None or hub is None:
            return {}
        return {"programme": offer.programme, "intake": offer.intake, "hub": hub}


def _value_of(offer: Offering) -> str:
    return f"{offer.programme.reference}.{offer.intake.identifier}"


class CohortForm(Form):
    """The facts of a cohort that may change."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"width": "two-thirds"}))
    starts_on = DateField(label="Start date", help_text="For example, 27 3 2026")
    ends_on = DateField(label="End date", help_text="The last day of teaching")
    capacity = forms.IntegerField(
        min_value=1,
        max_value=10_000,
        help_text="How many people can have a place",
        widget=forms.NumberInput(attrs={"width": "4"}),
        error_messages={
            "invalid": "Capacity must be a whole number, like 28",
            "min_value": "Capacity must be 1 or more",
            "max_value": "Capacity must be 10,000 or fewer",
        },
    )
    delivery_partner = forms.ModelChoiceField(
        DeliveryPartner.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="No delivery partner",
        help_text="The partner will see this cohort and its participants",
    )

    def __init__(self, *args: Any, partners: QuerySet[DeliveryPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("delivery_partner").queryset = partners
        if not partners:
            del self.fields["delivery_partner"]

    def clean(self) -> dict[str, Any]:
        starts_on: date | None = self.cleaned_data.get("starts_on")
        ends_on: date | None = self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", ValidationError("End date must be after the start date"))
        return {"delivery_partner": None} | self.cleaned_data
