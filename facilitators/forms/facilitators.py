"""Entering a person into the register of facilitators, clearing one, and filtering the list."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Hub, Membership, School
from govuk.forms import DateField, Form, Radios
from govuk.pages import link
from programmes.models import Qualification


class RegisterFacilitatorForm(Form):
    """Who joins the register, and where the person works."""

    person = forms.ChoiceField(
        label="Person with the role of facilitator",
        error_messages={"required": "Select a person"},
    )
    job_title = forms.CharField(
        label="Job title (optional)",
        help_text="For example, Deputy headteacher",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"width": "20"}),
    )
    school = forms.CharField(
        label="Unique reference number (URN) of the school (optional)",
        help_text="6 digits, as in the DfE’s register of schools",
        required=False,
        widget=forms.TextInput(attrs={"width": "10", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, roles: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {role.reference: role for role in roles}
        people = [(role.reference, f"{role.user}, {role.hub}") for role in self.roles.values()]
        self.choice("person").choices = [("", "Select a person"), *people]

    def clean_school(self) -> School | None:
        urn = self.cleaned_data["school"].strip()
        if not urn:
            return None
        try:
            return School.objects.get(urn=urn)
        except School.DoesNotExist:
            raise ValidationError(
                f"There is no school with the URN {urn[:12]}. Check it and enter it again"
            ) from None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        role = self.roles.get(answers.pop("person", ""))
        return {**answers, "user": role.user, "hub": role.hub} if role else answers


class ClearanceForm(Form):
    """For which qualification a facilitator is ready, and from when."""

    qualification = forms.ModelChoiceField(
        queryset=Qualification.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=Radios,
    )
    on = DateField(
        label="Cleared from", called="Day of the clearance", help_text="For example, 27 3 2026"
    )

    def __init__(
        self, *args: Any, qualifications: QuerySet[Qualification], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.row_choice("qualification").queryset = qualifications

    @property
    def has_choices(self) -> bool:
        return bool(self.row_choice("qualification").queryset)


class FilterForm(Form):
    """What narrows the list of facilitators."""

    cleared = forms.ChoiceField(label="Cleared for", required=False)
    hub = forms.ChoiceField(label="Hub", required=False)

    def __init__(
        self, *args: Any, qualifications: Iterable[Qualification], hubs: Iterable[Hub], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        listed = [(q.code, q.title) for q in qualifications]
        self.choice("cleared").choices = [("", "Any qualification"), *listed]
        places = [(hub.reference, str(hub)) for hub in hubs]
        self.choice("hub").choices = [("", "Every hub"), *places]
        if len(places) < 2:
            del self.fields["hub"]

    def chosen(self, query: QueryDict) -> list[dict[str, str]]:
        """List what narrows the list now, each with the address without it."""
        return [
            {"text": self.words_of(name)[value], "href": link(query, **{name: ""})}
            for name, value in self.cleaned_data.items()
            if value
        ]
