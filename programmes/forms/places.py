"""Forms about places: funded ones by hub, and a version of the lead provider's rule."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Hub
from govuk.forms import DateField, Form
from programmes.models import PlaceRule

MOST = 10_000
_NUMBER = {"width": "3"}


class FundedPlacesForm(Form):
    """A number for each hub; empty where none is known."""

    def __init__(self, *args: Any, hubs: Iterable[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hubs = {f"hub_{hub.reference}": hub for hub in hubs}
        for name, hub in self.hubs.items():
            self.fields[name] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST,
                label=hub.name,
                widget=forms.NumberInput(attrs=dict(_NUMBER) | {"suffix": "places"}),
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        return {"by_hub": {hub: answers.get(name) for name, hub in self.hubs.items()}}


def _days(label: str, help_text: str = "", most: int = 365) -> forms.IntegerField:
    widget = forms.NumberInput(attrs=dict(_NUMBER) | {"suffix": "days"})
    return forms.IntegerField(
        min_value=1, max_value=most, label=label, help_text=help_text, widget=widget
    )


class PlaceRuleForm(Form):
    """One version of how long places wait."""

    in_force_from = DateField(label="In force from", help_text="Today or later")
    deferral_limit_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=60,
        label="Longest deferral",
        help_text="Leave it empty where a deferral has no limit",
        widget=forms.NumberInput(attrs=dict(_NUMBER) | {"suffix": "months"}),
    )
    return_reminder_days = forms.CharField(
        max_length=60,
        label="Remind before a planned return",
        help_text="Days before it, with commas between. For example, 42, 14",
        widget=forms.TextInput(attrs={"width": "10"}),
    )
    last_call_days = _days("Last call before the limit of a deferral")
    offer_days = _days("Days to answer an offer from the waiting list")
    agreement_reminder_days = _days("Remind of an unsigned agreement every")
    agreement_link_days = _days("Life of a link to sign", "A link also ends when it is used")
    answer_days = _days("Answer what a participant asked for within")

    def clean_return_reminder_days(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["return_reminder_days"].split(",")]
        if not all(part.isdecimal() and 0 < int(part) <= 365 for part in parts if part):
            raise ValidationError("Enter numbers of days from 1 to 365, with commas between")
        return sorted({int(part) for part in parts if part}, reverse=True)


def answers_of(rule: PlaceRule) -> dict[str, object]:
    """Return a rule as the first answers of the next version."""
    fields = [name for name in PlaceRuleForm.base_fields if name != "in_force_from"]
    answers: dict[str, object] = {name: getattr(rule, name) for name in fields}
    answers["return_reminder_days"] = ", ".join(map(str, rule.return_reminder_days))
    return answers
